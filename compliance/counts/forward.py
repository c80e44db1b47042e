"""Released rows on their way to a database that many sites share: stored here, forwarded there.

What is not there yet is found by asking, so a link that was dead for days, a restart or a row sent
twice loses, doubles and reorders nothing: rows go area by area in order of time, and one that is
there already stays as it is. Only what was released here is sent; nothing is read back.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
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
_INSTANT = timedelta(seconds=1)  # the finest that a row tells

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Forwarding:
    """How far forwarding has come."""

    backlog: int | None = None
    """Released rows that are not there yet; None until the other database has answered once."""
    succeeded: datetime | None = None
    """When it last took everything there was."""
    failures: int = 0
    """In a row."""


class Forwarder:
    """Sends one site's releases; `forward` is called every minute and decides for itself."""

    def __init__(self, store: Store, site: str, url: str) -> None:
        self._store, self._site, self._url = store, site, url
        self._reached: dict[str, datetime] | None = None
        self._retry_at: datetime | None = None
        self.state = Forwarding()

    def forward(self, now: datetime) -> int:
        """Send what is not there yet; say how many rows. A failure is tried again, ever later."""
        if self._retry_at and now < self._retry_at:
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

    def _send(self) -> int:
        sent = 0
        name = label(self._url)
        with told_plainly(name), connected(self._url) as engine:
            require_current(engine, name)
            with engine.connect() as connection:
                self._reached = reached(connection, self._site)
            for area in self._store.areas():
                missing = self._missing(area)
                for some in (missing[n : n + BATCH] for n in range(0, len(missing), BATCH)):
                    with engine.begin() as connection:
                        add(connection, some)
                    self._reached[area] = some[-1].start
                    sent += len(some)
        return sent

    def _missing(self, area: str) -> list[Release]:
        last = (self._reached or {}).get(area)
        return self._store.releases(since=last + _INSTANT if last else None, area=area)

    def _backlog(self) -> int | None:
        if self._reached is None:
            return None
        return sum(len(self._missing(area)) for area in self._store.areas())

    def _fail(self, error: StoreError, now: datetime) -> None:
        failures = self.state.failures + 1
        wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
        self._retry_at = now + wait
        self.state = Forwarding(self._backlog(), self.state.succeeded, failures)
        _log.error("released rows wait here until the shared database takes them: %s", error)


def reached(connection: Connection, site: str) -> dict[str, datetime]:
    """Return up to which start each area's rows are there."""
    columns = schema.releases.c
    query = select(columns.area, func.max(columns.start).label("newest")).where(
        columns.site == site
    )
    found = connection.execute(query.group_by(columns.area))
    return {row.area: row.newest for row in found}


def add(connection: Connection, releases: Sequence[Release]) -> None:
    """Add rows of one site; those that are there stay as they are."""
    areas = {(each.site, each.area): each.end for each in releases}
    known: list[Mapping[str, object]] = [
        {"site": site, "area": area, "closed_until": end} for (site, area), end in areas.items()
    ]
    connection.execute(insert(schema.areas).on_conflict_do_nothing(), known)
    rows = [flat(each) for each in releases]
    connection.execute(insert(schema.releases).on_conflict_do_nothing(), rows)
