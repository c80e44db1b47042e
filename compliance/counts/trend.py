"""The trend: by how much the rate of an area rises or falls a week, and how sure that is.

A straight line through the rates of days or weeks, each weighing as much as it is sure, see `line`.
Neighbouring days that are alike for another reason than the trend, such as a week of frost, make
it less sure than it says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from compliance.counts.clustering import design_effect
from compliance.counts.correction import Refused
from compliance.counts.disclosure import Release
from compliance.counts.line import Slope, slope
from compliance.counts.rates import Figures, Measured
from compliance.counts.weighting import effective_decided, weighted_figures

_WEEK_SECONDS = 7 * 24 * 3600.0


class Per(Enum):
    """What a point of the line sums."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Point:
    """The releases of one area that start in one day, or week from Monday on."""

    start: datetime
    """Start of the first one, in the trend's zone."""
    end: datetime
    """End of the last one."""
    figures: Figures
    """Each release counts for the time it stands for, see `weighting`."""
    worth: float
    """Passages decided that would say as much of the rate, each by itself."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How the rate of one area went."""

    site: str
    area: str
    per: Per
    points: tuple[Point, ...]
    slope: Slope | Refused
    """Of the rates as counted: models that err alike all the time bend it little."""


def trend(releases: Iterable[Release], zone: ZoneInfo, measured: Measured, per: Per) -> list[Trend]:
    """Return the trend of each area, by site and area.

    The releases of an area come in order of time. A release is never split: it stands where it
    starts.
    """
    areas: dict[tuple[str, str], list[Release]] = {}
    for release in releases:
        areas.setdefault((release.site, release.area), []).append(release)
    return [
        trend_of(areas[area], Terms(zone, measured, per, design_effect(areas[area])))
        for area in sorted(areas)
    ]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a trend is made up."""

    zone: ZoneInfo
    measured: Measured
    per: Per
    effect: float | None
    """The design effect, see `clustering`."""


def trend_of(releases: Sequence[Release], terms: Terms) -> Trend:
    """Return the trend of one area, or of several as if they were one, under the first's name.

    The releases, one or more, come in order of time.
    """
    first = releases[0]
    points = tuple(_points(releases, terms))
    told = [
        (_weeks(point, first.start), point.figures.rate, point.worth)
        for point in points
        if point.figures.rate is not None
    ]
    return Trend(first.site, first.area, terms.per, points, slope(told))


def _points(releases: Sequence[Release], terms: Terms) -> Iterator[Point]:
    @cache  # areas share the times at which releases start
    def slot(start: datetime) -> tuple[int, ...]:
        day = start.astimezone(terms.zone).date()
        return tuple(day.isocalendar()[:2]) if terms.per is Per.WEEK else (day.toordinal(),)

    for _, grouped in groupby(releases, lambda release: slot(release.start)):
        found = list(grouped)
        yield Point(
            found[0].start.astimezone(terms.zone),
            found[-1].end.astimezone(terms.zone),
            weighted_figures(found, terms.measured, terms.effect),
            effective_decided(found, terms.effect),
        )


def _weeks(point: Point, since: datetime) -> float:
    """Return the time of a point's middle, in weeks."""
    middle = (point.start.timestamp() + point.end.timestamp()) / 2
    return (middle - since.timestamp()) / _WEEK_SECONDS
