"""The interval of a share."""

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % point."""
_SQUARE = Z_95 * Z_95


class Interval(NamedTuple):
    """From low to high, both 0 to 1."""

    low: float
    high: float


def wilson(share: float, n: float, noise: float = 0.0) -> Interval:
    """Return the 95 % score interval of a share seen in n > 0 trials; n may be an effective number.

    `noise`: the variance of the noise on one outcome's count, over the square of the trials
    really counted; see `noise`. It moves mask - p x trials, for a share p, by a variance of
    noise x (1 - 2p + 3p^2), because it is on the count of each of three outcomes. Where noise is
    nearly all there is, every share is possible.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal
    of the American Statistical Association 22 (1927) 209-212; with noise in both counts, E. C.
    Fieller, Journal of the Royal Statistical Society B 16 (1954) 175-185.
    """
    weight, blur = _SQUARE / n, _SQUARE * noise
    bend = 1 + weight - 3 * blur
    if bend <= 0:
        return Interval(0.0, 1.0)
    centre = (share + weight / 2 - blur) / bend
    chance = weight * (share * (1 - share) + weight / 4)
    blurred = blur * (1 - 2 * share + 3 * share * share - 2 * blur)
    square = chance + blurred
    half = sqrt(square) / bend if square > 0 else 0.0
    low, high = centre - half, centre + half
    return Interval(low if low > 0 else 0.0, high if high < 1 else 1.0)
