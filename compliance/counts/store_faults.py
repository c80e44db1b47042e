"""What a database's own error means for the operator."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from compliance.errors import StoreError

_HINTS = {
    "database or disk is full": "Free space on the disk; counts wait in memory until then.",
    "disk i/o error": "Check the disk: it is full, failing, or was taken away.",
    "readonly database": "Let the service's user write the database file and its folder.",
    "unable to open database": "Let the service's user write the folder, or name another "
    "under [store] url.",
    "not a database": "It is damaged or some other file: restore a copy, or name another under "
    "[store] url.",
    "malformed": "The file is damaged: restore a copy, or name another under [store] url.",
    "is locked": "Another program holds the database for long: close it.",
    "connection refused": "Start PostgreSQL, or correct host and port under [store] url.",
    "password authentication failed": "Correct user and password under [store] url.",
    "does not exist": "Create the database and the user first, or correct [store] url.",
    "permission denied for": "Give the database's user the right to make and write tables.",
    "permission denied": "Let the service's user write the folder, or name another under "
    "[store] url.",
    "operation not permitted": "The database belongs to another user: give it to the service's.",
    "read-only file system": "Name a database in a folder that can be written under [store] url.",
    "no space left": "Free space on the disk; counts wait in memory until then.",
}
_OTHERWISE = "See the database's own log; counts wait in memory until it answers again."


@contextmanager
def told_plainly(label: str) -> Iterator[None]:
    """Turn a database's error into a StoreError about `label`.

    The cause is cut off and only the error's first line kept: the rest may quote a row, and a
    row that is not released is nobody's to read.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise explain(error, label) from None


def missing(database: Path) -> StoreError:
    """Return what is said where a SQLite file should be and is not."""
    return StoreError(f"there is no database {database}", "Run the daemon first, or name its file.")


def explain(error: Exception, label: str) -> StoreError:
    """Return the StoreError that says what was found and what to do."""
    found = error.orig if isinstance(error, DBAPIError) else error
    lines = str(found or error).strip().splitlines() or [type(error).__name__]
    hints = (hint for sign, hint in _HINTS.items() if sign in str(found).lower())
    return StoreError(f"the database {label}: {lines[0]}", next(hints, _OTHERWISE))
