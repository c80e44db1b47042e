"""How often frames are analysed, and in which steps it falls when the machine is short of time."""

import signal

FLOOR_PER_SECOND = 2.0
"""Fewer lose people. Of 118 on simulated streets as many passages were missed: 1 at 5 and at 3.1
frames a second, none at 4.2 and 2.5, 3 at 2.1 (on other streets 4 of 116), 8 at 1.6, 19 at 1."""

SHARES = tuple(0.7**step for step in range(9))
"""Of a camera's own rate, by step. The last brings the highest rate, 30, to the floor."""

LAST_STEP = len(SHARES) - 1


def per_second(configured: float, step: int) -> float:
    """Return the frames analysed per second at a step; never below the floor for their sake."""
    return max(configured * SHARES[step], min(configured, FLOOR_PER_SECOND))


def steps_of(configured: float) -> int:
    """Return the step from which on a rate falls no more."""
    return next(
        step for step in range(len(SHARES)) if per_second(configured, step) <= FLOOR_PER_SECOND
    )


def signal_of(step: int) -> int:
    """Return the signal that tells a pixel process its step; the step itself, so none is lost."""
    return signal.SIGRTMIN + step


def step_of(number: int) -> int:
    """Return the step that a signal tells."""
    return number - signal.SIGRTMIN


SIGNALS = frozenset(signal_of(step) for step in range(len(SHARES)))
