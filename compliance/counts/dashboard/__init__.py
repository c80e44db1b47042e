"""The page: what was released, for a manager in a second and for a statistician in full."""
