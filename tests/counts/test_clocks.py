"""Whatever the machine's clock and time zone do, every passage is published once or pending."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.jobs import Jobs, Publishing, areas_of
from compliance.counts.store import Store, open_store
from tests.counts.databases import sqlite_url
from tests.counts.test_store_server_faults import held
from tests.fakes import a_camera

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
ZONES = ("UTC", "Europe/Paris", "Australia/Lord_Howe", "Pacific/Apia")
TERMS = Publishing(HOUR, 10, 9999 * DAY, ModelIdentity("d@1", "c@1"), homogeneous_limit=None)


def jobs_of(store: Store) -> Jobs:
    return Jobs(store, areas_of([a_camera()]), TERMS)


@contextmanager
def local_time() -> Iterator[None]:
    """Let a test set the machine's time zone."""
    was = os.environ.get("TZ")
    try:
        yield
    finally:
        os.environ.pop("TZ", None)
        os.environ |= {"TZ": was} if was else {}
        time.tzset()


def a_local_day(folder: Path, begin: date, zones: tuple[str, ...]) -> list[Release]:
    """Count through a day in Paris, the machine's time zone another in each hour."""
    start = datetime(begin.year, begin.month, begin.day, tzinfo=PARIS)
    end = (start + DAY).timestamp()  # of the wall clock there, so 23, 24 or 25 hours later
    with local_time(), open_store(sqlite_url(folder), "lyon") as store:
        jobs = jobs_of(store)
        minutes = range(int(start.timestamp()) // 60, int(end) // 60, 15)
        for number, minute in enumerate(minutes):
            os.environ["TZ"] = zones[number // 4 % len(zones)]
            time.tzset()
            at = datetime.fromtimestamp(minute * 60).astimezone()
            store.add("site", "camera-0", number, at, Counts(mask=2, no_mask=1), 60_000)
            jobs.close_and_release(at)
        jobs.close_and_release(datetime.fromtimestamp(end, UTC) + HOUR)
        return store.releases()


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-06-01", 24), ("2026-10-25", 25)]
)
def test_a_day_has_as_many_hours_as_it_has_whatever_zones_the_machine_is_in(
    day: str, hours: int, tmp_path: Path
) -> None:
    places = (tmp_path / "moving", tmp_path / "still")
    for place in places:
        place.mkdir()
    moving, still = (
        a_local_day(place, date.fromisoformat(day), zones)
        for place, zones in zip(places, (ZONES, ("UTC",)), strict=True)
    )
    assert moving == still
    assert [release.counts.passages for release in moving] == [12] * hours
    assert all(each.end - each.start == HOUR for each in moving)
    assert all(a.end == b.start for a, b in pairwise(moving))


LEAPS = st.one_of(
    st.integers(1, 90).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(-400, 400).map(lambda hours: hours * HOUR),
    st.integers(-3, 3).map(lambda years: years * 366 * DAY),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(LEAPS, st.integers(0, 40)), max_size=15))
def test_a_clock_that_leaps_by_hours_or_years_loses_and_doubles_nothing(
    steps: list[tuple[timedelta, int]],
) -> None:
    now, told = datetime(2026, 12, 31, 23, 30, tzinfo=UTC), []
    with TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder))
        with open_store(url, "lyon") as store:
            jobs = jobs_of(store)
            for number, (leap, masked) in enumerate(steps):
                now += leap
                store.add("site", "camera-0", number, now, Counts(mask=masked), 60_000)
                told += jobs.close_and_release(now)
            assert store.releases() == told
            assert summed([total.counts for total in store.totals()]) == summed(
                [release.counts for release in told]
            )
        assert held(url) == summed([Counts(mask=masked) for _, masked in steps])
    assert all(a.end <= b.start for a, b in pairwise(told))
    assert all(release.start < release.end for release in told)
