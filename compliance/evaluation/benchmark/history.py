"""A store with years of hourly rows: one day released as a daemon does it, then copied."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, text

from compliance.camera import Clock
from compliance.counts import schema
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.engine import connected
from compliance.counts.jobs import LATENESS, Area, Jobs, Publishing
from compliance.counts.store import Store
from compliance.sureness import Sureness

SITE = "bench"
END = datetime(2026, 1, 1, tzinfo=UTC)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
_HOUR = timedelta(hours=1)
_HOUR_MS = 60_000 * 60
_MINIMUM_COUNT = 10
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def release_hours(
    store: Store, areas: Sequence[str], begin: datetime, hours: int, models: ModelIdentity
) -> list[tuple[float, float]]:
    """Count so many hours in every area; return the wall and CPU seconds of each hour's release."""
    known = [Area(name, 1, Clock.WALL) for name in areas]
    jobs = Jobs(store, known, Publishing(_HOUR, _MINIMUM_COUNT, 10 * YEAR, models))
    took = []
    for number in range(hours):
        at = begin + number * _HOUR
        for name in areas:
            sequence = store.next_sequence(name)
            counts = _counts(number)
            store.add(name, name, sequence, at, counts, _HOUR_MS, _sureness(counts))
        began, began_cpu = time.perf_counter(), time.process_time()
        jobs.close_and_release(at + _HOUR + LATENESS)
        took.append((time.perf_counter() - began, time.process_time() - began_cpu))
    return took


def copy_day(url: str, areas: Sequence[str], days: int) -> None:
    """Give a SQLite store that holds the first area's last day these areas and days of the like."""
    with connected(url) as engine, engine.connect() as plain:
        connection = plain.execution_options(is_writer=True)
        with connection.begin():
            for name in areas:
                if name != areas[0]:
                    _copy(connection, schema.areas, areas[0], name, (0, 0))
                    _copy(connection, schema.totals, areas[0], name, (0, 0))
                    _copy(connection, schema.releases, areas[0], name, (0, 0))
                _copy(connection, schema.releases, areas[0], name, (1, days - 1))


def _counts(number: int) -> Counts:
    """Return a busy hour's passages, somewhat different from hour to hour."""
    return Counts(60 + number % 37, 5 + number % 5, 20 + number % 11, 3 + number % 3)


def _sureness(counts: Counts) -> Sureness:
    """Return how surely they were judged: most of them surely, as usual."""
    return Sureness(1, 1, 2, 4, 8, counts.passages - 16)


def _copy(
    connection: Connection, table: Table, first: str, area: str, days_ago: tuple[int, int]
) -> None:
    """Copy the first area's last day as another area's, to each of these days."""
    values = ", ".join(_value(column) for column in table.columns)
    is_of_times = "start" in table.columns
    statement = (
        "WITH RECURSIVE day(ago) AS "  # noqa: S608 - our own names
        "(SELECT :first_day UNION ALL SELECT ago + 1 FROM day WHERE ago < :last_day) "
        f"INSERT INTO {table.name} SELECT {values} FROM {table.name}, day "
        "WHERE area = :first" + (' AND "start" >= :since' if is_of_times else "")
    )
    first_day, last_day = days_ago
    given = {"area": area, "first": first, "first_day": first_day, "last_day": last_day}
    since = {"since": (END - DAY).strftime(_FORMAT)} if is_of_times else {}
    connection.execute(text(statement), given | since)


def _value(column: Column[Any]) -> str:
    if column.name == "area":
        return ":area"
    if isinstance(column.type, schema.UtcTime):
        return f"strftime('{_FORMAT}', \"{column.name}\", '-' || ago || ' days')"
    return f'"{column.name}"'
