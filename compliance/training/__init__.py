"""Training of detector and classifier; needs the `training` extra (torch)."""
