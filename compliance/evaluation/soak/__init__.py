"""The soak: simulated cameras with faults of every kind, and the daemon that must not mind."""
