"""Trends: the rates of days and weeks of an area, and how they are told."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from compliance.counts import trend_text
from compliance.counts.buckets import Counts
from compliance.counts.correction import Refused
from compliance.counts.disclosure import Release
from compliance.counts.line import Slope
from compliance.counts.trend import Per, Trend, trend
from compliance.counts.weighting import effective_decided
from tests.counts.test_comparison import HOUR, MEASURED, MODELS, MONDAY

PARIS = ZoneInfo("Europe/Paris")


def hour(number: int, mask: int, no_mask: int, area: str = "hall", observed: int = 3600) -> Release:
    start = MONDAY + number * HOUR
    counts = Counts(mask=mask, no_mask=no_mask)
    return Release("lyon", area, start, start + HOUR, counts, observed, 3600, MODELS)


def days(number: int, rising: int, area: str = "hall") -> list[Release]:
    """Return eight hours a day of a hundred people; every day so many more wear a mask."""
    return [
        hour(24 * day + at, 50 + rising * day + at % 3, 50 - rising * day - at % 3, area)
        for day in range(number)
        for at in range(8, 16)
    ]


def drawn(releases: list[Release], per: Per = Per.DAY) -> Trend:
    [found] = trend(releases, PARIS, MEASURED, per)
    return found


def test_a_rate_that_rises_a_point_a_day_rises_seven_a_week() -> None:
    found = drawn(days(14, rising=1))
    assert isinstance(found.slope, Slope)
    assert found.slope.value == pytest.approx(0.07, abs=0.001)
    assert found.slope.is_beyond_chance
    assert len(found.points) == 14
    assert found.points[0].start == datetime(2026, 1, 5, 9, tzinfo=PARIS)
    assert found.points[0].figures.counts.decided == 800


def test_a_trend_by_week_has_a_point_a_week_from_monday_on() -> None:
    found = drawn(days(7 * 7, rising=0), Per.WEEK)
    assert len(found.points) == 7
    assert {point.start.weekday() for point in found.points} == {0}
    assert isinstance(found.slope, Slope)
    assert not found.slope.is_beyond_chance


def test_a_week_over_new_year_is_one() -> None:
    start = datetime(2025, 12, 29, 12, tzinfo=UTC)
    releases = [
        Release("lyon", "hall", at, at + HOUR, Counts(6, 0, 6), 3600, 3600, MODELS)
        for at in (start + timedelta(days=day) for day in range(7))
    ]
    assert len(drawn(releases, Per.WEEK).points) == 1


def test_areas_have_trends_of_their_own() -> None:
    found = trend([*days(8, 2), *days(8, -2, "yard")], PARIS, MEASURED, Per.DAY)
    assert [each.area for each in found] == ["hall", "yard"]
    up, down = (each.slope for each in found)
    assert isinstance(up, Slope)
    assert isinstance(down, Slope)
    assert down.value == pytest.approx(-up.value, abs=0.01)


def test_a_day_without_anybody_decided_is_no_point_of_the_line() -> None:
    nobody = Release("lyon", "hall", MONDAY, MONDAY + HOUR, Counts(unknown=12), 9, 9, MODELS)
    later = [each for each in days(7, 0) if each.start > MONDAY + 24 * HOUR]
    found = drawn([nobody, *later])
    assert len(found.points) == 7
    assert found.points[0].figures.rate is None
    assert isinstance(found.slope, Slope)


def test_too_few_days_are_told_with_how_many_are_needed() -> None:
    found = drawn(days(3, 0))
    assert isinstance(found.slope, Refused)
    assert "3 rates" in found.slope.reason
    assert trend([], PARIS, MEASURED, Per.DAY) == []


def test_hours_watched_badly_weigh_as_much_and_are_worth_less() -> None:
    well = [hour(0, 80, 20), hour(1, 40, 60)]
    badly = [hour(0, 80, 20), hour(1, 20, 30, observed=1800)]
    assert drawn(badly).points[0].figures.rate == drawn(well).points[0].figures.rate == 0.6
    assert effective_decided(well, None) == 200
    # Kish: (100 + 2 x 50)^2 / (100 + 4 x 50)
    assert effective_decided(badly, None) == pytest.approx(400 / 3)
    assert effective_decided(well, 2.0) == 100
    assert effective_decided([hour(0, 0, 0)], None) == 0


def told(found: list[Trend], width: int = 110) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        console.print(trend_text.to_table(found))
    return captured.get()


def test_a_trend_is_told_in_points_a_week_with_its_interval() -> None:
    found = drawn(days(14, rising=1))
    record = trend_text.to_record(found)
    assert record["points_per_week"] == pytest.approx(7, abs=0.1)
    assert record["slope_refused"] is None
    assert isinstance(record["points"], list)
    assert "+7." in told([found])
    assert "chance" not in trend_text.in_words(found.slope)


def test_what_chance_could_have_made_is_called_so() -> None:
    assert "which chance could have made" in trend_text.in_words(drawn(days(14, 0)).slope)
    assert trend_text.in_words(Refused("few")) == "none: few"


def test_text_for_machines_holds_the_same_in_both_forms() -> None:
    trends = trend([*days(8, 1), *days(3, 0, "yard")], PARIS, MEASURED, Per.DAY)
    lines, records = io.StringIO(), io.StringIO()
    trend_text.write_csv(trends, lines)
    trend_text.write_json(trends, records)
    rows = list(csv.DictReader(io.StringIO(lines.getvalue())))
    hall, yard = json.loads(records.getvalue())
    assert len(rows) == 11 == len(hall["points"]) + len(yard["points"])
    assert {row["points_per_week"] for row in rows} == {str(hall["points_per_week"]), ""}
    assert rows[0]["rate"] == str(hall["points"][0]["rate"])
    assert "needs" in rows[-1]["slope_refused"]
