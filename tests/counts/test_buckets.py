"""Laws of buckets: nothing is lost, doubled or reopened, however the clock steps."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import (
    Bucket,
    Counts,
    Timeline,
    add,
    bucket_start,
    close,
    without_gaps,
)
from tests.counts.histories import DAWN, LENGTHS, MINUTE, Event, Restarted, Seen, histories

HOUR = timedelta(hours=1)


def lived(events: list[Event]) -> tuple[Timeline | None, list[Bucket], list[Timeline]]:
    """Return the last timeline, all buckets closed, and every timeline on the way."""
    timeline: Timeline | None = None
    length = LENGTHS[0]
    closed: list[Bucket] = []
    past: list[Timeline] = []
    for event in events:
        if isinstance(event, Seen):
            timeline = add(timeline, event.at, length, event.counts, 1)
        elif isinstance(event, Restarted):
            length = event.length
        elif timeline:
            timeline, more = close(timeline, bucket_start(event.at, length))
            closed += more
        if timeline:
            past.append(timeline)
    return timeline, closed, past


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(LENGTHS))
def test_a_bucket_starts_at_a_whole_number_of_lengths(at: datetime, length: timedelta) -> None:
    start = bucket_start(at, length)
    assert start <= at < start + length
    assert (start - DAWN) % length == timedelta(0)


@given(histories(with_restarts=True))
def test_every_passage_is_in_exactly_one_bucket(events: list[Event]) -> None:
    timeline, closed, _ = lived(events)
    seen = [event.counts for event in events if isinstance(event, Seen)]
    held = [*closed, *(timeline.buckets if timeline else ())]
    assert sum((bucket.counts for bucket in held), Counts()) == sum(seen, Counts())
    assert sum(bucket.observed_ms for bucket in held) == len(seen)


@given(histories(with_restarts=True))
def test_buckets_never_overlap_and_are_never_negative(events: list[Event]) -> None:
    timeline, closed, _ = lived(events)
    held = [*closed, *(timeline.buckets if timeline else ())]
    assert all(bucket.start < bucket.end for bucket in held)
    assert all(before.end <= after.start for before, after in pairwise(held))


@given(histories(with_restarts=True))
def test_closed_time_never_opens_again(events: list[Event]) -> None:
    _, _, past = lived(events)
    assert all(a.closed_until <= b.closed_until for a, b in pairwise(past))
    assert all(bucket.start >= t.closed_until for t in past for bucket in t.buckets)


@given(histories())
def test_a_bucket_has_the_configured_length(events: list[Event]) -> None:
    _, _, past = lived(events)
    assert {bucket.length for t in past for bucket in t.buckets} <= {LENGTHS[0]}


@given(histories(with_restarts=True))
def test_without_gaps_time_is_covered_whole(events: list[Event]) -> None:
    timeline, closed, past = lived(events)
    if timeline is None:
        return
    start = past[0].closed_until
    filled = without_gaps(start, tuple(closed), timeline.closed_until)
    assert all(before.end == after.start for before, after in pairwise(filled))
    assert sum((bucket.length for bucket in filled), timedelta()) == timeline.closed_until - start
    assert [bucket for bucket in filled if bucket in closed] == closed


def test_a_late_tally_goes_to_the_current_open_bucket() -> None:
    timeline = Timeline(DAWN + HOUR, (Bucket(DAWN + HOUR, DAWN + 2 * HOUR),))
    timeline = add(timeline, DAWN + 59 * MINUTE, HOUR, Counts(mask=1), 60_000)
    [bucket] = timeline.buckets
    assert (bucket.start, bucket.counts) == (DAWN + HOUR, Counts(mask=1))


def test_a_late_tally_opens_the_next_bucket_when_none_is_open() -> None:
    timeline = add(Timeline(DAWN + HOUR), DAWN, HOUR, Counts(mask=1), 60_000)
    assert [bucket.start for bucket in timeline.buckets] == [DAWN + HOUR]


def test_two_buckets_may_be_open_at_once() -> None:
    timeline = add(None, DAWN, HOUR, Counts(mask=1), 0)
    timeline = add(timeline, DAWN + HOUR, HOUR, Counts(mask=2), 0)
    timeline = add(timeline, DAWN, HOUR, Counts(mask=4), 0)
    assert [bucket.counts.mask for bucket in timeline.buckets] == [5, 2]


def test_closing_takes_no_bucket_that_has_not_ended() -> None:
    timeline = add(None, DAWN, HOUR, Counts(mask=1), 0)
    assert close(timeline, DAWN + 20 * MINUTE) == (timeline, ())
