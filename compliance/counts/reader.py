"""The one door: released rows, their totals and what audits found of them; nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Engine, Row, RowMapping, Select, Table, func, select

from compliance.counts import schema
from compliance.counts.auditing.pairs import Pair
from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.engine import connected, label
from compliance.counts.migrate import require_current
from compliance.counts.store_faults import told_plainly
from compliance.sureness import NOBODY, Sureness

_Query: TypeAlias = Select[*tuple[Any, ...]]
_Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]
_CLASSES = tuple(field.name for field in fields(Sureness))
_COUNTED = ("mask", "incorrect", "no_mask", "unknown", "withheld")
RELEASE_COLUMNS = (
    "start", "end", "mask", "incorrect", "no_mask", "unknown",
    "observed_seconds", "expected_seconds", "detector", "classifier", "withheld",
    "noise_epsilon",
)  # fmt: skip
"""What is read of a release, for `releases_of`."""


@dataclass(frozen=True, slots=True)
class Total:
    """Everything ever released of an area, expired rows included."""

    site: str
    area: str
    counts: Counts
    observed_seconds: int
    expected_seconds: int = 0
    """Since this is kept; only what it grows by says something."""
    newest_end: datetime | None = None
    """End of the newest release; None before the first, or when it has expired."""
    noise_variance: float = 0.0
    """Of the noise on each outcome's sum."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an area's releases in some period reach; when it stays, so have they all."""

    site: str
    area: str
    releases: int
    first: datetime
    """Start of the first one that is kept."""
    newest: datetime
    """Start of the newest one."""
    end: datetime
    """End of the newest one."""
    counts: Counts


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
        *,
        with_sureness: bool = True,
    ) -> list[Release]:
        """Return the releases that start in [since, until), by site, area and time.

        Without how surely they were judged, which no rate needs, they are read faster.
        """
        parts = self.by_area(since, until, area, with_sureness=with_sureness)
        return [release for part in parts for release in part]

    def by_area(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
        *,
        with_sureness: bool = True,
    ) -> Iterator[list[Release]]:
        """Yield the same releases, an area at a time; no transaction is held between two."""
        columns = schema.releases.c
        names = (*RELEASE_COLUMNS, *_CLASSES) if with_sureness else RELEASE_COLUMNS
        for its_site, its_area in self._areas(area):
            query = select(*(columns[name] for name in names)).order_by(columns.start)
            query = query.where(columns.site == its_site, columns.area == its_area)
            if found := self._read(_within(query, since, until)):
                yield releases_of(its_site, its_area, found)

    def areas(self) -> list[str]:
        """Return the name of every area that was ever watched."""
        return [area for _, area in self._areas(None)]

    def extents(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
    ) -> list[Extent]:
        """Return how far each area's releases that start in [since, until) reach."""
        columns = schema.releases.c
        sums = [func.sum(columns[name]) for name in _COUNTED]
        reach = (func.count(), func.min(columns.start), func.max(columns.start))
        key = columns.site, columns.area
        query = select(*key, *reach, func.max(columns.end), *sums).group_by(*key).order_by(*key)
        query = self._of_its_site(_within(query, since, until), schema.releases)
        if area is not None:
            query = query.where(columns.area == area)
        return [
            Extent(of_site, of_area, releases, first, newest, end, Counts(*map(int, counted)))
            for of_site, of_area, releases, first, newest, end, *counted in self._read(query)
        ]

    def totals(self) -> list[Total]:
        """Return the sums of everything ever released, by site and area."""
        table = schema.totals
        query = select(table, _newest_end(table))
        query = self._of_its_site(query, table).order_by(table.c.site, table.c.area)
        return [
            Total(
                row.site,
                row.area,
                Counts(row.mask, row.incorrect, row.no_mask, row.unknown, row.withheld),
                row.observed_seconds,
                row.expected_seconds,
                row.newest_end,
                row.noise_variance,
            )
            for row in self._read(query)
        ]

    def pairs(self, area: str | None = None) -> list[Pair]:
        """Return the releases that were audited beside what was seen, by site, area and time."""
        table = schema.audited
        query = self._of_its_site(select(table), table).order_by(*table.primary_key)
        if area is not None:
            query = query.where(table.c.area == area)
        return [
            Pair(
                row.site,
                row.area,
                row.start,
                row.end,
                row.releases,
                Counts(row.seen_mask, row.seen_incorrect, row.seen_no_mask),
                Counts(row.mask, row.incorrect, row.no_mask, row.unknown),
                _models(row.detector, row.classifier),
            )
            for row in self._read(query)
        ]

    def _areas(self, area: str | None) -> list[tuple[str, str]]:
        table = schema.areas
        query = self._of_its_site(select(table.c.site, table.c.area), table)
        if area is not None:
            query = query.where(table.c.area == area)
        return [(row.site, row.area) for row in self._read(query.order_by(*table.primary_key))]

    def _of_its_site(self, query: _Query, table: Table) -> _Query:
        return query if self._of_site is None else query.where(table.c.site == self._of_site)

    def _read(self, query: _Query) -> _Rows:
        with told_plainly(self._label), self._engine.connect() as connection:
            return connection.execute(query).all()


