"""What the command line tells of releases: a week's hours, and one period beside another."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from compliance.counts import schema
from compliance.counts.engine import connected
from compliance.counts.store import open_store
from tests.sites import site_file

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two areas and two weeks: the second week masks are worn more often."""
    folder = tmp_path_factory.mktemp("site")
    path = site_file(folder, "rtsp://viewer:${UNSET}@127.0.0.1/stream")
    url = f"sqlite:///{folder / 'compliance.db'}"
    with open_store(url, "trial"):
        pass
    with connected(url) as engine, engine.begin() as connection:
        for area in ("entrance", "hall"):
            key = {"site": "trial", "area": area}
            connection.execute(insert(schema.areas), key | {"closed_until": MONDAY + 14 * DAY})
            connection.execute(insert(schema.releases), [key | row for row in two_weeks(area)])
    return path


def two_weeks(area: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for hour in range(0, 24 * 14, 2):
        start = MONDAY + hour * HOUR
        masked = 40 if start >= MONDAY + 7 * DAY and area == "entrance" else 30
        seconds = {"observed_seconds": 3600, "expected_seconds": 3600}
        models = {"detector": "d@1", "classifier": "c@1"}
        counts = {"mask": masked + hour % 3, "incorrect": 2, "no_mask": 18, "unknown": 3}
        rows.append({"start": start, "end": start + HOUR, **counts, **seconds, **models})
    return rows


def told(*arguments: str, code: int = 0) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "compliance", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "100"},
        check=False,
    )
    assert answer.returncode == code, answer.stderr
    assert "Traceback" not in answer.stderr
    return answer.stdout + answer.stderr


def test_before_and_after_a_day_are_compared(site: Path) -> None:
    change = ("compare", str(site), "--area", "entrance", "--change", "2026-01-12")
    found = json.loads(told(*change, "--json"))
    assert (found["first"]["name"], found["second"]["name"]) == ("before", "after")
    assert found["difference"]["low"] > 0
    assert "other models" not in str(found["cautions"])
    assert "The second rate is higher." in told(*change)


def test_two_areas_and_two_periods_are_compared(site: Path) -> None:
    areas = ("compare", str(site), "--area", "hall", "--with-area", "entrance")
    first_week = ("--until", "2026-01-12")
    assert "No difference is shown" in told(*areas, *first_week)
    weeks = ("compare", str(site), "--area", "hall", *first_week, "--with-since", "2026-01-12")
    found = json.loads(told(*weeks, "--json"))
    assert found["second"]["start"] == "2026-01-12T00:00:00+00:00"
    assert found["difference"]["low"] < 0 < found["difference"]["high"]


def test_a_comparison_with_nothing_says_what_to_write(site: Path) -> None:
    assert "--change DAY" in told("compare", str(site), code=1)
    both = ("--change", "2026-01-12", "--with-area", "hall")
    assert "one thing" in told("compare", str(site), *both, code=1)
    assert "nothing is released" in told("compare", str(site), "--change", "2030-01-01", code=1)


def test_the_hours_of_the_week_are_a_table_csv_or_json(site: Path) -> None:
    week = ("report", str(site), "--week", "--area", "hall", "--time-zone", "Europe/Paris")
    records = json.loads(told(*week, "--json"))
    lines = list(csv.DictReader(io.StringIO(told(*week, "--csv"))))
    assert len(records) == len(lines) == 7 * 12
    assert {record["releases"] for record in records} == {2}
    assert {record["hour"] % 2 for record in records} == {1}
    assert "Mon" in told(*week)


def test_how_rates_go_is_a_table_csv_or_json(site: Path) -> None:
    both = ("trend", str(site))
    entrance, hall = json.loads(told(*both, "--json"))
    assert (entrance["area"], hall["area"]) == ("entrance", "hall")
    assert entrance["points_per_week_low"] > 0
    assert len(hall["points"]) == 14
    lines = list(csv.DictReader(io.StringIO(told(*both, "--csv"))))
    assert len(lines) == 28
    assert "points (" in told(*both)
    weeks = told(*both, "--per", "week", "--area", "hall")
    assert "needs 6" in " ".join(weeks.split())
    assert "Nothing is released" in told(*both, "--area", "cellar")


def test_the_sites_own_hours_and_days_are_told_unless_others_are_asked_for(site: Path) -> None:
    text = site.read_text("utf-8").replace("[publish]", '[publish]\ntime_zone = "Asia/Tokyo"')
    there = site.with_name("tokyo.toml")
    there.write_text(text, "utf-8")
    for words in (("report", "--by", "day"), ("trend",), ("compare", "--change", "2026-01-12")):
        command, *options = words
        assert "+09:00" in told(command, str(there), *options, "--json")
        utc = told(command, str(there), *options, "--json", "--time-zone", "UTC")
        assert "+09:00" not in utc
        assert "+00:00" in utc


def test_a_site_that_may_run_without_the_lock_says_so_beside_its_figures(site: Path) -> None:
    loose = site.with_name("loose.toml")
    loose.write_text("allow_unsandboxed = true\n" + site.read_text())
    for command in (["report", "--json"], ["compare", "--change", "2026-01-12", "--json"]):
        answers = [
            subprocess.run(
                [sys.executable, "-m", "compliance", command[0], str(path), *command[1:]],
                capture_output=True, text=True, check=True,
            )
            for path in (site, loose)
        ]  # fmt: skip
        assert answers[0].stdout == answers[1].stdout
        assert "without the privacy lock" not in answers[0].stderr
        assert "without the privacy lock" in answers[1].stderr
