"""The release rule under random histories: in plain values, then through the real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from compliance.camera import Clock
from compliance.counts.buckets import BUCKET_FLOOR, Bucket, Counts
from compliance.counts.disclosure import (
    HOMOGENEOUS_LIMIT,
    ModelIdentity,
    Pending,
    Release,
    is_due,
    join,
    publish,
    withhold,
)
from compliance.counts.engine import connected
from compliance.counts.jobs import LATENESS, Area, Jobs, Publishing
from compliance.counts.migrate import upgrade
from compliance.counts.report import By, report
from compliance.counts.rows import read_pending, read_timeline
from compliance.counts.store import Store
from tests.counts.databases import sqlite_url
from tests.counts.histories import DAWN, LENGTHS, Event, Restarted, Seen, histories

MODELS = ModelIdentity("detector@1", "classifier@1")
FOR_EVER = timedelta(days=4000)
HOUR = timedelta(hours=1)
_numbers = count()

few = st.integers(0, 8)


@given(st.lists(st.builds(Counts, few, few, few, few), max_size=40), st.integers(1, 30))
def test_pooled_buckets_are_released_once_whole_and_never_few(
    hours: list[Counts], minimum_count: int
) -> None:
    releases: list[Release] = []
    pending: Pending | None = None
    for number, counts in enumerate(hours):
        bucket = Bucket(DAWN + number * HOUR, DAWN + (number + 1) * HOUR, counts, 1000)
        pending = join(pending, bucket, 2)
        if is_due(pending, minimum_count):
            releases.append(publish(pending, "lyon", "hall", MODELS))
            pending = None
    left = pending.counts if pending else Counts()
    assert sum((r.counts for r in releases), left) == sum(hours, Counts())
    assert all(release.counts.passages >= minimum_count for release in releases)
    assert all(before.end == after.start for before, after in pairwise(releases))
    assert left.passages < minimum_count
    assert all(r.expected_seconds == 2 * (r.end - r.start) / timedelta(seconds=1) for r in releases)


def test_an_interval_shorter_than_a_bucket_waits() -> None:
    pending = Pending(DAWN, DAWN + BUCKET_FLOOR, Counts(mask=99), 0, 0)
    assert is_due(pending, 10)
    assert not is_due(pending, 10, shortest=HOUR)
    assert not is_due(Pending(DAWN, DAWN + BUCKET_FLOOR / 2, Counts(mask=99), 0, 0), 10)


def test_nobody_is_never_released() -> None:
    assert not is_due(Pending(DAWN, DAWN + HOUR, Counts(), 0, 0), 0)


@pytest.mark.parametrize(
    "alike", [Counts(mask=40), Counts(no_mask=40), Counts(0, 3, 37, 0), Counts(mask=1, unknown=39)]
)
def test_where_all_did_alike_only_their_number_is_published(alike: Counts) -> None:
    hour = Pending(DAWN, DAWN + HOUR, alike, 0, 0)
    assert is_due(hour, 10)
    assert not is_due(hour, 10, homogeneous_limit=2 * HOUR)
    assert is_due(replace(hour, end=DAWN + 2 * HOUR), 10, homogeneous_limit=2 * HOUR)
    assert withhold(hour) == replace(hour, counts=Counts(withheld=40))


@pytest.mark.parametrize("told", [Counts(39, 1), Counts(39, 0, 1), Counts(unknown=40)])
def test_where_some_did_otherwise_or_nobody_was_decided_all_is_published(told: Counts) -> None:
    hour = Pending(DAWN, DAWN + HOUR, told, 0, 0)
    assert is_due(hour, 10, homogeneous_limit=HOMOGENEOUS_LIMIT)
    assert withhold(hour) == hour


@given(st.lists(st.builds(Counts, few, few, few, few), max_size=60), st.integers(1, 30))
def test_protected_everyone_is_published_once_and_nobody_alike_is_told(
    hours: list[Counts], limit_hours: int
) -> None:
    limit = limit_hours * HOUR
    releases: list[Release] = []
    pending: Pending | None = None
    for number, counts in enumerate(hours):
        bucket = Bucket(DAWN + number * HOUR, DAWN + (number + 1) * HOUR, counts, 1000)
        pending = join(pending, bucket, 2)
        if is_due(pending, 10, HOUR, limit):
            releases.append(publish(withhold(pending), "lyon", "hall", MODELS))
            pending = None
    left = pending.counts.passages if pending else 0
    assert sum(r.counts.passages for r in releases) + left == sum(c.passages for c in hours)
    assert all(release.counts.passages >= 10 for release in releases)
    assert not any(release.counts.is_homogeneous for release in releases)
    assert all(r.counts.told == 0 for r in releases if r.counts.withheld)
    assert all(r.end - r.start >= limit for r in releases if r.counts.withheld)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with connected(sqlite_url(tmp_path_factory.mktemp("histories"))) as opened:
        upgrade(opened, "test")
        yield opened


class Site:
    """A site of its own in the database, driven as the daemon drives it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.name = f"site {next(_numbers)}"
        self.minimum_count = 10
        self.length = LENGTHS[0]
        self.sequence = 0
        self.shortest: list[timedelta] = []
        self.least: list[int] = []
        self._start()

    def live(self, event: Event) -> None:
        if isinstance(event, Seen):
            values = (self.sequence, event.at, event.counts, 60_000)
            assert self.store.add("hall", "door", *values)
            assert not self.store.add("hall", "door", *values)
            self.sequence += 1
        elif isinstance(event, Restarted):
            self.length, self.minimum_count = event.length, event.minimum_count
            self._start()
        else:
            released = self.jobs.close_and_release(event.at + LATENESS)
            self.least += [self.minimum_count] * len(released)
            self.shortest += [self.length] * len(released)

    def held(self) -> Counts:
        with self.engine.connect() as connection:
            pending = read_pending(connection, self.name, "hall")
            timeline = read_timeline(connection, self.name, "hall")
        open_counts = [bucket.counts for bucket in timeline.buckets] if timeline else []
        return sum(open_counts, pending.counts if pending else Counts())

    def _start(self) -> None:
        self.store = Store(self.engine, "test", self.name, self.length)
        publishing = Publishing(self.length, self.minimum_count, FOR_EVER, MODELS, None)
        self.jobs = Jobs(self.store, [Area("hall", 1, Clock.WALL)], publishing)


