"""A camera looked at while it is set up: both sides meet here, in a process of its own."""
