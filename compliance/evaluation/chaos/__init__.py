"""Chaos: the daemon at work in simulated time, all that can befall it, and what must be kept."""
