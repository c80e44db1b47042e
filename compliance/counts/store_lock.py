"""The promise that one daemon alone writes a site's counts."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, text

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
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StoreError(f"another daemon writes to {database}", _HINT) from None
    finally:
        os.close(descriptor)


@contextmanager
def held_site(engine: Engine, site: str, label: str) -> Iterator[None]:
    """Hold a site's lock on PostgreSQL, for as long as one connection lives."""
    with told_plainly(label):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with told_plainly(label):
            is_mine = connection.scalar(
                text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(site)}
            )
        if not is_mine:
            raise StoreError(f"another daemon writes site {site} to {label}", _HINT)
        yield
    finally:
        connection.invalidate()  # not back to the pool: the lock ends with the connection
        connection.close()


def _key(site: str) -> int:
    return int.from_bytes(sha256(f"compliance {site}".encode()).digest()[:8], signed=True)
