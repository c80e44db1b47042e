"""The promise that one daemon alone writes a site's counts."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from compliance.counts.ownership import give_to_owner_of
from compliance.counts.store_faults import told_plainly
from compliance.errors import StoreError

_PRIVATE = 0o600
_HINT = "Stop the other daemon first, or give this one a database of its own."


@contextmanager
def held_file(database: Path) -> Iterator[None]:
    """Hold a SQLite database's lock, a file beside it; StoreError when another holds it.

    The lock ends with the process, however that ends. It is not on the database's own file,
    because closing that file a second time would drop SQLite's locks on it.
    """
    with told_plainly(str(database)):
        path = database.with_name(f"{database.name}.lock")
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)
        if is_new:
            give_to_owner_of(database.parent, path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StoreError(f"another daemon writes to {database}", _HINT) from None
    finally:
        os.close(descriptor)


@contextmanager
def held_site(engine: Engine, site: str, label: str) -> Iterator["SiteLock"]:
    """Hold a site's lock on PostgreSQL; StoreError when another daemon holds it."""
    lock = SiteLock(engine, site, label)
    try:
        lock.keep()
        yield lock
    finally:
        lock.release()


class SiteLock:
    """A lock that lives as long as one connection, and is taken again when that is lost."""

    def __init__(self, engine: Engine, site: str, label: str) -> None:
        self._engine = engine
        self._site = site
        self._label = label
        self._connection: Connection | None = None

    def keep(self) -> None:
        """Make sure that the lock is held; StoreError when another daemon has it by now."""
        if self._connection and is_alive(self._connection):
            return
        self.release()
        with told_plainly(self._label):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection = connection
            if connection.scalar(select(func.pg_try_advisory_lock(key_of(self._site)))):
                return
        self.release()
        raise StoreError(f"another daemon writes site {self._site} to {self._label}", _HINT)

    def release(self) -> None:
        """Let another have the lock."""
        if self._connection:
            self._connection.invalidate()  # not back to the pool, where it would keep the lock
            self._connection.close()
            self._connection = None


def is_alive(connection: Connection) -> bool:
    """Say whether the server still answers on a connection."""
    try:
        connection.execute(select(1))
    except SQLAlchemyError:  # of a connection that is gone, too
        return False
    return True


def key_of(*names: str) -> int:
    """Return the number of an advisory lock; no name has a space in it."""
    digest = sha256(" ".join(("compliance", *names)).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
