"""One selection asked for at every door: what they tell of it is the same to the last digit.

A door is a line of DOORS: its name, and how to read from it what it tells of each area and day.
"""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.place import place_of
from compliance.counts.dashboard.routes import dashboard_routes
from compliance.counts.report_text import COLUMNS, FIGURES
from tests.counts.web.places import CONFIGURATION, MANIFEST, Api, a_place, api, some_weeks
from tests.counts.web.serving import asked

COUNTS = ("mask", "incorrect", "no_mask", "unknown", "withheld")
OF_VIEW = {"compliance_rate": "rate"}
"""The view's own names for what others call otherwise."""
OF_GROUPS = {"rate_low", "rate_high", "corrected_low", "corrected_high", "design_effect"}
"""Hang on how much people come in groups, which the page takes from eight weeks, others from all
that is asked for; `test_with_api.py` asks both for eight weeks."""
SINCE, UNTIL = "2026-01-01", "2026-02-01"

Told = dict[tuple[str, str], dict[str, str]]
"""Figures by area and start of the day, empty for an area's sum; each as text, empty for none."""


@dataclass(frozen=True)
class Site:
    """A site with released rows, and where its doors are."""

    folder: Path
    served: Api

    def told(self, *words: str) -> str:
        """Return what a command prints."""
        command = [sys.executable, "-m", "compliance", words[0], str(self.folder / "site.toml")]
        environment = os.environ | {"GATE": "p@ss/word"}
        answer = subprocess.run(
            [*command, *words[1:]], capture_output=True, text=True, env=environment, check=True
        )
        return answer.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("doors")
    text = CONFIGURATION.replace("Europe/Paris", "UTC")
    (folder / "site.toml").write_text(text, "utf-8")
    releases = [*some_weeks("hall"), *some_weeks("yard", 9, 2)]
    with a_place(folder, releases, text=text) as place:
        place.metrics.set_totals(place.store.totals())
        desk = Desk(place_of(place.config, MANIFEST, place.config.time_zone), place.reader, later)
        with api(place, pages=[dashboard_routes(desk)]) as served:
            yield Site(folder, served)


def later() -> datetime:
    """Return a moment after everything that is told of."""
    return datetime(2026, 2, 2, tzinfo=UTC)


def told(rows: Iterable[Mapping[str, object]]) -> Told:
    """Return rows with the command line's names, as they are compared."""
    return {
        (str(row["area"]), str(row["start"])): {
            name: text(value) for name, value in row.items() if name in FIGURES
        }
        for row in rows
    }


def text(value: object) -> str:
    return "" if value is None else str(value)


def of_report(site: Site, form: str) -> Told:
    period = ("--since", SINCE, "--until", UNTIL)
    printed = site.told("report", "--by", "day", *period, f"--{form}")
    return told(json.loads(printed) if form == "json" else csv.DictReader(io.StringIO(printed)))


def of_api(site: Site, form: str, limit: int) -> Told:
    asked_ = {"by": "day", "since": SINCE, "until": UNTIL, "limit": limit}
    if form == "csv":
        return told(site.served.csv("compliance", **asked_))
    rows, cursor = list[dict[str, object]](), dict[str, object]()
    while cursor.get("cursor", "") is not None:
        page = site.served.json("compliance", **asked_, **cursor)
        rows += page["items"]
        cursor = {"cursor": page["next"]}
    return told(rows)


def of_view(site: Site) -> Told:
    query = "SELECT * FROM compliance_daily WHERE start >= ? AND start < ?"
    with closing(sqlite3.connect(f"file:{site.folder}/compliance.db?mode=ro", uri=True)) as view:
        view.row_factory = sqlite3.Row
        found = view.execute(query, (SINCE, UNTIL)).fetchall()
    return told(
        {
            OF_VIEW.get(name, name): round(value, 4) if isinstance(value, float) else value
            for name, value in (dict(row) | {"start": row["start"].replace("Z", "+00:00")}).items()
        }
        for row in found
    )


def of_metrics(site: Site) -> Told:
    _, body = asked(site.served.port, "/metrics")
    found: Told = {}
    for family in text_string_to_metric_families(body.decode()):
        for sample in family.samples:
            if sample.name == "compliance_passages_total":
                area = found.setdefault((sample.labels["area"], ""), {})
                area[sample.labels["outcome"]] = text(int(sample.value))
    return found


def of_areas(site: Site) -> Told:
    items = site.served.json("areas")["items"]
    return {
        (each["name"], ""): {
            name: text(value) for name, value in each["totals"].items() if name in FIGURES
        }
        for each in items
    }


def of_page(site: Site) -> Told:
    """Return the page's figures of each area's days, a day at a time."""
    found: Told = {}
    for area in ("hall", "yard"):
        for day in range(1, 32):
            since, until = (f"2026-01-{day:02}", f"2026-01-{day + 1:02}" if day < 31 else UNTIL)
            path = f"/overview?area={area}&since={since}&until={until}"
            whole = json.loads(asked(site.served.port, path)[1])
            if figures := whole["figures"]:
                found[area, whole["start"]] = {
                    name: text(figures[name]) for name in FIGURES if name not in OF_GROUPS
                }
    return found


@dataclass(frozen=True)
class Door:
    """A way by which released figures are read."""

    name: str
    read: Callable[[Site], Told]
    figures: tuple[str, ...] = FIGURES
    """What it tells at least."""


DOORS = (
    Door("the command line, CSV", lambda site: of_report(site, "csv")),
    Door("the API, JSON in pages", lambda site: of_api(site, "json", 7)),
    Door("the API, JSON at once", lambda site: of_api(site, "json", 1000)),
    Door("the API, CSV", lambda site: of_api(site, "csv", 1)),
    Door("the SQL view", of_view, (*COUNTS, "passages", "decided", "rate", "coverage")),
    Door("the API's areas", of_areas, (*COUNTS, "passages", "decided")),
    Door("the page", of_page, tuple(name for name in FIGURES if name not in OF_GROUPS)),
    Door("/metrics", of_metrics, COUNTS),
)


@pytest.fixture(scope="module")
def reference(site: Site) -> Told:
    """Return what the command line tells, by day, and summed by area."""
    days = of_report(site, "json")
    sums: Told = {}
    for (area, _), figures in days.items():
        total = sums.setdefault((area, ""), dict.fromkeys((*COUNTS, "passages", "decided"), "0"))
        for name in total:
            total[name] = str(int(total[name]) + int(figures[name]))
    return days | sums


def test_the_reference_holds_every_figure_and_enough_of_them(reference: Told) -> None:
    days = {key: figures for key, figures in reference.items() if key[1]}
    assert len(days) > 20
    assert all(tuple(figures) == FIGURES for figures in days.values())
    assert len({figures["rate"] for figures in days.values()}) > 10
    assert {figures["corrected_refused"] for figures in days.values()} > {""}
    assert set(FIGURES) < set(COLUMNS)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_door_tells_what_the_command_line_tells(door: Door, site: Site, reference: Told) -> None:
    found = door.read(site)
    is_by_day = all(start for _, start in found)
    assert set(found) == {key for key in reference if bool(key[1]) is is_by_day}
    for key, figures in found.items():
        assert set(door.figures) <= set(figures)
        expected = {name: reference[key][name] for name in figures}
        assert figures == expected, f"{door.name}, {key}"
