"""Databases for tests: SQLite files, and a PostgreSQL server of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from compliance.counts.engine import connected
from compliance.evaluation import postgresql as servers
from compliance.evaluation.postgresql import Postgresql

__all__ = ["Postgresql", "new_database", "postgresql", "postgresql_server", "rows_of", "sqlite_url"]

_NUMBERS = count()


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'compliance.db'}"


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Yield a running server that lives as long as the block, or skip the test."""
    if not servers.is_installed():
        pytest.skip("needs a PostgreSQL server: none in /usr/lib/postgresql")
    with servers.postgresql() as server:
        yield server


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


def rows_of(url: str, table: str) -> list[dict[str, object]]:
    query = text(f"SELECT * FROM {table}")  # noqa: S608 - the test's own names
    with connected(url) as engine, engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
