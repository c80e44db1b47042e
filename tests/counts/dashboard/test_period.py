"""Which days a page tells of."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.dashboard.period import (
    Period,
    complete_days,
    days_of,
    hours_of,
    today,
    week_hour,
)
from tests.counts.dashboard.lives import PARIS

ZONES = st.sampled_from(
    ["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
).map(ZoneInfo)
DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_today_is_the_day_of_the_place_not_of_utc() -> None:
    late = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
    assert today(late, PARIS) == Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)


def test_the_last_seven_days_are_over() -> None:
    now = datetime(2026, 3, 9, 14, 20, tzinfo=PARIS)
    assert complete_days(now, PARIS, 7) == Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)


def test_a_trend_is_eight_weeks_up_to_the_end_or_the_period_itself() -> None:
    week = Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)
    year = Period(date(2025, 3, 9), date(2026, 3, 9), PARIS)
    assert week.window == Period(date(2026, 1, 12), date(2026, 3, 9), PARIS)
    assert year.window == year


def test_the_usual_is_of_the_eight_weeks_before() -> None:
    monday = Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)
    assert monday.before == Period(date(2026, 1, 12), date(2026, 3, 9), PARIS)


def test_a_day_that_has_begun_is_held_against_its_own_hours_alone() -> None:
    monday = Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)
    until = datetime(2026, 3, 9, 3, 0, tzinfo=PARIS)
    assert monday.week_hours(until) == {(0, 0), (0, 1), (0, 2)}
    assert len(monday.week_hours(monday.end + timedelta(hours=5))) == 24


def test_a_week_is_held_against_all_hours() -> None:
    week = Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)
    assert len(week.week_hours(week.start)) == 7 * 24


def test_the_days_on_which_clocks_change_have_their_own_number_of_hours() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    hours = [len(hours_of(Period(d, d + timedelta(days=1), PARIS))) for d in (spring, autumn)]
    assert hours == [23, 25]


@given(DATES, st.integers(1, 40), ZONES)
def test_slots_follow_each_other_from_the_periods_start_to_its_end(
    first: date, days: int, zone: ZoneInfo
) -> None:
    period = Period(first, first + timedelta(days=days), zone)
    for slots in (hours_of(period), days_of(period)):
        edges = [slots[0].start, *(slot.end for slot in slots)]
        assert edges[0] == period.start
        assert edges[-1] == period.end
        assert all(slot.start.astimezone(UTC) < slot.end.astimezone(UTC) for slot in slots)
        assert [slot.start for slot in slots] == edges[:-1]
    assert len(days_of(period)) == days


def test_monday_is_the_first_day() -> None:
    assert week_hour(datetime(2026, 3, 9, 14, 20, tzinfo=PARIS)) == (0, 14)
