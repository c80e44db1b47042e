"""Audits, releases and comparisons for tests."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from compliance.counts.auditing.pairs import Audit, Pair
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
OTHERS = ModelIdentity("detector@2", "classifier@1")


def at(hour: float) -> datetime:
    """Return a time so many hours after eight."""
    return EIGHT + hour * HOUR


def an_audit(hour: float, seen: Counts, *, camera: str = "door", hours: float = 1) -> Audit:
    return Audit("hall", camera, at(hour), at(hour + hours), seen)


def a_release(
    hour: float,
    counts: Counts,
    *,
    hours: float = 1,
    models: ModelIdentity = MODELS,
    coverage: float = 1.0,
) -> Release:
    expected = round(hours * 3600)
    watched = round(coverage * expected)
    return Release("lyon", "hall", at(hour), at(hour + hours), counts, watched, expected, models)


def a_pair(
    number: int,
    seen: Counts,
    counted: Counts,
    *,
    models: ModelIdentity = MODELS,
    area: str = "hall",
) -> Pair:
    return Pair("lyon", area, at(number), at(number + 1), 1, seen, counted, models)


def pairs_of(numbers: Iterable[tuple[Counts, Counts]]) -> list[Pair]:
    """Return comparisons, an hour each."""
    return [a_pair(n, seen, counted) for n, (seen, counted) in enumerate(numbers)]
