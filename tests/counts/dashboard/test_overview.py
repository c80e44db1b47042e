"""What the page says of a period, from released rows alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.clustering import design_effect
from compliance.counts.comparison import compare
from compliance.counts.correction import Refused
from compliance.counts.dashboard.overview import Overview, Subject, overview, read_from
from compliance.counts.dashboard.period import Period
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.line import Slope
from compliance.counts.rates import of_releases
from compliance.counts.report import By, Row, report
from compliance.counts.trend import Per, trend
from tests.counts.dashboard.lives import (
    HOUR,
    MEASURED,
    MODELS,
    PARIS,
    SITE,
    THEIRS,
    Life,
    a_release,
    lived,
)

MONDAY = Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)
NOW = datetime(2026, 3, 9, 14, 0, tzinfo=PARIS)
SOME = Counts(mask=40, no_mask=10)


def a_life(area: str = "hall", days: int = 70) -> list[Release]:
    found = lived(Life(area, busiest=25), NOW - timedelta(days=days), NOW)
    return [release for release in found if release.end <= NOW]


LIFE = a_life()
OTHER = a_life("ward")


def of(period: Period, releases: Sequence[Release], area: str | None = "hall") -> Overview:
    areas = tuple(sorted({release.area for release in releases} | {"hall"}))
    known = [r for r in releases if r.start >= read_from(period) and area in (None, r.area)]
    return overview(Subject(SITE, area, areas, period), known, MEASURED)


def reported(releases: Sequence[Release], by: By, since: datetime, until: datetime) -> list[Row]:
    asked = [release for release in releases if since <= release.start < until]
    return report(asked, by, PARIS, MODELS.confusion, THEIRS)


def test_the_trend_is_the_reports_days_to_the_last_digit() -> None:
    found = of(WEEK, LIFE)
    window = WEEK.window
    rows = reported(LIFE, By.DAY, window.start, window.end)
    days = {row.start.date(): row.figures for row in rows}
    assert {p.slot.start.date(): p.figures for p in found.trend if p.figures} == days
    assert len(found.trend) == 56


def test_hours_and_the_whole_day_are_the_reports_of_the_same_eight_weeks() -> None:
    found = of(MONDAY, LIFE)
    window = MONDAY.window
    rows = reported(LIFE, By.HOUR, window.start, window.end)
    hours = {row.start.hour: row.figures for row in rows if row.start.date() == MONDAY.first}
    assert {p.slot.start.hour: p.figures for p in found.points if p.figures} == hours
    (day,) = (
        row
        for row in reported(LIFE, By.DAY, window.start, window.end)
        if row.start.date() == MONDAY.first
    )
    assert found.whole is not None
    assert found.whole.figures == day.figures
    assert found.whole.reach == day.end


def test_all_areas_as_one_are_the_sum_of_their_releases() -> None:
    found = of(WEEK, [*LIFE, *OTHER], None)
    both = [r for r in (*LIFE, *OTHER) if WEEK.start <= r.start < WEEK.end]
    window = [r for r in (*LIFE, *OTHER) if r.start >= WEEK.window.start and r.start < WEEK.end]
    assert found.whole is not None
    assert found.whole.figures == of_releases(both, MEASURED, design_effect(window))
    assert [name for name, _ in found.by_area] == ["hall", "ward"]
    alone = dict(found.by_area)["hall"]
    assert alone is not None
    assert alone == of(WEEK, LIFE).whole


def test_today_is_compared_with_the_same_weekday_and_hours_before() -> None:
    found = of(MONDAY, LIFE)
    assert found.whole is not None
    assert found.whole.usual is not None
    before = [
        r
        for r in LIFE
        if MONDAY.before.start <= r.start < MONDAY.start
        and r.start.astimezone(PARIS).weekday() == 0
        and r.start.astimezone(PARIS).hour < 14
    ]
    today = [r for r in LIFE if r.start >= MONDAY.start]
    window = [r for r in LIFE if r.start >= MONDAY.window.start]
    assert found.whole.usual == compare(before, today, MEASURED, design_effect(window))


def test_what_is_left_of_several_areas_is_held_against_its_own_usual() -> None:
    alone = of(MONDAY, LIFE)
    without = [*LIFE, *(r for r in OTHER if r.start < MONDAY.start)]
    found = of(MONDAY, without, None)
    assert found.silent == ("ward",)
    assert found.whole is not None
    assert found.whole.usual is not None
    assert alone.whole is not None
    assert alone.whole.usual is not None
    assert found.whole.usual.first.figures.counts == alone.whole.usual.first.figures.counts
    assert of(MONDAY, [*LIFE, *OTHER], None).silent == ()


def test_the_rise_or_fall_is_the_trends_of_the_same_days() -> None:
    window = [r for r in LIFE if WEEK.window.start <= r.start < WEEK.end]
    (expected,) = trend(window, PARIS, MEASURED, Per.DAY)
    assert isinstance(expected.slope, Slope)
    assert of(WEEK, LIFE).slope == expected.slope
    assert isinstance(of(WEEK, [*LIFE, *OTHER], None).slope, Slope)


def test_a_year_has_neither_a_usual_nor_a_line() -> None:
    year = Period(date(2025, 3, 9), date(2026, 3, 9), PARIS)
    found = of(year, LIFE)
    assert isinstance(found.slope, Refused)
    assert found.whole is not None
    assert found.whole.usual is None
    assert read_from(year) == year.start


def test_without_figures_before_there_is_nothing_to_compare_with() -> None:
    found = of(MONDAY, [a_release(NOW.astimezone(UTC) - 3 * HOUR, SOME)])
    assert found.whole is not None
    assert found.whole.usual is None
    assert all(point.usual is None for point in found.points)


def test_one_day_is_told_by_hours_a_month_by_days_and_a_year_by_its_trend() -> None:
    month = Period(date(2026, 2, 1), date(2026, 3, 1), PARIS)
    year = Period(date(2025, 3, 9), date(2026, 3, 9), PARIS)
    assert [len(of(period, LIFE).points) for period in (MONDAY, WEEK, month, year)] == [
        24,
        7,
        28,
        0,
    ]
    assert len(of(month, LIFE).trend) == 56
    assert len(of(year, LIFE).trend) == 53, "a year is told week by week"


def test_the_week_is_the_periods_own_from_seven_days_on() -> None:
    found = of(WEEK, LIFE)
    of_week = [r for r in LIFE if WEEK.start <= r.start < WEEK.end]
    assert sum(cell.releases for cell in found.week) == len(of_week)
    assert sum(cell.releases for cell in of(MONDAY, LIFE).week) > len(of_week)


def test_nothing_released_is_an_overview_too() -> None:
    found = of(MONDAY, [])
    assert found.whole is None
    assert found.latest is None
    assert found.models == ()
    assert found.week == ()
    assert [name for name, _ in of(MONDAY, [], None).by_area] == []


def test_an_area_without_figures_is_named_all_the_same() -> None:
    subject = Subject(SITE, None, ("hall", "new"), MONDAY)
    found = overview(subject, [r for r in LIFE if r.start >= read_from(MONDAY)], MEASURED)
    assert [(name, whole is None) for name, whole in found.by_area] == [
        ("hall", False),
        ("new", True),
    ]


def test_what_other_models_counted_is_not_corrected() -> None:
    others = ModelIdentity("another@1", "another@1")
    found = of(MONDAY, [a_release(NOW.astimezone(UTC) - HOUR, SOME, models=others)])
    assert found.whole is not None
    assert not hasattr(found.whole.figures.corrected, "rate")
    assert found.models == (others,)


_few = st.integers(0, 30)
_rows = st.lists(
    st.tuples(st.integers(1, 5), st.builds(Counts, _few, _few, _few, _few), st.floats(0, 1)),
    max_size=60,
)


@given(_rows, st.sampled_from([MONDAY, WEEK]))
def test_every_release_of_a_period_stands_in_its_points_once(
    rows: list[tuple[int, Counts, float]], period: Period
) -> None:
    at, releases = (period.start - 6 * HOUR).astimezone(UTC), []
    for hours, counts, watched in rows:
        releases.append(a_release(at, counts, hours=hours, watched=watched))
        at += hours * HOUR
    found = of(period, releases)
    told = [point.figures.counts for point in found.points if point.figures]
    expected = [r.counts for r in releases if period.start <= r.start < period.end]
    assert sum(told, Counts()) == sum(expected, Counts())
    assert (found.whole is None) == (not expected)
    if found.whole:
        assert found.whole.figures.counts == sum(expected, Counts())