@contextmanager
def open_reader(url: str, site: str | None = None) -> Iterator[Reader]:
    """Open a database to read releases from, beside a running daemon or without one.

    Raises StoreError when there is none, or it is not of this version.
    """
    with connected(url, is_reader=True) as engine:
        require_current(engine, label(url))
        yield Reader(engine, label(url), site)


def extents_of(releases: Iterable[Release]) -> list[Extent]:
    """Return how far releases reach that come by site, area and time, as `Reader.extents` does."""
    groups = groupby(releases, lambda release: (release.site, release.area))
    return [_extent(list(found)) for _, found in groups]


def _extent(releases: Sequence[Release]) -> Extent:
    """Return how far one area's releases reach, one or more."""
    first, newest = releases[0], releases[-1]
    counts = summed([release.counts for release in releases])
    return Extent(
        first.site, first.area, len(releases), first.start, newest.start, newest.end, counts
    )


def counts_of(row: RowMapping) -> Counts:
    """Return the four counts of what is not released yet."""
    return Counts(row["mask"], row["incorrect"], row["no_mask"], row["unknown"])


def sureness_of(row: RowMapping) -> Sureness:
    """Return how surely those of a row were judged."""
    return Sureness(*(row[name] for name in _CLASSES))


def _newest_end(totals: Table) -> ColumnElement[datetime | None]:
    """Return the end of a total's newest release; found by the key, however many there are."""
    releases = schema.releases.c
    newest = select(releases.end).order_by(releases.start.desc()).limit(1)
    newest = newest.where(releases.site == totals.c.site, releases.area == totals.c.area)
    return newest.scalar_subquery().label("newest_end")


def _within(query: _Query, since: datetime | None, until: datetime | None) -> _Query:
    """Return a query of releases with those alone that start in [since, until)."""
    start = schema.releases.c.start
    if since:
        query = query.where(start >= since)
    return query.where(start < until) if until else query


def releases_of(site: str, area: str, rows: _Rows) -> list[Release]:
    """Return an area's releases; each row is of RELEASE_COLUMNS, and perhaps of _CLASSES."""
    return [
        Release(
            site,
            area,
            start,
            end,
            Counts(mask, incorrect, no_mask, unknown, withheld),
            observed,
            expected,
            _models(detector, classifier),
            Sureness(*classes) if classes else NOBODY,
            noise_epsilon,
        )
        for (
            start, end, mask, incorrect, no_mask, unknown, observed, expected,
            detector, classifier, withheld, noise_epsilon, *classes,
        ) in rows
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _models(detector: str, classifier: str) -> ModelIdentity:
    return ModelIdentity(detector, classifier)
