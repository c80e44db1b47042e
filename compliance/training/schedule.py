"""How the learning rate goes over a run that is bounded by time."""

import math

_WARM_STEPS = 100
_FLOOR = 0.02


def schedule(step: int, spent: float) -> float:
    """Return the share of the full rate, 0 to 1: a short rise, then a cosine.

    step: steps made. spent: share of the run's time that is over; above 1 counts as 1.
    """
    warm = min(1.0, (step + 1) / _WARM_STEPS)
    return warm * (_FLOOR + (1 - _FLOOR) * (1 + math.cos(math.pi * min(spent, 1.0))) / 2)
