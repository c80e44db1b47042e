"""The release rule: nothing is published of fewer than `minimum_count` passages.

Closed buckets are pooled until they hold enough, then released whole, once. Releases of an area
do not overlap, so any sum or difference of published tables is a sum of whole releases.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.counts.buckets import BUCKET_FLOOR, Bucket, Counts
from compliance.models import Models


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which models counted, each as name@version."""

    detector: str
    classifier: str


def identity(models: Models) -> ModelIdentity:
    """Return which models these are, as a release names them."""
    detector, classifier = models.detector, models.classifier
    return ModelIdentity(
        f"{detector.name}@{detector.version}", f"{classifier.name}@{classifier.version}"
    )


@dataclass(frozen=True, slots=True)
class Pending:
    """What is closed and not yet released in an area."""

    start: datetime
    end: datetime
    counts: Counts
    observed_ms: int
    expected_seconds: int


@dataclass(frozen=True, slots=True)
class Release:
    """A published interval [start, end) of an area."""

    site: str
    area: str
    start: datetime
    end: datetime
    counts: Counts
    observed_seconds: int
    """Camera seconds really watched."""
    expected_seconds: int
    """Cameras x the seconds that should have been watched."""
    models: ModelIdentity


def join(pending: Pending | None, closed: Bucket, cameras: int) -> Pending:
    """Return the pending interval grown by a closed bucket that `cameras` should have watched."""
    expected_seconds = cameras * round(closed.length.total_seconds())
    if pending is None:
        return Pending(
            closed.start, closed.end, closed.counts, closed.observed_ms, expected_seconds
        )
    return Pending(
        pending.start,
        closed.end,
        pending.counts + closed.counts,
        pending.observed_ms + closed.observed_ms,
        pending.expected_seconds + expected_seconds,
    )


def is_due(pending: Pending, minimum_count: int, shortest: timedelta = BUCKET_FLOOR) -> bool:
    """Say whether the interval holds enough passages and time to be published."""
    is_long_enough = pending.end - pending.start >= max(shortest, BUCKET_FLOOR)
    return is_long_enough and pending.counts.passages >= max(minimum_count, 1)


def publish(pending: Pending, site: str, area: str, models: ModelIdentity) -> Release:
    """Return the pending interval, whole, as it is published."""
    return Release(
        site=site,
        area=area,
        start=pending.start,
        end=pending.end,
        counts=pending.counts,
        observed_seconds=round(pending.observed_ms / 1000),
        expected_seconds=pending.expected_seconds,
        models=models,
    )
