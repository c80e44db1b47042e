"""The report: releases summed by the hours or days of a place's own time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from compliance.counts.buckets import Counts
from compliance.counts.correction import ConfusionCounts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.rates import Figures, figures


class By(Enum):
    """What a row of the report sums."""

    HOUR = "hour"
    DAY = "day"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Row:
    """Some releases of one area, summed."""

    site: str
    area: str
    start: datetime
    """Start of the first release, in the report's zone."""
    end: datetime
    """End of the last one."""
    figures: Figures
    models: tuple[ModelIdentity, ...]
    """Which models counted, in the order they came."""


def report(
    releases: Iterable[Release],
    by: By,
    zone: ZoneInfo,
    confusion: ConfusionCounts,
    measured: ModelIdentity | None = None,
) -> list[Row]:
    """Return the report's rows by site, area and time.

    A release is never split: it stands in the hour or day, in the zone, in which it starts. A
    day may have 23 or 25 hours, and an hour that the clock repeats is two hours. Time in which
    nothing was released has no row. With `measured`, the models that `confusion` is of, what
    other models counted is not corrected with it.
    """
    slots: dict[tuple[str, str, datetime], list[Release]] = {}
    for release in releases:
        slot = _slot(release.start, by, zone)
        slots.setdefault((release.site, release.area, slot), []).append(release)
    return [_row(slots[key], zone, confusion, measured) for key in sorted(slots)]


def _slot(start: datetime, by: By, zone: ZoneInfo) -> datetime:
    """Return the moment at which the hour or day around `start` began, in UTC."""
    local = start.astimezone(zone)
    if by is By.HOUR:
        local = local.replace(minute=0, second=0)
    elif by is By.DAY:
        local = local.replace(hour=0, minute=0, second=0, fold=0)
    return local.astimezone(UTC)


def _row(
    releases: Sequence[Release],
    zone: ZoneInfo,
    confusion: ConfusionCounts,
    measured: ModelIdentity | None,
) -> Row:
    models = tuple(dict.fromkeys(release.models for release in releases))
    is_measured = measured is None or models == (measured,)
    return Row(
        site=releases[0].site,
        area=releases[0].area,
        start=min(release.start for release in releases).astimezone(zone),
        end=max(release.end for release in releases).astimezone(zone),
        figures=figures(
            sum((release.counts for release in releases), Counts()),
            sum(release.observed_seconds for release in releases),
            sum(release.expected_seconds for release in releases),
            confusion if is_measured else None,
        ),
        models=models,
    )
