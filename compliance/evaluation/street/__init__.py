"""A simulated street: people whose masks are known walk through it."""
