"""An upgrade that is killed or asked to end at any statement: before it all, or after it all."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from compliance.counts.engine import connected
from compliance.counts.migrate import upgrade
from compliance.counts.store import open_store
from tests.counts.databases import sqlite_url
from tests.counts.test_migrate import NOW, older
from tests.evaluation.chaos.test_power import RELEASED
from tests.sites import site_file

DOOMED = """
import os, sys
from itertools import count
from sqlalchemy import Engine, event
from compliance.cli import app
number, fatal, signalled = count(1), int(sys.argv[1]), int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def look(*_):
    if next(number) == fatal:
        os.kill(os.getpid(), signalled)

app(sys.argv[3:])
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database as the first version left it."""
    with connected(sqlite_url(tmp_path)) as engine:
        upgrade(engine, "test", older(tmp_path))
        with engine.begin() as connection:
            for statement in RELEASED:
                connection.exec_driver_sql(statement)
    return tmp_path / "compliance.db"


def doomed(statement: int, number: signal.Signals, *arguments: str) -> "subprocess.Popen[str]":
    """Run a command that gets a signal before a statement on its database."""
    command = [sys.executable, "-c", DOOMED, str(statement), str(int(number)), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def revision(database: Path) -> str:
    with closing(connect(database)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_an_upgrade_killed_at_any_statement_is_made_whole_at_the_next_start(database: Path) -> None:
    site = site_file(database.parent, "rtsp://127.0.0.1:9/stream")
    for statement in (4, 12, 20):
        with doomed(statement, signal.SIGKILL, "migrate", str(site)) as process:
            output, _ = process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, output
        assert revision(database) == "0001"
    with open_store(sqlite_url(database.parent), "lyon") as store:
        assert [release.counts.passages for release in store.releases()] == [52]
    assert revision(database) == NOW
    assert not list(database.parent.glob("*.part"))


def test_a_daemon_asked_to_end_during_an_upgrade_finishes_it_and_ends(database: Path) -> None:
    site = site_file(database.parent, "rtsp://127.0.0.1:9/stream")
    with doomed(12, signal.SIGTERM, "run", str(site)) as process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert "everything counted is kept" in output
    assert "Traceback" not in output
    assert revision(database) == NOW
