"""The interval of a share."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % point."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high, both 0 to 1."""

    low: float
    high: float


def wilson(share: float, n: float, z: float = Z_95) -> Interval:
    """Return the score interval of a share seen in n > 0 trials; n may be an effective number.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal
    of the American Statistical Association 22 (1927) 209-212.
    """
    weight = z * z / n
    centre = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
