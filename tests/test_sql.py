"""config/sql: ten queries on both kinds of database, and three lines for each of three programs."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from compliance.counts.engine import connected
from compliance.counts.wilson import wilson
from tests.counts.databases import new_database, postgresql_server, sqlite_url
from tests.counts.web.places import Api, a_place, api, some_weeks

FOLDER = Path(__file__).parents[1] / "config" / "sql"
QUERIES = dict(
    re.findall(
        r"-- name: (\w+)\n(?:-- [^\n]*\n)+(.*?);\n",
        FOLDER.joinpath("queries.sql").read_text("utf-8"),
        re.DOTALL,
    )
)
COLUMNS = ("site", "area", "start")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("sql")
    is_file = request.param == "sqlite"
    url = sqlite_url(folder) if is_file else new_database(request.getfixturevalue("server"))
    releases = [*some_weeks("hall"), *some_weeks("yard", 9, 2)]
    with a_place(folder, releases, url) as place, api(place) as found:
        yield found


def asked(served: Api, name: str) -> list[dict[str, Any]]:
    """Return what a query finds; times as text, numbers as Python has them."""
    url = served.place.store._engine.url.render_as_string(hide_password=False)
    with connected(url, is_reader=True) as engine, engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TIME ZONE 'UTC'"))
        rows = [dict(row) for row in connection.execute(text(QUERIES[name])).mappings()]
    return [{key: plain(value) for key, value in row.items()} for row in rows]


def plain(value: Any) -> Any:  # noqa: ANN401 - what a driver gives
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, str):
        return re.sub(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z$", r"\1+00:00", value)
    return value if value is None or isinstance(value, int) else float(value)


def told(served: Api, by: str, **parameters: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = served.json(
        "compliance", by=by, time_zone="UTC", limit=1000, **parameters
    )["items"]
    return found


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def test_there_are_ten_queries_each_with_a_name_and_what_it_tells() -> None:
    whole = FOLDER.joinpath("queries.sql").read_text("utf-8")
    assert (
        len(QUERIES) == 10 == whole.count("-- name: ") == whole.count(";\n") - whole.count("-- .*;")
    )


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_finds_something(name: str, served: Api) -> None:
    assert asked(served, name)


@pytest.mark.parametrize("slot", ["day", "hour"])
def test_days_and_hours_are_the_apis_to_the_last_digit(slot: str, served: Api) -> None:
    rows, items = asked(served, f"by_{slot}"), told(served, slot)
    for row, item in zip(rows, items, strict=True):
        for name in ("site", "area", "start", "end", "passages", "decided"):
            assert row[name] == item[name]
        for name in ("rate", "unknown_share", "coverage"):
            assert rounded(row[name]) == item[name]


def test_bounds_are_the_apis_to_the_last_digit(served: Api) -> None:
    rows = asked(served, "bounds")
    items = [item for item in told(served, "day") if item["bound_low"] is not None]
    assert [(rounded(row["lowest"]), rounded(row["highest"])) for row in rows] == [
        (item["bound_low"], item["bound_high"]) for item in items
    ]


def test_gaps_are_the_days_that_the_api_says_were_watched_badly(served: Api) -> None:
    items = [item for item in told(served, "day") if (item["coverage"] or 0) < 0.8]
    assert [row["start"] for row in asked(served, "gaps")] == [item["start"] for item in items]


def test_sums_are_those_of_the_apis_rows(served: Api) -> None:
    items = told(served, "day")
    for row in asked(served, "overall"):
        of_area = [item for item in items if item["area"] == row["area"]]
        decided = sum(item["decided"] for item in of_area)
        assert row["decided"] == decided
        assert row["rate"] == pytest.approx(sum(item["mask"] for item in of_area) / decided)


@pytest.mark.parametrize(
    ("name", "part", "of"),
    [("by_hour_of_day", "hour", slice(11, 13)), ("by_month", "month", slice(7))],
)
def test_hours_and_months_hold_each_of_the_apis_rows_once(
    name: str, part: str, of: slice, served: Api
) -> None:
    items = told(served, "hour")
    rows = asked(served, name)
    assert sum(row["decided"] for row in rows) == sum(item["decided"] for item in items)
    for row in rows:
        mine = [i for i in items if i["area"] == row["area"] and i["start"][of] == row[part]]
        assert row["decided"] == sum(item["decided"] for item in mine)


def test_a_moving_week_is_of_seven_days(served: Api) -> None:
    items = [item for item in told(served, "day") if item["area"] == "hall"]
    rows = [row for row in asked(served, "moving_week") if row["area"] == "hall"]
    for number, row in enumerate(rows):
        week = items[max(0, number - 6) : number + 1]
        expected = sum(i["mask"] for i in week) / sum(i["decided"] for i in week)
        assert row["rate"] == pytest.approx(expected)


def test_intervals_are_wilsons(served: Api) -> None:
    for row in asked(served, "with_interval"):
        interval = wilson(row["rate"], row["decided"])
        assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))


def test_before_and_after_are_the_apis_sides(served: Api) -> None:
    found = served.json("compare", area="hall", change="2026-01-12T00:00:00Z")
    before, after = (row for row in asked(served, "before_and_after") if row["area"] == "hall")
    assert (before["side"], after["side"]) == ("before", "after")
    assert before["decided"] == found["first"]["decided"]
    assert after["decided"] == found["second"]["decided"]


def blocks(language: str) -> list[str]:
    readme = FOLDER.joinpath("README.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a database that is in use, and the days it tells."""
    with a_place(tmp_path, some_weeks("hall")) as place, api(place) as found:
        days = found.get("compliance", by="day", time_zone="UTC", format="csv")[1]
        (tmp_path / "days.csv").write_bytes(days)
        yield tmp_path


def test_every_program_needs_three_lines() -> None:
    shown = [*blocks("python"), *blocks("r")]
    assert [len([line for line in block.splitlines() if line]) for block in shown] == [3, 3, 3]


def test_pandas_and_duckdb_read_what_the_readme_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, names)  # noqa: S102 - the lines that users are told to write
    daily, rates = names["daily"], names["rates"].df()
    assert str(daily["start"].dtype).startswith("datetime64")
    assert daily["mask"].sum() / daily["decided"].sum() == pytest.approx(rates["rate"][0])


@pytest.mark.skipif(
    not shutil.which("Rscript"), reason="needs R with RSQLite (package r-cran-rsqlite)"
)
def test_r_reads_what_the_readme_says(folder: Path) -> None:
    [lines] = blocks("r")
    code = lines + 'stopifnot(nrow(daily) > 10, inherits(daily$start, "POSIXct"))\n'
    subprocess.run(["Rscript", "-e", code], cwd=folder, check=True)


def test_every_column_of_the_views_is_described(served: Api) -> None:
    readme = FOLDER.joinpath("README.md").read_text("utf-8")
    described = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", readme, re.MULTILINE)))
    )
    with served.place.store._engine.connect() as connection:
        for view in ("compliance_hourly", "compliance_daily"):
            found = connection.execute(text(f"SELECT * FROM {view}")).keys()  # noqa: S608
            assert set(found) == described
