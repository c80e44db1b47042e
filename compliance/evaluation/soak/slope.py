"""How fast something grows: a straight line through each process's samples; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

_HOUR_SECONDS = 3600.0
_SIGMAS = 2.0


@dataclass(frozen=True, slots=True)
class Series:
    """One process's memory, sampled."""

    at_seconds: tuple[float, ...]
    megabytes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Slope:
    """Megabytes an hour, with the standard error; infinite where there is too little to tell."""

    per_hour: float
    error: float

    def is_above(self, most_per_hour: float) -> bool:
        """Whether the growth is surely more, by two standard errors."""
        return self.per_hour - _SIGMAS * self.error > most_per_hour


def slope(series: Sequence[Series]) -> Slope:
    """Fit one slope to all series, each with a level of its own, by least squares."""
    spread = product = rest = 0.0
    samples = levels = 0
    for each in series:
        count = len(each.at_seconds)
        if count < 2:  # noqa: PLR2004 - a point has no slope
            continue
        middle, level = sum(each.at_seconds) / count, sum(each.megabytes) / count
        points = [(t - middle, m - level) for t, m in zip(each.at_seconds, each.megabytes)]  # noqa: B905
        spread += sum(t * t for t, _ in points)
        product += sum(t * m for t, m in points)
        rest += sum(m * m for _, m in points)
        samples, levels = samples + count, levels + 1
    free = samples - levels - 1
    if free < 1 or not spread:
        return Slope(0.0, inf)
    per_second = product / spread
    error = sqrt(max(0.0, rest - per_second * product) / free / spread)
    return Slope(per_second * _HOUR_SECONDS, error * _HOUR_SECONDS)
