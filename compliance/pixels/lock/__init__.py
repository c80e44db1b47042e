"""The lock: what a pixel process gives up for good before it reads a second frame."""
