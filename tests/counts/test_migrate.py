"""Migrations: the tables they make, the copy they keep, the databases they refuse."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from compliance.counts import schema
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.engine import connected
from compliance.counts.migrate import MIGRATIONS, require_current, upgrade
from compliance.counts.reader import open_reader
from compliance.counts.store import open_store
from compliance.errors import StoreError
from compliance.sureness import NOBODY
from tests.counts.databases import new_database, sqlite_url

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)

NOW = str(ScriptDirectory(str(MIGRATIONS)).get_current_head())
COMING = f"{int(NOW) + 1:04}"
NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision = "{COMING}"
down_revision = "{NOW}"


def upgrade():
    op.add_column("releases", sa.Column("note", sa.Text))
"""
BROKEN = NEXT + "    raise RuntimeError('half way')\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return new_database(request.getfixturevalue("server"))


def newer(folder: Path, following: str = NEXT) -> Path:
    """Return migrations as a newer version has them."""
    migrations = folder / "newer"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / f"{COMING}_note.py").write_text(following)
    return migrations


def filled(url: str) -> None:
    with open_store(url, "lyon") as store:
        store.add("hall", "door", 0, EIGHT, Counts(mask=50), 60_000)
        store.close_buckets("hall", EIGHT + timedelta(hours=1), 1)
        store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))


def older(folder: Path) -> Path:
    """Return the migrations of the first version."""
    migrations = folder / "older"
    ignored = shutil.ignore_patterns("__pycache__", "000[2-9]*")
    shutil.copytree(MIGRATIONS, migrations, ignore=ignored)
    return migrations


def columns(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT * FROM releases").keys())


def upgraded_total(engine: Engine) -> int:
    with engine.connect() as connection:
        query = "SELECT expected_seconds FROM totals"
        return int(connection.exec_driver_sql(query).scalar_one())


def test_the_migrations_make_the_tables_the_code_knows(url: str) -> None:
    with connected(url) as engine:
        upgrade(engine, "test")
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, schema.metadata) == []


def test_a_database_that_is_current_is_left_alone(tmp_path: Path) -> None:
    filled(sqlite_url(tmp_path))
    before = {path.name for path in tmp_path.iterdir()}
    with connected(sqlite_url(tmp_path)) as engine:
        assert upgrade(engine, "test") == NOW
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    with connected(sqlite_url(tmp_path)) as engine:
        upgrade(engine, "test")
    assert list(tmp_path.glob("*.before-*")) == []


def test_an_upgrade_keeps_every_row(url: str, tmp_path: Path) -> None:
    filled(url)
    with connected(url) as engine:
        assert upgrade(engine, "test", newer(tmp_path)) == COMING
        assert "note" in columns(engine)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT mask FROM releases").scalars().all() == [50]


def test_the_first_versions_rows_are_kept_as_told(url: str, tmp_path: Path) -> None:
    release = (
        "INSERT INTO releases VALUES ('lyon', 'hall', '2026-01-05T08:00:00Z', "
        "'2026-01-05T09:00:00Z', 50, 0, 0, 2, 60, 3600, 'detector@1', 'classifier@1')"
    )
    with connected(url) as engine:
        upgrade(engine, "test", older(tmp_path))
        with engine.begin() as connection:
            for statement in (
                "INSERT INTO areas VALUES ('lyon', 'hall', '2026-01-05T09:00:00Z')",
                release,
                "INSERT INTO totals VALUES ('lyon', 'hall', 50, 0, 0, 2, 60)",
            ):
                connection.exec_driver_sql(statement)
        assert upgrade(engine, "test") == NOW
        with engine.connect() as connection:
            [row] = connection.exec_driver_sql("SELECT * FROM compliance_daily").mappings()
        assert upgraded_total(engine) == 3600
    assert (row["mask"], row["withheld"], row["passages"]) == (50, 0, 52)
    with open_reader(url) as reader:
        assert [release.sureness for release in reader.releases()] == [NOBODY]
        assert [release.counts for release in reader.releases()] == [Counts(50, 0, 0, 2)]
        assert [total.counts for total in reader.totals()] == [Counts(50, 0, 0, 2)]


def test_an_upgrade_keeps_a_private_copy_of_what_was(tmp_path: Path) -> None:
    filled(sqlite_url(tmp_path))
    with connected(sqlite_url(tmp_path)) as engine:
        upgrade(engine, "test", newer(tmp_path))
    [copy] = tmp_path.glob("*.before-*")
    assert copy.name == f"compliance.db.before-{COMING}"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(NOW,)]
        assert kept.execute("SELECT mask FROM releases").fetchall() == [(50,)]


def test_a_copy_can_be_put_back(tmp_path: Path) -> None:
    filled(sqlite_url(tmp_path))
    with connected(sqlite_url(tmp_path)) as engine:
        upgrade(engine, "test", newer(tmp_path))
    (tmp_path / f"compliance.db.before-{COMING}").replace(tmp_path / "compliance.db")
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        assert [release.counts.mask for release in store.releases()] == [50]


def test_a_copy_does_not_outlive_the_retention(tmp_path: Path) -> None:
    filled(sqlite_url(tmp_path))
    (tmp_path / "compliance.db.before-0001").write_bytes(b"rows of old")
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        store.expire(EIGHT)
        assert len(list(tmp_path.glob("*.before-*"))) == 1
        store.expire(EIGHT + timedelta(days=1))
    assert list(tmp_path.glob("*.before-*")) == []


def test_an_upgrade_that_fails_changes_nothing(url: str, tmp_path: Path) -> None:
    filled(url)
    with connected(url) as engine:
        with pytest.raises(RuntimeError, match="half way"):
            upgrade(engine, "test", newer(tmp_path, BROKEN))
        assert "note" not in columns(engine)
        require_current(engine, "test")


def test_a_database_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    filled(url)
    with connected(url) as engine:
        upgrade(engine, "test", newer(tmp_path))
    with pytest.raises(StoreError, match=rf"newer version \(revision {COMING}\)"), open_reader(url):
        pass
    with (
        pytest.raises(StoreError, match="newer version") as caught,
        open_store(url, "lyon"),
    ):
        pass
    assert "restore the copy" in caught.value.hint


def test_a_database_of_an_older_version_is_refused_unless_it_may_be_upgraded(
    tmp_path: Path,
) -> None:
    with (
        pytest.raises(StoreError, match="revision none") as caught,
        open_store(sqlite_url(tmp_path), "lyon", migrate=False),
    ):
        pass
    assert "compliance migrate" in caught.value.hint


def test_missing_migrations_are_told_plainly(tmp_path: Path) -> None:
    with (
        connected(sqlite_url(tmp_path)) as engine,
        pytest.raises(StoreError, match="there are no migrations"),
    ):
        upgrade(engine, "test", tmp_path / "nowhere")
