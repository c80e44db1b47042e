"""How a connection to SQLite or PostgreSQL is made, and what it promises."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from compliance.counts.store_faults import missing, told_plainly
from compliance.errors import StoreError

_PRIVATE = 0o600
_BUSY_SECONDS = 3
"""Longest wait for another program's lock: a stop must be done within five seconds."""
_ANSWER_SECONDS = 5
_FORMS = 'Write "sqlite:///compliance.db" or "postgresql://user@host/database" under [store] url.'

_WAIT = f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}"
# secure_delete: a deleted row's bytes are overwritten. synchronous=FULL: a commit survives a
# power cut. temp_store: no row reaches a temporary file.
_PRAGMAS = (
    _WAIT,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
_READER_PRAGMAS = (_WAIT, "PRAGMA temp_store = MEMORY", "PRAGMA query_only = ON")
# A server that vanished is noticed, and a call to it fails, instead of hanging for minutes.
_PATIENCE = {
    "connect_timeout": _ANSWER_SECONDS,
    "tcp_user_timeout": _ANSWER_SECONDS * 1000,
    "keepalives_idle": _ANSWER_SECONDS,
    "keepalives_interval": 2,
    "keepalives_count": 5,
}


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address, None for another database.

    Raises StoreError when the address is not one of a database, or names no file.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("the database is in memory, so a stop would lose all counts", _FORMS)
    return Path(parsed.database)


def label(url: str) -> str:
    """Return the address without its password."""
    path = sqlite_path(url)
    return str(path) if path else _parse(url).render_as_string(hide_password=True)


@contextmanager
def connected(url: str, *, is_reader: bool = False) -> Iterator[Engine]:
    """Yield an engine; a SQLite file is made when missing, readable by its owner alone.

    A reader's file must exist, and a reader cannot write. Raises StoreError when there is no
    such database or it cannot be used.
    """
    path = sqlite_path(url)
    with told_plainly(label(url)):
        if path:
            _make_private(path, is_reader=is_reader)
        engine = (
            _sqlite(path, is_reader=is_reader)
            if path
            else _postgresql(_parse(url), is_reader=is_reader)
        )
    try:
        with told_plainly(label(url)), engine.connect():
            pass
        yield engine
    finally:
        engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise StoreError("the database's address cannot be understood", _FORMS) from None
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{backend} is neither SQLite nor PostgreSQL", _FORMS)
    return parsed


def _make_private(path: Path, *, is_reader: bool) -> None:
    if is_reader and not path.exists():
        raise missing(path)
    if not path.parent.is_dir():
        raise StoreError(
            f"there is no folder {path.parent} for the database", "Make it, or name another."
        )
    if is_reader:
        return
    # Never opened and closed once it exists: that would drop SQLite's own locks on it.
    # A new -wal or -shm gets the mode of the file it belongs to.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).chmod(_PRIVATE)


def _sqlite(path: Path, *, is_reader: bool) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def promise(connection: Any, _: object) -> None:  # noqa: ANN401
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in _READER_PRAGMAS if is_reader else _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: two that read first and write later would deadlock.
        mode = "IMMEDIATE" if connection.get_execution_options().get("is_writer") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _postgresql(url: URL, *, is_reader: bool) -> Engine:
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args=_PATIENCE,
        )
    except ImportError:
        raise StoreError(
            "PostgreSQL's driver is not installed", "Install `compliance[postgresql]`."
        ) from None
    return engine.execution_options(postgresql_readonly=True) if is_reader else engine
