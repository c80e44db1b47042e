"""Released rows along hours and days, and what was watched of each."""

from datetime import UTC, date, datetime, timedelta

from compliance.counts.buckets import Counts
from compliance.counts.dashboard.period import Period, Slot, days_of, hours_of
from compliance.counts.dashboard.series import Point, series
from compliance.counts.disclosure import Release
from tests.counts.dashboard.lives import HOUR, MEASURED, PARIS, a_release

MONDAY = Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)
EIGHT = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)  # 8:00 in Paris
SOME = Counts(mask=40, no_mask=10)


def hourly(*releases: Release) -> dict[int, Point]:
    points = series(releases, hours_of(MONDAY), MEASURED, None)
    return {point.slot.start.hour: point for point in points}


def test_a_release_stands_in_the_hour_in_which_it_begins_and_reaches_further() -> None:
    points = hourly(a_release(EIGHT, SOME, hours=3))
    found = points[8].figures
    assert found is not None
    assert found.rate == 0.8
    assert points[8].reach == EIGHT + 3 * HOUR
    assert points[9].figures is None


def test_what_was_watched_is_known_for_all_hours_a_release_spans() -> None:
    points = hourly(a_release(EIGHT, SOME, hours=3, watched=0.4))
    assert [points[hour].watched for hour in (8, 9, 10)] == [0.4, 0.4, 0.4]
    assert all(points[hour].is_gap for hour in (8, 9, 10))


def test_an_hour_no_release_tells_of_is_a_gap_only_between_others() -> None:
    points = hourly(a_release(EIGHT, SOME), a_release(EIGHT + 2 * HOUR, SOME))
    assert points[7].watched is None
    assert points[9].watched == 0.0
    assert points[9].is_gap
    assert points[11].watched is None
    assert not points[11].is_gap


def test_a_release_counts_for_the_part_of_a_day_that_it_spans() -> None:
    start = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)  # midnight in Paris
    whole = a_release(start - 24 * HOUR, SOME, hours=24)
    dark = a_release(start, SOME, hours=60, watched=0.1)
    points = series([whole, dark], days_of(WEEK), MEASURED, None)
    shares = [point.watched for point in points]
    assert shares == [None, None, 1.0, 0.1, 0.1, 0.1, None]


def test_areas_are_added_up_and_reach_as_far_as_each_of_them() -> None:
    long = a_release(EIGHT, Counts(mask=10), area="hall", hours=4)
    short = a_release(EIGHT, Counts(no_mask=10), area="ward", hours=1, watched=0.0)
    point = hourly(long, short)[8]
    assert point.figures is not None
    assert point.figures.rate == 0.5
    assert point.reach == EIGHT + HOUR
    assert point.watched == 0.5


def test_releases_outside_the_slots_are_left_out() -> None:
    points = hourly(
        a_release(EIGHT - timedelta(days=1), SOME), a_release(EIGHT + timedelta(days=1), SOME)
    )
    assert all(point.figures is None for point in points.values())


def test_no_slots_are_no_points() -> None:
    none: list[Slot] = []
    assert series([a_release(EIGHT, SOME)], none, MEASURED, None) == ()
