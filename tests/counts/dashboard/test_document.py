"""The page's JSON: the report's figures and digits, and columns of one length."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.dashboard.document import document, week
from compliance.counts.dashboard.live import Live, next_release
from compliance.counts.dashboard.overview import Overview, Subject, overview
from compliance.counts.dashboard.period import Period
from compliance.counts.disclosure import Release
from compliance.counts.report_text import figures_record, percent, rate_with_interval
from tests.counts.dashboard.lives import HOUR, MEASURED, PARIS, SITE, Life, a_release
from tests.counts.dashboard.serving import NOW, TERMS, lives

MONDAY = Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)
YEAR = Period(date(2025, 3, 9), date(2026, 3, 9), PARIS)
LIVE = Live(NOW, NOW, next_release(NOW, HOUR), TERMS)
NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
LIFE = lives(Life("hall", 40, dark=[(date(2026, 2, 10), date(2026, 2, 13))]), Life("ward", 8, 0.97))


def seen(period: Period, releases: list[Release] | None = None) -> tuple[Overview, dict[str, Any]]:
    rows = LIFE if releases is None else releases
    areas = tuple(sorted({release.area for release in rows}))
    found = overview(Subject(SITE, None, areas, period), rows, MEASURED)
    return found, document(found, LIVE)


@pytest.mark.parametrize("period", [MONDAY, WEEK, YEAR])
def test_all_columns_of_a_chart_are_as_long_as_its_table(period: Period) -> None:
    _, told = seen(period)
    for chart in filter(None, (told["points"], told["trend"])):
        columns = [value for name, value in chart.items() if name not in ("ticks", "head")]
        lengths = {len(column) for column in columns if isinstance(column, list)}
        assert lengths == {len(chart["rows"])}
        assert {len(row) for row in chart["rows"]} == {len(chart["head"])}
        assert all(0 <= place < len(chart["rows"]) for place, _ in chart["ticks"])


def test_texts_are_the_reports_with_a_printers_signs() -> None:
    found, told = seen(WEEK)
    assert found.whole is not None
    figures = found.whole.figures
    plain = percent(figures.rate).replace("%", "\N{NO-BREAK SPACE}%")
    assert told["facts"][0]["value"] == plain
    point = found.points[0].figures
    assert point is not None
    cell = str(told["points"]["rows"][0][1])
    as_report = cell.replace("\N{NO-BREAK SPACE}", "").replace("\N{EN DASH}", "-")
    assert as_report == rate_with_interval(point.rate, point.interval)


def test_figures_are_named_and_rounded_as_everywhere() -> None:
    found, told = seen(MONDAY)
    assert found.whole is not None
    assert told["figures"] == figures_record(found.whole.figures)
    assert set(told["figures"]) >= {"passages", "rate_low", "corrected_refused", "coverage"}
    areas = {row["area"]: row["figures"] for row in told["by_area"]}
    whole = dict(found.by_area)["hall"]
    assert whole is not None
    assert areas["hall"] == figures_record(whole.figures)


def test_a_gap_says_that_it_was_not_watched() -> None:
    dark = [r for r in LIFE if r.area == "hall"]
    _, told = seen(WEEK, dark)
    by_day = {row[0]: row for row in told["trend"]["rows"]}
    assert by_day["Wed 11 Feb"][1] == "\N{EN DASH}"
    assert by_day["Wed 11 Feb"][3] in ("not watched", by_day["Tue 10 Feb"][3])
    place = [row[0] for row in told["trend"]["rows"]].index("Wed 11 Feb")
    assert told["trend"]["gap"][place]
    assert told["trend"]["rate"][place] is None
    assert "Watched in part or not at all: " in told["trend"]["says"]


def test_withheld_outcomes_stand_in_the_table_and_are_no_rate() -> None:
    _, told = seen(MONDAY, [a_release(NOON, Counts(withheld=31), hours=2)])
    row = told["points"]["rows"][12]
    assert row[:2] == ["12:00", "withheld"]
    assert told["points"]["withheld"][12]
    assert told["points"]["rate"][12] is None
    assert told["facts"][0]["detail"] == "withheld"


def test_nothing_told_is_nothing_drawn() -> None:
    _, told = seen(MONDAY, [])
    assert told["points"] is None
    assert told["trend"] is None
    assert told["week"]["hours"] == []
    assert told["figures"] is None
    assert told["facts"] == []


def test_a_young_sites_trend_begins_with_its_first_figures() -> None:
    first = a_release(NOON - timedelta(days=20), Counts(mask=20, no_mask=9))
    _, old = seen(MONDAY, [first, a_release(NOON, Counts(mask=20, no_mask=9))])
    assert old["trend"]["rows"][0][0] == "Tue 17 Feb"
    assert old["trend"]["title"] == "Day by day, 17 February to 9 March 2026"
    assert len(old["trend"]["rows"]) == 21
    _, young = seen(WEEK, [a_release(NOON - timedelta(days=n), Counts(mask=9)) for n in (2, 1)])
    assert len(young["trend"]["rows"]) == 14
    _, new = seen(MONDAY, [a_release(NOON, Counts(mask=20, no_mask=9))])
    assert new["trend"] is None, "one day is no trend"
    assert new["points"]["title"] == "Hour by hour"
    assert not new["points"]["has_usual"]


def test_a_release_over_several_hours_is_drawn_over_them() -> None:
    _, told = seen(MONDAY, [a_release(NOON, Counts(mask=8, no_mask=4), hours=3)])
    assert told["points"]["spans"][12] == 3


def test_a_year_is_told_by_weeks_from_monday() -> None:
    _, told = seen(YEAR)
    assert told["points"] is None
    assert told["trend"]["head"][0] == "Week from"
    assert told["trend"]["title"].startswith("Week by week")
    assert told["trend"]["rows"][1][0].startswith("Mon ")


def test_the_weeks_cells_hold_a_rate_over_its_interval() -> None:
    found, _ = seen(WEEK)
    told: dict[str, Any] = week(found.week)
    assert told["days"][0] == "Mon"
    cells = [cell for row in told["cells"] for cell in row if cell]
    assert cells
    for cell in cells:
        low, high = map(int, cell["span"].split("\N{EN DASH}"))
        assert low <= int(cell["rate"]) <= high
        assert 0 <= cell["level"] <= 5
    steps = [(float(cell["rate"]), cell["level"]) for cell in cells]
    assert all(a[1] <= b[1] for a in steps for b in steps if a[0] + 1 < b[0])


def test_models_are_named_once() -> None:
    _, told = seen(WEEK)
    assert told["models"] == sorted({told["models"][0], told["models"][1]})


def test_an_unlocked_site_says_so() -> None:
    found, _ = seen(WEEK)
    live = Live(NOW, NOW, None, TERMS, allows_unlocked=True)
    told: dict[str, Any] = document(found, live)
    assert any("allow_unsandboxed" in note for note in told["notes"])


def test_the_clock_change_gives_a_day_of_23_hours() -> None:
    spring = Period(date(2026, 3, 29), date(2026, 3, 30), PARIS)
    at = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    rows = [a_release(at + n * HOUR, Counts(mask=9, no_mask=3)) for n in range(23)]
    _, told = seen(spring, rows)
    names = [row[0] for row in told["points"]["rows"]]
    assert len(names) == 23
    assert "02:00" not in names
    assert all(rate == 0.75 for rate in told["points"]["rate"])
    assert timedelta(hours=23) == spring.end.astimezone(UTC) - spring.start.astimezone(UTC)
