"""From every schema that ever landed to today's: every row is kept, and there is a way back."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select

from compliance.counts.buckets import Counts
from compliance.counts.engine import connected
from compliance.counts.migrate import MIGRATIONS, require_current, upgrade
from compliance.counts.reader import open_reader
from compliance.counts.recovery import restore
from tests.counts.databases import new_database, postgresql_server, sqlite_url

SCRIPT = ScriptDirectory(str(MIGRATIONS))
FILES = {revision.revision: Path(revision.path) for revision in SCRIPT.walk_revisions()}
OLDER = sorted(set(FILES) - {SCRIPT.get_current_head()})
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ROWS = {
    "areas": {"area": "hall", "closed_until": "2026-01-05T11:00:00Z"},
    "cameras": {"camera": "door", "last_sequence": 7},
    "open_buckets": {"start": "2026-01-05T11:00:00Z", "end": "2026-01-05T12:00:00Z", "mask": 4},
    "pending": {"start": "2026-01-05T10:00:00Z", "end": "2026-01-05T11:00:00Z", "mask": 3},
    "releases": {
        "start": "2026-01-05T08:00:00Z", "end": "2026-01-05T10:00:00Z", "mask": 50, "unknown": 2,
        "detector": "detector@1", "classifier": "classifier@1",
    },
    "totals": {"mask": 50, "unknown": 2},
}  # fmt: skip
"""What a site holds of every schema, an area after which the others' rows may stand first."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return new_database(request.getfixturevalue("server"))


def of_then(revision: str, folder: Path) -> Path:
    """Return the migrations as they were when a revision was the newest."""
    migrations = folder / f"of-{revision}"
    later = [path.name for number, path in FILES.items() if number > revision]
    ignored = shutil.ignore_patterns("__pycache__", *later)
    shutil.copytree(MIGRATIONS, migrations, ignore=ignored)
    return migrations


def filled(engine: Engine) -> None:
    """Write a row into every table that counts, as the schema of the time wants it."""
    known = MetaData()
    with engine.begin() as connection:
        for name, row in ROWS.items():
            table = Table(name, known, autoload_with=connection)
            defaults = {column.name: plain(column) for column in table.columns if needs(column)}
            connection.execute(insert(table).values(defaults | row))


def needs(column: "Column[object]") -> bool:
    return not column.nullable and column.server_default is None


def plain(column: "Column[object]") -> object:
    if isinstance(column.type, Integer):
        return 0
    return {"site": "lyon", "area": "hall"}.get(column.name, "")


def rows(engine: Engine, name: str) -> list[dict[str, object]]:
    """Return what a table tells now of what `told` says."""
    table = Table(name, MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        return [
            dict(row)
            for row in connection.execute(select(*map(table.c.get, told(name)))).mappings()
        ]


def told(name: str) -> dict[str, object]:
    """Return what was written into a table, but for times."""
    return {key: value for key, value in ROWS[name].items() if not str(value).endswith("Z")}


@pytest.mark.parametrize("revision", OLDER)
def test_every_row_outlives_the_upgrade(revision: str, url: str, tmp_path: Path) -> None:
    with connected(url) as engine:
        upgrade(engine, "test", of_then(revision, tmp_path))
        filled(engine)
        upgrade(engine, "test")
        assert {name: rows(engine, name) for name in ROWS} == {name: [told(name)] for name in ROWS}
    with open_reader(url) as reader:
        assert [release.counts for release in reader.releases()] == [Counts(50, 0, 0, 2)]
        assert [total.counts for total in reader.totals()] == [Counts(50, 0, 0, 2)]


@pytest.mark.parametrize("revision", OLDER)
def test_the_copy_of_before_leads_back_to_the_older_version(revision: str, tmp_path: Path) -> None:
    migrations = of_then(revision, tmp_path)
    with connected(sqlite_url(tmp_path)) as engine:
        upgrade(engine, "test", migrations)
        filled(engine)
        newest = upgrade(engine, "test")
    database = tmp_path / "compliance.db"
    restore(database, tmp_path / f"compliance.db.before-{newest}", NOON)
    with connected(sqlite_url(tmp_path)) as engine:
        require_current(engine, "test", migrations)
        assert {name: rows(engine, name) for name in ROWS} == {name: [told(name)] for name in ROWS}