THROUGH_THE_STORE = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@THROUGH_THE_STORE
@given(events=histories(with_restarts=True))
def test_every_passage_is_published_exactly_once_or_waits(
    engine: Engine, events: list[Event]
) -> None:
    site = Site(engine)
    seen = Counts()
    for event in events:
        site.live(event)
        seen += event.counts if isinstance(event, Seen) else Counts()
        published = sum((r.counts for r in site.store.releases()), Counts())
        assert published + site.held() == seen


@THROUGH_THE_STORE
@given(events=histories(with_restarts=True))
def test_every_release_is_large_long_and_apart(engine: Engine, events: list[Event]) -> None:
    site = Site(engine)
    before: list[Release] = []
    for event in events:
        site.live(event)
        releases = site.store.releases()
        assert releases[: len(before)] == before
        before = releases
    assert all(one.end <= two.start for one, two in pairwise(before))
    for release, least, shortest in zip(before, site.least, site.shortest, strict=True):
        assert release.counts.passages >= least
        assert release.end - release.start >= shortest


@THROUGH_THE_STORE
@given(events=histories())
def test_no_difference_of_two_published_figures_is_of_few(
    engine: Engine, events: list[Event]
) -> None:
    site = Site(engine)
    tables: list[list[int]] = []
    scrapes = [0]
    for event in events:
        site.live(event)
        releases = site.store.releases()
        tables.append([release.counts.passages for release in releases])
        scrapes += [total.counts.passages for total in site.store.totals()]
        for zone in ("UTC", "Asia/Kathmandu"):
            for by in By:
                rows = report(releases, by, ZoneInfo(zone), {})
                tables.append([row.figures.counts.passages for row in rows])
    few = range(1, site.minimum_count)
    assert all(later - earlier not in few for earlier, later in pairwise(scrapes))
    # Every table's rows lie one after the other, so the sums up to each row are all an
    # adversary can subtract from one another, across tables and across time.
    sums = {sum(table[:stop]) for table in tables for stop in range(len(table) + 1)}
    assert all(larger - smaller not in few for smaller, larger in pairwise(sorted(sums)))
