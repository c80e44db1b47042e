"""What a database address means: a SQLite file or a PostgreSQL server."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from compliance.redact import redact_address

_POSTGRESQL = "postgresql+psycopg"
_FORMS = '"sqlite:///compliance.db" or "postgresql://user:${NAME}@host/database"'


@dataclass(frozen=True, slots=True)
class Database:
    """Where released rows are kept. The address may hold a credential and never shows itself."""

    url: str = field(repr=False)
    """As SQLAlchemy takes it, driver named, a file's path absolute."""
    label: str
    """The address without its credential, safe to show."""


def parse_database(
    text: str, folder: Path, expand: Callable[[str], str] = lambda text: text
) -> Database:
    """Return the database a configuration's text names; a file is looked for from `folder`.

    Raises ValueError with what is wrong and what to write, never with a credential.
    """
    try:
        url: URL | None = make_url(address := expand(text))
    except ArgumentError:
        url = None
    if url is None or "://" not in address:
        raise ValueError(f"is not a database address; write {_FORMS}")
    if url.drivername == "sqlite":
        return Database(_file(url, folder), redact_address(text))
    if url.drivername not in ("postgresql", _POSTGRESQL):
        raise ValueError(f"is of an unknown kind; write {_FORMS}")
    if not url.database:
        raise ValueError("names no database; end it with /database")
    whole = url.set(drivername=_POSTGRESQL).render_as_string(hide_password=False)
    return Database(whole, redact_address(text))


def _file(url: URL, folder: Path) -> str:
    if url.host or url.username:
        raise ValueError("has two slashes; write three for a path, four for an absolute one")
    if not url.database or url.database == ":memory:":
        raise ValueError(
            'names no file, so every stop would lose all counts; write one after "///"'
        )
    if url.query:
        raise ValueError("carries parameters, which a SQLite file does not take; leave them out")
    return URL.create("sqlite", database=str(folder / url.database)).render_as_string()
