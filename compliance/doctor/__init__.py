"""A site examined: what is in order, what is not, and what to do about it."""
