"""The week's profile and comparisons as text, and reports too long for the memory."""

import csv
import io
import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from compliance.counts import comparison_text, profile_text
from compliance.counts.buckets import Counts
from compliance.counts.comparison import compare
from compliance.counts.correction import Correction
from compliance.counts.profile import profile
from compliance.counts.rates import Measured
from compliance.counts.report import By, Terms, report, rows_of_area
from compliance.counts.report_text import to_csv, to_json, write_csv, write_json
from tests.counts.test_comparison import MEASURED, MODELS, hour, hours
from tests.counts.test_rates import GOOD

PARIS = ZoneInfo("Europe/Paris")
WEEKS = [hour(n, Counts(30, 2, 10, 4)) for n in range(0, 24 * 15, 6)]
PROFILE = profile(WEEKS, PARIS, MEASURED)


def shown(table: Table, width: int = 120) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def test_a_profile_is_a_record_per_hour_of_the_week() -> None:
    text, lines = io.StringIO(), io.StringIO()
    profile_text.write_json(PROFILE, text)
    profile_text.write_csv(PROFILE, lines)
    records = json.loads(text.getvalue())
    assert len(records) == 7 * 4
    assert (records[0]["weekday"], records[0]["hour"], records[0]["releases"]) == (0, 1, 3)
    assert (records[0]["decided"], records[0]["rate"]) == (3 * 42, 0.7143)
    told = csv.DictReader(io.StringIO(lines.getvalue()))
    assert [line["rate"] for line in told] == ["0.7143"] * 28


def test_a_profiles_table_has_a_column_per_weekday_and_fits_a_terminal() -> None:
    [table] = profile_text.to_tables(PROFILE)
    text = shown(table, 80)
    assert "lyon / hall" in text
    assert "Mon" in text
    assert "Sun" in text
    assert text.count("71") >= 28
    assert profile_text.to_tables([]) == []


def test_a_comparison_is_told_in_figures_and_in_words() -> None:
    found = compare(hours(30, 20), hours(40, 10, first=24), MEASURED)
    assert found is not None
    record = json.loads(comparison_text.to_json(found, ("before", "after"), PARIS))
    assert record["first"]["name"] == "before"
    assert record["second"]["start"] == "2026-01-06T01:00:00+01:00"
    assert record["difference"]["value"] == 0.2
    assert record["difference"]["low"] < 0.2 < record["difference"]["high"]
    assert record["corrected_refused"] is None
    text = shown(comparison_text.to_table(found, ("before", "after"), PARIS))
    assert "+20.0 points (+" in text
    assert "The second rate is higher." in text


def test_no_difference_is_called_one_that_chance_could_make() -> None:
    found = compare([hour(0, Counts(mask=7, no_mask=5))], [hour(1, Counts(8, 0, 4))], MEASURED)
    assert found is not None
    assert comparison_text.verdict(found).startswith("No difference is shown")


def test_a_comparison_that_is_refused_says_why() -> None:
    others = Measured(Correction({}))
    found = compare([hour(0, Counts(unknown=12))], [hour(1, Counts(8, 0, 4))], others)
    assert found is not None
    record = json.loads(comparison_text.to_json(found, ("a", "b"), PARIS))
    assert (record["difference"], record["corrected_difference"]) == (None, None)
    assert "fewer than 20" in record["corrected_refused"]
    assert "Nothing can be said" in comparison_text.verdict(found)


def test_rows_written_one_by_one_are_those_written_at_once() -> None:
    rows = report(WEEKS, By.DAY, PARIS, GOOD, MODELS)
    terms = Terms(By.DAY, PARIS, MEASURED)
    for write, whole in ((write_csv, to_csv), (write_json, to_json)):
        text = io.StringIO()
        write(rows_of_area(WEEKS, terms), text)
        assert text.getvalue() == whole(rows)
    assert json.loads(to_json([])) == []


def test_where_nothing_is_released_there_is_no_row() -> None:
    assert list(rows_of_area([], Terms(By.HOUR, PARIS, MEASURED))) == []


def test_a_row_is_there_before_the_next_is_made() -> None:
    rows = rows_of_area(WEEKS, Terms(By.HOUR, PARIS, MEASURED))
    assert isinstance(rows, Iterator)
    assert next(rows).start == WEEKS[0].start
