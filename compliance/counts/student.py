"""How far a mean of few numbers may lie from the truth: W. S. Gosset's distribution."""

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt

_STEPS = 60
_FARTHEST = 1000.0


@lru_cache(maxsize=512)
def t_95(freedom: int) -> float:
    """Return the t that 95 % of deviations stay within, either way; `freedom` is 1 or more."""
    low, high = 0.0, _FARTHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _within(middle, freedom) < 0.95:  # noqa: PLR2004 - the share in the name
            low = middle
        else:
            high = middle
    return high


def _within(t: float, freedom: int) -> float:
    """Return the share of deviations below t, either way.

    M. Abramowitz & I. Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
    """
    angle = atan(t / sqrt(freedom))
    square = cos(angle) ** 2
    is_odd = freedom % 2
    term, total = (cos(angle), 0.0) if is_odd else (1.0, 0.0)
    for step in range(2 if is_odd else 1, freedom, 2):
        total += term
        term *= square * step / (step + 1)
    return 2 / pi * (angle + sin(angle) * total) if is_odd else sin(angle) * total
