"""A person at the camera counts on a phone what they see; there is no picture here."""
