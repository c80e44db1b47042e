"""Buckets: the time slots that tallies are added to, and how they open and close."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from compliance.sureness import NOBODY, Sureness

BUCKET_FLOOR = timedelta(minutes=20)
"""Nothing is published at a finer grain (French decree 2021-269, article 2)."""
BUCKET_DEFAULT = timedelta(hours=1)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Counts:
    """Passages by outcome."""

    mask: int = 0
    incorrect: int = 0
    no_mask: int = 0
    unknown: int = 0
    withheld: int = 0
    """People whose outcomes are kept back, see `disclosure`; never before a release."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.mask + other.mask,
            self.incorrect + other.incorrect,
            self.no_mask + other.no_mask,
            self.unknown + other.unknown,
            self.withheld + other.withheld,
        )

    @property
    def decided(self) -> int:
        """Passages of which it could be said whether a mask was worn."""
        return self.mask + self.incorrect + self.no_mask

    @property
    def told(self) -> int:
        """Passages whose outcome is told, `unknown` included."""
        return self.mask + self.incorrect + self.no_mask + self.unknown

    @property
    def is_homogeneous(self) -> bool:
        """Somebody was decided, and all who were wore a mask as required, or none did."""
        return self.decided > 0 and self.mask in (0, self.decided)

    @property
    def passages(self) -> int:
        """All passages."""
        return self.mask + self.incorrect + self.no_mask + self.unknown + self.withheld


def summed(parts: Sequence[Counts]) -> Counts:
    """Return the sum of any counts; many are added column by column, which is faster."""
    if len(parts) == 1:
        return parts[0]
    return Counts(
        sum([part.mask for part in parts]),
        sum([part.incorrect for part in parts]),
        sum([part.no_mask for part in parts]),
        sum([part.unknown for part in parts]),
        sum([part.withheld for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class Bucket:
    """What an area counted in [start, end)."""

    start: datetime
    end: datetime
    counts: Counts = Counts()
    observed_ms: int = 0
    sureness: Sureness = NOBODY
    """How surely those were judged that could be judged."""

    @property
    def length(self) -> timedelta:
        """Time from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Timeline:
    """An area's time: closed up to a moment for good, with the buckets open after it."""

    closed_until: datetime
    buckets: tuple[Bucket, ...] = ()
    """Open, in order, apart, none starting before `closed_until`."""

    @property
    def reach(self) -> datetime:
        """Moment up to which time is closed or covered by an open bucket."""
        return self.buckets[-1].end if self.buckets else self.closed_until


def bucket_start(at: datetime, length: timedelta) -> datetime:
    """Return the start of the slot around `at`: UTC, a whole number of lengths from 1970."""
    return at.astimezone(UTC) - (at - _EPOCH) % length


def add(
    timeline: Timeline | None,
    at: datetime,
    length: timedelta,
    counts: Counts,
    observed_ms: int,
    sureness: Sureness = NOBODY,
) -> Timeline:
    """Return the timeline with a tally of the minute `at` added.

    A tally of a closed time goes into the area's current open bucket: the counts are not lost,
    and what was closed stays as it was. `timeline` is None before an area's first tally.
    """
    timeline = timeline or Timeline(bucket_start(at, length))
    slot = _slot(
        timeline, max(at, timeline.closed_until), length, is_late=at < timeline.closed_until
    )
    filled = replace(
        slot,
        counts=slot.counts + counts,
        observed_ms=slot.observed_ms + observed_ms,
        sureness=slot.sureness + sureness,
    )
    others = (bucket for bucket in timeline.buckets if bucket.start != slot.start)
    buckets = sorted((*others, filled), key=lambda bucket: bucket.start)
    return replace(timeline, buckets=tuple(buckets))


def close(timeline: Timeline, until: datetime) -> tuple[Timeline, tuple[Bucket, ...]]:
    """Close what ended by `until`; return the timeline left and the buckets closed, in order.

    A bucket that reaches beyond `until` stays open, whole. An earlier `until` than before closes
    nothing.
    """
    closing = tuple(bucket for bucket in timeline.buckets if bucket.end <= until)
    staying = timeline.buckets[len(closing) :]
    end = max(timeline.closed_until, min([until, *(bucket.start for bucket in staying)]))
    return Timeline(end, staying), closing


def without_gaps(start: datetime, buckets: tuple[Bucket, ...], end: datetime) -> list[Bucket]:
    """Return the buckets with every hole in [start, end) filled by an empty one."""
    filled: list[Bucket] = []
    reached = start
    for bucket in (*buckets, Bucket(end, end)):
        if bucket.start > reached:
            filled.append(Bucket(reached, bucket.start))
        filled.append(bucket)
        reached = bucket.end
    return filled[:-1]


def _slot(timeline: Timeline, at: datetime, length: timedelta, *, is_late: bool) -> Bucket:
    """Return the open bucket for `at`, or a new one that overlaps no other.

    A slot is cut short only where the configured length changed while buckets were open.
    """
    if is_late and timeline.buckets:
        return timeline.buckets[0]
    for bucket in timeline.buckets:
        if bucket.start <= at < bucket.end:
            return bucket
    start = bucket_start(at, length)
    before = (bucket.end for bucket in timeline.buckets if bucket.end <= at)
    after = (bucket.start for bucket in timeline.buckets if bucket.start > at)
    return Bucket(max([start, timeline.closed_until, *before]), min([start + length, *after]))
