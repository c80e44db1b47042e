"""The one door: released rows and their totals, and nothing else, out of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, RowMapping, select

from compliance.counts import schema
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.engine import connected, label
from compliance.counts.migrate import require_current
from compliance.counts.store_faults import told_plainly


@dataclass(frozen=True, slots=True)
class Total:
    """Everything ever released of an area, expired rows included."""

    site: str
    area: str
    counts: Counts
    observed_seconds: int


class Reader:
    """Reads what was released; of one site, or of all."""

    def __init__(self, engine: Engine, label: str, site: str | None = None) -> None:
        self._engine = engine
        self._label = label
        self._of_site = site

    def releases(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
    ) -> list[Release]:
        """Return the releases that start in [since, until), by site, area and time."""
        table = schema.releases
        query = select(table).order_by(table.c.site, table.c.area, table.c.start)
        if self._of_site is not None:
            query = query.where(table.c.site == self._of_site)
        if since:
            query = query.where(table.c.start >= since)
        if until:
            query = query.where(table.c.start < until)
        if area is not None:
            query = query.where(table.c.area == area)
        with told_plainly(self._label), self._engine.connect() as connection:
            return [_release(row) for row in connection.execute(query).mappings()]

    def totals(self) -> list[Total]:
        """Return the sums of everything ever released, by site and area."""
        table = schema.totals
        query = select(table).order_by(table.c.site, table.c.area)
        if self._of_site is not None:
            query = query.where(table.c.site == self._of_site)
        with told_plainly(self._label), self._engine.connect() as connection:
            return [
                Total(row["site"], row["area"], counts_of(row), row["observed_seconds"])
                for row in connection.execute(query).mappings()
            ]


@contextmanager
def open_reader(url: str, site: str | None = None) -> Iterator[Reader]:
    """Open a database to read releases from, beside a running daemon or without one.

    Raises StoreError when there is none, or it is not of this version.
    """
    with connected(url, is_reader=True) as engine:
        require_current(engine, label(url))
        yield Reader(engine, label(url), site)


def counts_of(row: RowMapping) -> Counts:
    """Return a row's four counts."""
    return Counts(row["mask"], row["incorrect"], row["no_mask"], row["unknown"])


def _release(row: RowMapping) -> Release:
    return Release(
        site=row["site"],
        area=row["area"],
        start=row["start"],
        end=row["end"],
        counts=counts_of(row),
        observed_seconds=row["observed_seconds"],
        expected_seconds=row["expected_seconds"],
        models=ModelIdentity(row["detector"], row["classifier"]),
    )
