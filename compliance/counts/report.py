"""The report: releases summed by the hours or days of a place's own time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from compliance.counts.clustering import design_effect
from compliance.counts.correction import ConfusionCounts, Correction
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.rates import Figures, Known, Measured, of_known


class By(Enum):
    """What a row of the report sums."""

    HOUR = "hour"
    DAY = "day"
    RELEASE = "release"


class Row(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Terms:
    """How a report is made up."""

    by: By
    zone: ZoneInfo
    """Whose hours and days they are."""
    measured: Measured


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
    areas: dict[tuple[str, str], list[Release]] = {}
    for release in releases:
        areas.setdefault((release.site, release.area), []).append(release)
    terms = Terms(by, zone, Measured(Correction(confusion), measured))
    return [row for area in sorted(areas) for row in rows_of_area(areas[area], terms)]


def rows_of_area(
    releases: Sequence[Release], terms: Terms, after: datetime | None = None
) -> Iterator[Row]:
    """Yield the rows of one area, whose releases come in order of time.

    How much its passages come in groups is estimated from all of them, for every row. `after`:
    only rows whose hour or day begins later.
    """
    if not releases:
        return
    effect = design_effect(releases)
    whole = terms.measured.known_of(releases)
    is_by_one = len(whole.models) == 1  # pair of models, as nearly always
    slots = groupby(releases, lambda release: _slot(release.start, terms.by, terms.zone))
    for begun, group in slots:
        if after is None or begun > after:
            found = list(group)
            known = whole if is_by_one else terms.measured.known_of(found)
            yield _row(found, known, terms.zone, effect)


def _slot(start: datetime, by: By, zone: ZoneInfo) -> datetime:
    """Return the moment at which the hour or day around `start` began, in UTC."""
    if by is By.RELEASE:
        return start
    local = start.astimezone(zone)
    if by is By.DAY:
        local = local.replace(hour=0, minute=0, second=0, fold=0)
    elif local.minute or local.second:
        local = local.replace(minute=0, second=0)
    else:
        return start
    return local.astimezone(UTC)


def _row(releases: Sequence[Release], known: Known, zone: ZoneInfo, effect: float | None) -> Row:
    first, last = releases[0], releases[-1]
    return Row(
        first.site,
        first.area,
        start=first.start.astimezone(zone),
        end=last.end.astimezone(zone),
        figures=of_known(releases, known, effect),
        models=known.models,
    )
