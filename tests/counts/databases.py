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

_NUMBERS = count()


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'compliance.db'}"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the address of a server that lives as long as the block, or skip the test."""
    programs = _programs()
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="compliance-postgresql-"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    port = _free_port()

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(data), *arguments]
        with (folder / "out").open("a") as out:
            subprocess.run(command, user=user, cwd=folder, check=True, stdout=out, stderr=out)

    try:
        run("initdb", "-A", "trust", "-U", "postgres", "-N")
        run("pg_ctl", "-w", "-o", f"-p {port} -h 127.0.0.1 -k {folder} -F", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


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
