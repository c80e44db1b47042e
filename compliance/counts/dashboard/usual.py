"""What is usual: the like hours of the weeks before, each release for the time it stands for.

`effect` is the design effect of the releases' areas, see `clustering`.
"""

from collections.abc import Mapping, Sequence

from compliance.counts.disclosure import Release
from compliance.counts.profile import LocalHours, week_of
from compliance.counts.rates import Figures, Measured
from compliance.counts.weighting import weighted_figures


def like(
    releases: Sequence[Release], wanted: frozenset[tuple[int, int]], hours: LocalHours
) -> list[Release]:
    """Return the releases that begin in one of some weekdays (Monday is 0) and hours."""
    return [release for release in releases if hours.of(release) in wanted]


def by_week_hour(
    releases: Sequence[Release], hours: LocalHours, measured: Measured, effect: float | None
) -> Mapping[tuple[int, int], Figures]:
    """Return the usual figures of each weekday and hour."""
    rows = week_of(releases, hours, measured, effect)
    return {(row.weekday, row.hour): row.figures for row in rows}


def by_weekday(
    releases: Sequence[Release], hours: LocalHours, measured: Measured, effect: float | None
) -> Mapping[int, Figures]:
    """Return the usual figures of each weekday."""
    days: dict[int, list[Release]] = {}
    for release in releases:
        days.setdefault(hours.of(release)[0], []).append(release)
    return {day: weighted_figures(found, measured, effect) for day, found in days.items()}
