"""Rows as PostgreSQL's COPY takes them, and whole sites copied in under names of their own."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import psycopg

from compliance.counts import schema
from compliance.counts.disclosure import Release
from compliance.counts.rows import flat

COLUMNS = tuple(column.name for column in schema.releases.columns)
COPY = "COPY releases ({}) FROM STDIN".format(", ".join(f'"{name}"' for name in COLUMNS)).encode()
_AT_ONCE = 2
"""Connections that copy side by side."""


@dataclass(frozen=True, slots=True)
class Made:
    """A site's year, made hour by hour, as others repeat it."""

    site: str
    releases: tuple[tuple[Release, ...], ...]
    """Area by area."""
    text: bytes
    """Of COPY."""

    @property
    def rows(self) -> int:
        """Return how many rows it has."""
        return sum(map(len, self.releases))

    def named(self, site: str) -> bytes:
        """Return its text under another name of the same length."""
        return self.text.replace(self.site.encode(), site.encode())


def made(site: str, areas: Iterable[Sequence[Release]]) -> Made:
    """Return a site's year ready to be copied."""
    releases = tuple(tuple(each) for each in areas)
    return Made(site, releases, b"".join(_line(each) for area in releases for each in area))


def in_order_of_arrival(sites: Sequence[tuple[str, Made]]) -> bytes:
    """Return many sites' text as it comes in over the year: by end, then by site."""
    lines = [
        (release.end, site, _line(release).replace(each.site.encode(), site.encode()))
        for site, each in sites
        for area in each.releases
        for release in area
    ]
    lines.sort()
    return b"".join(line for *_, line in lines)


def add_areas(url: str, sites: Sequence[tuple[str, Made]]) -> None:
    """Make the areas of sites, which rows refer to."""
    with (
        psycopg.connect(url) as connection,
        connection.cursor() as cursor,
        cursor.copy("COPY areas (site, area, closed_until) FROM STDIN") as copy,
    ):
        for site, each in sites:
            for area in each.releases:
                copy.write_row((site, area[-1].area, area[-1].end))


def copy_in(url: str, sites: Sequence[tuple[str, Made]]) -> int:
    """Copy whole sites in, each in one transaction, some beside each other; say how many rows."""
    add_areas(url, sites)
    lanes = [sites[n::_AT_ONCE] for n in range(_AT_ONCE)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return sum(pool.map(lambda lane: _copy(url, lane), lanes))


def copy_text(url: str, text: bytes) -> None:
    """Copy rows in that are text already."""
    with (
        psycopg.connect(url) as connection,
        connection.cursor() as cursor,
        cursor.copy(COPY) as copy,
    ):
        copy.write(text)


def _copy(url: str, sites: Sequence[tuple[str, Made]]) -> int:
    for site, each in sites:
        copy_text(url, each.named(site))
    return sum(each.rows for _, each in sites)


def _line(release: Release) -> bytes:
    row = flat(release)
    return ("\t".join(_cell(row[name]) for name in COLUMNS) + "\n").encode()


def _cell(value: object) -> str:
    if value is None:
        return r"\N"
    return value.isoformat() if isinstance(value, datetime) else str(value)
