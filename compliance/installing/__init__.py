"""Putting the daemon into service under systemd, and taking it out again."""
