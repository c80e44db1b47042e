"""What the page says of a period, as values: from released rows alone."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from compliance.counts.clustering import Contrast, contrasts, effect_of
from compliance.counts.comparison import Comparison, compare
from compliance.counts.correction import Refused
from compliance.counts.dashboard.period import Period, Slot, days_of, hours_of, weeks_of
from compliance.counts.dashboard.series import Point, series, with_usual
from compliance.counts.dashboard.usual import by_week_hour, by_weekday, like
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.line import Slope
from compliance.counts.profile import LocalHours, WeekHour, week_of
from compliance.counts.rates import Figures, Measured, models_of, of_releases
from compliance.counts.trend import Per, Terms, trend_of

MOST_DAYS = 31
"""A longer period is told by its trend alone, not day by day beside the usual."""
MANY_DAYS = 140
"""A trend of more is told week by week: the days of the week would hide it."""
_WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Subject:
    """What an overview is of."""

    site: str
    area: str | None
    """None: all areas as one."""
    areas: tuple[str, ...]
    """All there are, in the alphabet's order."""
    period: Period


@dataclass(frozen=True, slots=True)
class Whole:
    """What is published of some releases, beside what is usual."""

    figures: Figures
    start: datetime
    """When the first of them begins."""
    reach: datetime
    """When the last of them ends."""
    usual: Comparison | None
    """How it differs from the same hours of the weeks before; None: nothing was released then, or
    the period is so long that there is no usual."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page says of a period that released rows tell."""

    subject: Subject
    whole: Whole | None
    """None: nothing is released of it."""
    points: tuple[Point, ...]
    """Its hours when it is one day, its days when it is a month at most; each with its usual."""
    trend: tuple[Point, ...]
    """The days of its window, or its weeks where they are many."""
    slope: Slope | Refused
    """By how much the rate of the window rises or falls a week, or why that is not said."""
    week: tuple[WeekHour, ...]
    """Its profile, or that of its window when it is shorter than a week."""
    by_area: tuple[tuple[str, Whole | None], ...]
    """Every area in the alphabet's order; empty when one is asked for, or there is but one."""
    silent: tuple[str, ...]
    """Areas of which something was released in the weeks before, and nothing of the period."""
    models: tuple[ModelIdentity, ...]
    latest: datetime | None
    """When the newest release ends that the period or the weeks before it hold."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Releases parted by time; each part area by area, in order of time."""

    before: list[Release]
    """Of the weeks before the period."""
    of_period: list[Release]
    window: list[Release]
    """Of the trend; holds the period's."""
    contrasts: list[Contrast]
    """Of the window's neighbours, see `clustering`."""
    effect: float | None
    """The design effect that they show, which every figure takes; reckoned once."""


def overview(subject: Subject, releases: Sequence[Release], measured: Measured) -> Overview:
    """Return the overview; `releases` of its areas in order of time, from `read_from` on.

    How much passages come in groups is estimated from the trend's window, for every figure.
    """
    period, hours = subject.period, LocalHours(subject.period.zone)
    areas = _parted_by_area(subject, releases)
    rows = _together(list(areas.values()))
    is_week = period.days >= _WEEK_DAYS
    profiled = rows.of_period if is_week else rows.window
    is_one = subject.area is not None or len(areas) == 1
    parts = {} if is_one else areas
    return Overview(
        subject=subject,
        whole=_whole(period, rows, hours, measured),
        points=_points(period, rows, hours, measured),
        trend=series(rows.window, _steps(period.window), measured, rows.effect),
        slope=_slope(period.window, rows, measured),
        week=tuple(week_of(profiled, hours, measured, rows.effect)),
        by_area=tuple((area, _whole(period, parts[area], hours, measured)) for area in parts),
        silent=tuple(area for area, part in areas.items() if part.before and not part.of_period),
        models=models_of(rows.window) if rows.window else (),
        latest=max((release.end for release in releases), default=None),
    )


def read_from(period: Period) -> datetime:
    """Return from when on releases are needed for a period's overview."""
    return min(period.window.start, period.before.start) if has_usual(period) else period.start


def has_usual(period: Period) -> bool:
    """Say whether the weeks before are what is usual; beside a year they are a season."""
    return period.days <= MANY_DAYS


def _slope(window: Period, rows: _Rows, measured: Measured) -> Slope | Refused:
    if not rows.window:
        return Refused("nothing is released")
    if window.days > MANY_DAYS:
        return Refused("a straight line through so long a time says little")
    in_time = sorted(rows.window, key=lambda release: release.start)
    return trend_of(in_time, Terms(window.zone, measured, Per.DAY, rows.effect)).slope


def _steps(window: Period) -> list[Slot]:
    return weeks_of(window) if window.days > MANY_DAYS else days_of(window)


def _parted_by_area(subject: Subject, releases: Sequence[Release]) -> dict[str, _Rows]:
    """Return the parts of every area that the subject has, in the alphabet's order."""
    names = subject.areas if subject.area is None else (subject.area,)
    found: dict[str, list[Release]] = {area: [] for area in names}
    for release in releases:
        found.setdefault(release.area, []).append(release)
    return {area: _parted(subject.period, found[area]) for area in sorted(found)}


def _parted(period: Period, releases: Sequence[Release]) -> _Rows:
    def until(at: datetime) -> int:
        return bisect_left(releases, at.astimezone(UTC), key=lambda release: release.start)

    start, end, window_start = map(until, (period.start, period.end, period.window.start))
    window = list(releases[window_start:end])
    found = contrasts(window)
    before, of_period = list(releases[:start]), list(releases[start:end])
    return _Rows(before, of_period, window, found, effect_of(found))


def _together(parts: Sequence[_Rows]) -> _Rows:
    """Return the parts of all areas; the weeks before only of those that the period tells of.

    Where an area is missing, what is left would else be held against the usual of all of them.
    """
    told = [part for part in parts if part.of_period] or parts
    found = list(chain.from_iterable(part.contrasts for part in parts))
    return _Rows(
        list(chain.from_iterable(part.before for part in told)),
        list(chain.from_iterable(part.of_period for part in parts)),
        list(chain.from_iterable(part.window for part in parts)),
        found,
        effect_of(found),
    )


def _whole(period: Period, rows: _Rows, hours: LocalHours, measured: Measured) -> Whole | None:
    found = rows.of_period
    if not found:
        return None
    reach = max(release.end for release in found)
    usual = like(rows.before, period.week_hours(reach), hours)
    return Whole(
        figures=of_releases(found, measured, rows.effect),
        start=min(release.start for release in found),
        reach=reach,
        usual=compare(usual, found, measured, rows.effect),
    )


def _points(
    period: Period, rows: _Rows, hours: LocalHours, measured: Measured
) -> tuple[Point, ...]:
    if period.days > MOST_DAYS:
        return ()
    if period.days == 1:
        of_hours = by_week_hour(rows.before, hours, measured, rows.effect)
        points = series(rows.of_period, hours_of(period), measured, rows.effect)
        return with_usual(points, lambda at: of_hours.get((at.weekday(), at.hour)))
    of_days = by_weekday(rows.before, hours, measured, rows.effect)
    points = series(rows.of_period, days_of(period), measured, rows.effect)
    return with_usual(points, lambda at: of_days.get(at.weekday()))
