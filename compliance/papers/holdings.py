"""What the database really holds: its tables, columns, numbers of rows and the time they span.

Counts of people are not read: neither open nor pending ones, which nobody may see, nor released
ones, but for checking that each row keeps the rules.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, func, inspect, select

from compliance.config import Config
from compliance.counts import migrate, schema
from compliance.counts.engine import connected, label, sqlite_path
from compliance.counts.store_faults import told_plainly
from compliance.errors import ComplianceError
from compliance.papers.facts import FileFacts, ReleasedFacts, StoreFacts, TableFacts

_BEGINS = ("start", "closed_until")
_ENDS = ("end", "closed_until")
_OF_SQLITE = ("", "-wal", "-shm", ".lock")
_PASSAGES = ("mask", "incorrect", "no_mask", "unknown", "withheld")
_MODE = 0o777


def read_holdings(config: Config, now: datetime) -> StoreFacts:
    """Return what the site's database holds, beside a running daemon or without one.

    One that cannot be read is described by its problem.
    """
    try:
        with connected(config.database.url, is_reader=True) as engine:
            return _read(engine, config, now)
    except ComplianceError as error:
        return StoreFacts("", files=_files(config.database.url), problem=error.message)


def _read(engine: Engine, config: Config, now: datetime) -> StoreFacts:
    path = sqlite_path(config.database.url)
    with told_plainly(label(config.database.url)), engine.connect() as connection:
        found = inspect(connection)
        return StoreFacts(
            kind=_kind(engine),
            tables=tuple(
                _table(connection, name, config.site) for name in sorted(found.get_table_names())
            ),
            views=tuple(sorted(found.get_view_names())),
            files=_files(config.database.url),
            copies=len(migrate.copies(path)) if path else 0,
            released=_released(connection, config, now)
            if found.has_table(schema.releases.name)
            else None,
        )


def _kind(engine: Engine) -> str:
    name = "SQLite" if engine.dialect.name == "sqlite" else "PostgreSQL"
    number = engine.dialect.server_version_info or ()
    return f"{name} {'.'.join(map(str, number))}"


def _table(connection: Connection, name: str, site: str) -> TableFacts:
    table = Table(name, MetaData(), autoload_with=connection)
    begin, end = _first(table, _BEGINS), _first(table, _ENDS)
    wanted: list[Any] = [func.count()]
    wanted += [func.min(table.c[begin]), func.max(table.c[end])] if begin and end else []
    query = select(*wanted).select_from(table)
    if "site" in table.c:
        query = query.where(table.c.site == site)
    rows, *span = connection.execute(query).one()
    oldest, newest = span or (None, None)
    return TableFacts(name, tuple(table.c.keys()), int(rows), _time(oldest), _time(newest))


def _first(table: Table, names: Iterable[str]) -> str:
    return next((name for name in names if name in table.c), "")


def _time(value: object) -> datetime | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else None


def _released(connection: Connection, config: Config, now: datetime) -> ReleasedFacts:
    columns = schema.releases.c
    counts = [columns[name] for name in _PASSAGES if name in columns]
    passages = sum(counts[1:], start=counts[0])
    noisy = columns.noise_epsilon.is_not(None)
    query = select(columns.start, columns.end, passages, noisy).where(columns.site == config.site)
    rows = connection.execute(query).all()
    lengths: list[timedelta] = [end - start for start, end, *_ in rows]
    return ReleasedFacts(
        rows=len(rows),
        shortest=min(lengths, default=None),
        below_minimum=sum(n < config.minimum_count and not blurred for _, _, n, blurred in rows),
        noisy=sum(blurred for *_, blurred in rows),
        overdue=sum(end <= now - config.retention for _, end, *_ in rows),
    )


def _files(url: str) -> tuple[FileFacts, ...]:
    """Return the files of a SQLite database; none where they may not be looked at."""
    path = sqlite_path(url)
    if path is None:
        return ()
    try:
        paths = [path.with_name(path.name + end) for end in _OF_SQLITE] + migrate.copies(path)
        found = [(each.name, each.stat()) for each in paths if each.is_file()]
    except OSError:
        return ()
    return tuple(FileFacts(name, s.st_size, s.st_mode & _MODE) for name, s in found)
