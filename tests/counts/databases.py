"""Databases for tests: SQLite files, and a PostgreSQL server of our own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from compliance.counts.engine import connected
from tests.processes import children_of

_NUMBERS = count()


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'compliance.db'}"


class Postgresql:
    """A server in a folder of its own, on a port that stays the same."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder, self._port = programs, folder, _free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self.address = f"postgresql://postgres@127.0.0.1:{self._port}"
        self._run("initdb", "-A", "trust", "-U", "postgres", "-N")

    def start(self) -> None:
        listening = f"-p {self._port} -h 127.0.0.1 -k {self._folder} -F"
        self._run("pg_ctl", "-w", "-o", listening, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def pids(self) -> list[int]:
        """Return every process of the server."""
        main = int((self._folder / "data/postmaster.pid").read_text().split()[0])
        return [main, *children_of(main)]

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        with (self._folder / "out").open("a") as out:
            subprocess.run(
                command, user=self._user, cwd=self._folder, check=True, stdout=out, stderr=out
            )


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Yield a running server that lives as long as the block, or skip the test."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="compliance-postgresql-"))
    try:
        server = Postgresql(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the address of a server that lives as long as the block, or skip the test."""
    with postgresql() as server:
        yield server.address


def new_database(server: str) -> str:
    """Make an empty database on the server; return its address."""
    name = f"site{next(_NUMBERS)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs a PostgreSQL server: none in /usr/lib/postgresql")
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rows_of(url: str, table: str) -> list[dict[str, object]]:
    query = text(f"SELECT * FROM {table}")  # noqa: S608 - the test's own names
    with connected(url) as engine, engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
