"""Released rows on their way to a database that many sites share: stored here, forwarded there.

What is not there yet is found by asking, so a link that was dead for days, a restart or a row sent
twice loses, doubles and reorders nothing: rows go area by area in order of time, and one that is
there already stays as it is. Only what was released here is sent; nothing is read back.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.dialects.postgresql import insert

from compliance.counts import schema
from compliance.counts.disclosure import Release
from compliance.counts.engine import connected, label
from compliance.counts.migrate import require_current
from compliance.counts.rows import flat
from compliance.counts.store import Store
from compliance.counts.store_faults import told_plainly
from compliance.errors import StoreError

BATCH = 500
"""Rows in one transaction."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
REST = timedelta(minutes=15)
"""After this the shared database is asked what it has, even with nothing to send: it may have lost
rows, or not answer any more."""
PATIENCE_SECONDS = 60
"""For one statement: a database that others lock fails instead of hanging."""
_INSTANT = timedelta(seconds=1)  # the finest that a row tells

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Forwarding:
    """How far forwarding has come."""

    backlog: int | None = None
    """Released rows that are not known to be there, so all until that database has answered once;
    None before they were counted."""
    succeeded: datetime | None = None
    """When it last took everything there was."""
    failures: int = 0
    """In a row."""


class Forwarder:
    """Sends one site's releases; `forward` is called again and again and decides for itself."""

    def __init__(
        self, store: Store, site: str, url: str, patience_seconds: int = PATIENCE_SECONDS
    ) -> None:
        self._store, self._site, self._url = store, site, url
        self._patience_seconds = patience_seconds
        self._reached: dict[str, datetime] | None = None
        self._retry_at: datetime | None = None
        self.state = Forwarding()

    def forward(self, now: datetime) -> int:
        """Send what is not there yet; say how many rows. A failure is tried again, ever later.

        A clock that was set back does not make it later still.
        """
        if self._retry_at and timedelta() < self._retry_at - now <= _LONGEST_WAIT:
            self.state = replace(self.state, backlog=self._backlog())
            return 0
        if self._may_rest(now) and not self._backlog():
            return 0
        try:
            sent = self._send()
        except StoreError as error:
            self._fail(error, now)
            return 0
        if self.state.failures:
            _log.warning("the shared database takes rows again: %d were sent", sent)
        self._retry_at, self.state = None, Forwarding(self._backlog(), now)
        return sent

    def _may_rest(self, now: datetime) -> bool:
        """Say whether the shared database said not long ago what it has."""
        succeeded = self.state.succeeded
        return (
            not self.state.failures
            and succeeded is not None
            and timedelta() <= now - succeeded < REST
        )

    def _send(self) -> int:
        sent = 0
        name = label(self._url)
        with told_plainly(name), connected(self._url) as engine:
            require_current(engine, name)
            with self._within_time(engine) as connection:
                self._reached = reached(connection, self._site)
            for area in self._store.areas():
                missing = self._store.releases(since=self._after(area), area=area)
                for some in (missing[n : n + BATCH] for n in range(0, len(missing), BATCH)):
                    with self._within_time(engine) as connection:
                        add(connection, some)
                    self._reached[area] = some[-1].start
                    sent += len(some)
        return sent

    @contextmanager
    def _within_time(self, engine: Engine) -> Iterator[Connection]:
        """Yield a connection in a transaction of which each statement ends in time."""
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL statement_timeout = '{self._patience_seconds}s'"))
            yield connection

    def _after(self, area: str) -> datetime | None:
        """Return from when on an area's rows are not known to be there; None: from the first."""
        last = (self._reached or {}).get(area)
        return last + _INSTANT if last else None

    def _backlog(self) -> int:
        store, areas = self._store, self._store.areas()
        extents = (each for area in areas for each in store.extents(self._after(area), area=area))
        return sum(extent.releases for extent in extents)

    def _fail(self, error: StoreError, now: datetime) -> None:
        failures = self.state.failures + 1
        wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
        self._retry_at = now + wait
        self.state = Forwarding(self._backlog(), self.state.succeeded, failures)
        # Not the error's hint, which is for the site's own database.
        _log.error(
            "released rows wait here until the shared database takes them: %s; "
            "`compliance doctor` looks into it",
            error.message,
        )


def reached(connection: Connection, site: str) -> dict[str, datetime]:
    """Return up to which start each area's rows are there; by the key, however many there are."""
    areas, columns = schema.areas.c, schema.releases.c
    newest = select(columns.start).order_by(columns.start.desc()).limit(1)
    newest = newest.where(columns.site == areas.site, columns.area == areas.area)
    query = select(areas.area, newest.scalar_subquery().label("newest")).where(areas.site == site)
    return {row.area: row.newest for row in connection.execute(query) if row.newest}


def add(connection: Connection, releases: Sequence[Release]) -> None:
    """Add rows of one site; those that are there stay as they are."""
    areas = {(each.site, each.area): each.end for each in releases}
    known: list[Mapping[str, object]] = [
        {"site": site, "area": area, "closed_until": end} for (site, area), end in areas.items()
    ]
    connection.execute(insert(schema.areas).on_conflict_do_nothing(), known)
    rows = [flat(each) for each in releases]
    connection.execute(insert(schema.releases).on_conflict_do_nothing(), rows)
