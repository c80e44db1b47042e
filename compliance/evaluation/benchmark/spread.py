"""Numbers measured again and again: their middle, their spread, and a straight line; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several measurements and their quartiles."""

    middle: float
    """Median."""
    low: float
    """First quartile; with one measurement, itself."""
    high: float
    """Third quartile."""
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through points, by least squares."""

    slope: float
    start: float
    """Its value at 0."""
    farthest_share: float
    """The largest distance of a point from it, as a share of the line's value there."""


def spread(values: Sequence[float]) -> Spread:
    """Return the middle and the quartiles of at least one value."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0], 1)
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(median(values), low, high, len(values))


def ratios(values: Sequence[float], to: Sequence[float]) -> list[float]:
    """Return each value as a multiple of the one measured in the same round."""
    return [value / other for value, other in zip(values, to, strict=True)]


def line(xs: Sequence[float], ys: Sequence[float]) -> Line:
    """Return the line through at least two points of different x."""
    mean_x, mean_y = fmean(xs), fmean(ys)
    across = sum((x - mean_x) ** 2 for x in xs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / across
    start = mean_y - slope * mean_x
    on_line = [start + slope * x for x in xs]
    farthest = max(abs(y - at) / abs(at) for y, at in zip(ys, on_line, strict=True))
    return Line(slope, start, farthest)
