"""A straight line through rates, and how sure its slope is.

Rates vary from day to day by more than the chance of who passes: it rains, a school is out. How
much more is estimated from their distances to the line (R. DerSimonian & N. Laird, Controlled
Clinical Trials 7 (1986) 177-188), and the interval is G. Knapp & J. Hartung's (Statistics in
Medicine 22 (2003) 2693-2710), which holds with few days as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from compliance.counts.correction import Refused
from compliance.counts.student import t_95

MINIMUM_POINTS = 6
"""Rates a line needs: through fewer, nearly any line can be drawn."""

_ALIKE = Refused("all who were decided did alike, so nothing shows what chance has done")

Point = tuple[float, float, float]
"""The time in weeks, the rate, and how many independent passages it is worth, more than 0."""


@dataclass(frozen=True, slots=True)
class Slope:
    """The change of the rate a week, -1 to 1 is as much as there is, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_beyond_chance(self) -> bool:
        """Say whether the interval leaves out nought."""
        return self.low > 0 or self.high < 0


def slope(points: Sequence[Point]) -> Slope | Refused:
    """Return the slope of the line through rates, or why there is none."""
    if len(points) < MINIMUM_POINTS:
        return Refused(f"{len(points)} rates are known; a trend needs {MINIMUM_POINTS}")
    worths = [worth for _, _, worth in points]
    mean = sum(rate * worth for _, rate, worth in points) / sum(worths)
    if not 0 < mean < 1:
        return _ALIKE
    chances = [mean * (1 - mean) / worth for worth in worths]
    beyond = _beyond_chance(points, chances)
    line = _line(points, [1 / (chance + beyond) for chance in chances])
    freedom = len(points) - 2
    half = t_95(freedom) * sqrt(line.scatter / freedom / line.leverage)
    return Slope(line.slope, line.slope - half, line.slope + half)


@dataclass(frozen=True, slots=True)
class _Line:
    slope: float
    leverage: float
    """Weighted sum of the squared times, from their mean."""
    scatter: float
    """Weighted sum of the squared distances of the rates from the line."""
    spare: float
    """What `scatter` would grow by, were each rate's variance larger by 1."""


def _line(points: Sequence[Point], weights: Sequence[float]) -> _Line:
    total = sum(weights)
    middle = sum(w * at for w, (at, _, _) in zip(weights, points, strict=True)) / total
    mean = sum(w * rate for w, (_, rate, _) in zip(weights, points, strict=True)) / total
    away = [(at - middle, rate - mean) for at, rate, _ in points]
    leverage = sum(w * x * x for w, (x, _) in zip(weights, away, strict=True))
    found = sum(w * x * y for w, (x, y) in zip(weights, away, strict=True)) / leverage
    scatter = sum(w * (y - found * x) ** 2 for w, (x, y) in zip(weights, away, strict=True))
    taken = sum(w * w for w in weights) / total
    taken += sum((w * x) ** 2 for w, (x, _) in zip(weights, away, strict=True)) / leverage
    return _Line(found, leverage, scatter, total - taken)


def _beyond_chance(points: Sequence[Point], chances: Sequence[float]) -> float:
    """Return the variance of the rates round the line that chance does not explain."""
    line = _line(points, [1 / chance for chance in chances])
    return max(0.0, (line.scatter - (len(points) - 2)) / line.spare)
