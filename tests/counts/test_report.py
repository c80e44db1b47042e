"""The report, right across daylight saving, and its texts."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.report import By, report
from compliance.counts.report_text import span, to_csv, to_json, to_table

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
CONFUSION = {
    "mask": {"mask": 95, "incorrect": 3, "no_mask": 2},
    "incorrect": {"mask": 5, "incorrect": 90, "no_mask": 5},
    "no_mask": {"mask": 1, "incorrect": 4, "no_mask": 95},
}


def released(start: datetime, length: timedelta = HOUR, area: str = "hall") -> Release:
    models = ModelIdentity("detector@1", "classifier@1")
    return Release("lyon", area, start, start + length, Counts(8, 1, 3, 4), 3000, 3600, models)


def hours_from(first: datetime, count: int) -> list[Release]:
    return [released(first + hour * HOUR) for hour in range(count)]


@pytest.mark.parametrize(
    ("local_day", "hours"),
    [
        (datetime(2026, 3, 29, tzinfo=PARIS), 23),
        (datetime(2026, 10, 25, tzinfo=PARIS), 25),
        (datetime(2026, 6, 1, tzinfo=PARIS), 24),
    ],
)
def test_a_day_has_its_own_number_of_hours(local_day: datetime, hours: int) -> None:
    first = local_day.astimezone(UTC)
    days = report(hours_from(first - HOUR, hours + 2), By.DAY, PARIS, CONFUSION)
    assert len(days) == 3
    assert days[1].start.isoformat() == local_day.isoformat()
    assert days[1].figures.counts.passages == 16 * hours


def test_the_hour_that_the_clock_repeats_is_two_hours() -> None:
    rows = report(hours_from(datetime(2026, 10, 25, 0, tzinfo=UTC), 2), By.HOUR, PARIS, CONFUSION)
    assert [row.start.isoformat() for row in rows] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]


def test_releases_that_start_in_one_hour_are_summed() -> None:
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    third = timedelta(minutes=20)
    releases = [released(start + n * third, third) for n in range(3)]
    [row] = report(releases, By.HOUR, PARIS, CONFUSION)
    assert row.figures.counts == Counts(24, 3, 9, 12)
    assert row.figures.rate == pytest.approx(24 / 36)
    assert (row.start, row.end) == (start, start + HOUR)
    assert len(report(releases, By.RELEASE, PARIS, CONFUSION)) == 3


def test_a_long_release_stands_where_it_starts() -> None:
    start = datetime(2026, 1, 5, 22, tzinfo=UTC)
    [row] = report([released(start, 9 * HOUR)], By.DAY, PARIS, CONFUSION)
    assert (row.start, row.end) == (start, start + 9 * HOUR)
    assert f"{row.start:%d}" == "05"


def test_areas_are_told_apart() -> None:
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    rows = report([released(start, area=name) for name in "ba"], By.DAY, PARIS, CONFUSION)
    assert [row.area for row in rows] == ["a", "b"]


ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Europe/Paris", "Asia/Kathmandu", "Australia/Lord_Howe")]
)


@given(
    zone=ZONES,
    by=st.sampled_from(By),
    first=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    count=st.integers(0, 60),
)
def test_every_passage_is_in_exactly_one_row(
    zone: ZoneInfo, by: By, first: datetime, count: int
) -> None:
    start = first.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
    rows = report(hours_from(start, count), by, zone, CONFUSION)
    assert sum(row.figures.counts.passages for row in rows) == 16 * count
    times = [(row.start.astimezone(UTC), row.end.astimezone(UTC)) for row in rows]
    assert all(end <= start for (_, end), (start, _) in pairwise(times))


ROWS = report(hours_from(datetime(2026, 10, 24, 23, tzinfo=UTC), 3), By.HOUR, PARIS, CONFUSION)


def test_csv_holds_every_figure_with_its_certainty() -> None:
    first = next(csv.DictReader(io.StringIO(to_csv(ROWS))))
    assert first["start"] == "2026-10-25T01:00:00+02:00"
    assert (first["passages"], first["decided"], first["rate"]) == ("16", "12", "0.6667")
    assert float(first["rate_low"]) < 0.6667 < float(first["rate_high"])
    assert float(first["corrected_low"]) < float(first["corrected_rate"])
    assert (first["unknown_share"], first["coverage"]) == ("0.25", "0.8333")
    assert (first["detector"], first["classifier"]) == ("detector@1", "classifier@1")


def test_json_says_the_same_as_csv() -> None:
    records = json.loads(to_json(ROWS))
    lines = list(csv.DictReader(io.StringIO(to_csv(ROWS))))
    told = [{k: "" if v is None else str(v) for k, v in record.items()} for record in records]
    assert told == lines


def test_what_cannot_be_corrected_says_why() -> None:
    rows = report([released(datetime(2026, 1, 5, 8, tzinfo=UTC))], By.DAY, PARIS, {})
    [record] = json.loads(to_json(rows))
    assert record["corrected_rate"] is None
    assert "fewer than 20" in record["corrected_refused"]


def test_what_other_models_counted_is_not_corrected() -> None:
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    for name, is_corrected in (("detector@1", True), ("detector@2", False)):
        measured = ModelIdentity(name, "classifier@1")
        rows = report([released(start)], By.DAY, PARIS, CONFUSION, measured)
        [record] = json.loads(to_json(rows))
        assert (record["corrected_rate"] is not None) == is_corrected
        assert (record["corrected_refused"] is None) == is_corrected


def shown(rows: list[object]) -> str:
    console = Console(width=160, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        console.print(to_table(rows))  # type: ignore[arg-type]
    return captured.get()


def test_a_table_shows_rates_with_their_intervals() -> None:
    text = shown([*ROWS])
    assert "2026-10-25 02:00 +02:00 to 2026-10-25 02:00 +01:00" in text
    assert "66.7% (39.1-86.2)" in text
    assert "Counted by detector@1, classifier@1." in text


def test_intervals_of_many_hours_allow_for_groups_and_say_so() -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    models = ModelIdentity("detector@1", "classifier@1")
    counts = [Counts(40, 0, 10) if hour % 2 else Counts(20, 0, 30) for hour in range(48)]
    releases = [
        Release("lyon", "hall", start + n * HOUR, start + (n + 1) * HOUR, each, 3600, 3600, models)
        for n, each in enumerate(counts)
    ]
    rows = report(releases, By.DAY, PARIS, CONFUSION)
    effects = {row.figures.design_effect for row in rows}
    assert len(effects) == 1
    assert min(effect or 0 for effect in effects) > 10
    interval = rows[0].figures.interval
    assert interval is not None
    assert interval.high - interval.low > 0.1
    assert "allows for groups" in shown([*rows])


def test_an_empty_table_says_so() -> None:
    assert "Nothing is released yet." in shown([])


def test_an_interval_says_its_offset() -> None:
    start = datetime(2026, 1, 5, 8, tzinfo=PARIS)
    assert span(start, start + HOUR) == "2026-01-05 08:00 to 09:00 +01:00"
    assert span(start, start + 24 * HOUR) == "2026-01-05 08:00 to 2026-01-06 08:00 +01:00"
