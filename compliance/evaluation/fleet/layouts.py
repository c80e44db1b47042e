"""What months and indexes buy: the same rows, in the order of their arrival, laid out otherwise."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg

from compliance.counts.engine import connected
from compliance.counts.forward import reached
from compliance.evaluation.benchmark.history import END
from compliance.evaluation.fleet.central import driven, run, set_up, tidy
from compliance.evaluation.fleet.copying import (
    COPY,
    Made,
    add_areas,
    copy_text,
    in_order_of_arrival,
)
from compliance.evaluation.fleet.figures import Figure, Part
from compliance.evaluation.fleet.plan import Plan
from compliance.evaluation.fleet.queries import answer, of_site, ready
from compliance.evaluation.fleet.sizes import size

_DAY = timedelta(days=1)
_LAST_DAY = (
    "SELECT site, area, sum(mask), sum(mask + incorrect + no_mask) FROM releases "  # noqa: S608
    f"WHERE start >= '{(END - _DAY).isoformat()}' GROUP BY site, area"
)
_MEGA = 1e6


@dataclass(frozen=True, slots=True)
class _Layout:
    name: str
    database: str
    index: str = ""
    """The definition of one more than the key."""


_LAYOUTS = (
    _Layout("in one piece", "layout_whole"),
    _Layout("+ btree of start", "layout_whole", "btree (start)"),
    _Layout("+ BRIN of start", "layout_whole", "brin (start)"),
    _Layout("in months", "layout_months"),
    _Layout("months + BRIN of start", "layout_months", "brin (start)"),
)


def layouts(server: str, plan: Plan, sites: Sequence[tuple[str, Made]]) -> Iterator[Figure]:
    """Measure every layout with these sites' rows, the last day's apart, to be added."""
    text = in_order_of_arrival(sites)
    old, new = _parted(text)
    for database in dict.fromkeys(each.database for each in _LAYOUTS):
        url = set_up(server, database, plan.begin if database.endswith("months") else None)
        run(url, "DROP INDEX IF EXISTS releases_start")  # that months come with
        add_areas(url, sites)
        took = _seconds(lambda url=url: copy_text(url, old))  # type: ignore[misc]
        tidy(url)
        mine = [each for each in _LAYOUTS if each.database == database]
        rows = old.count(b"\n")
        yield _figure(mine[0], "rows copied in", "1000/s", rows / took / 1000)
        for layout in mine:
            yield from _asked(url, layout, plan, sites[len(sites) // 2][0], new)
        yield from _cleared(url, mine[0], plan, sites[len(sites) // 2][0])
        run(f"{server}/postgres", f'DROP DATABASE "{database}"')


def _asked(url: str, layout: _Layout, plan: Plan, site: str, new: bytes) -> Iterator[Figure]:
    if layout.index:
        run(url, f"CREATE INDEX tried ON releases USING {layout.index}")
    whole, again = size(url), range(plan.repeats)
    yield _figure(layout, "table", "MB", whole.table_bytes / _MEGA)
    yield _figure(layout, "indexes", "MB", whole.index_bytes / _MEGA)
    days = of_site(ready()["by_day"], site)
    yield _figure(layout, "a site's days", "ms", *(1e3 * answer(url, days).seconds for _ in again))
    yield _figure(layout, "every site's last day", "ms",
                  *(1e3 * answer(url, _LAST_DAY).seconds for _ in again))  # fmt: skip
    with connected(driven(url)) as engine, engine.connect() as connection:
        newest = [1e3 * _seconds(lambda: reached(connection, site)) for _ in again]
    yield _figure(layout, "a site's newest rows", "ms", *newest)
    yield _figure(layout, "a day of every site added", "ms",
                  *(1e3 * _added(url, new) for _ in again))  # fmt: skip
    if layout.index:
        run(url, "DROP INDEX tried")
    tidy(url)  # the rows that were taken back


def _added(url: str, text: bytes) -> float:
    """Return the seconds that rows take to be added; they are taken back."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(COPY) as copy:
            copy.write(text)
        took = time.perf_counter() - began
        connection.rollback()
    return took


def _cleared(url: str, layout: _Layout, plan: Plan, site: str) -> Iterator[Figure]:
    """Order the rows by the key; then have the first half of the history expire, off the disk."""
    middle = (plan.begin + (END - plan.begin) / 2).isoformat()
    if layout.database.endswith("months"):
        order = [f"CLUSTER {part} USING {part}_pkey" for part in _parts(url)]
        erase = [f"SELECT drop_release_months(now() - '{middle}')"]
    else:
        order = ["CLUSTER releases USING releases_pkey"]
        erase = [f"DELETE FROM releases WHERE \"end\" < '{middle}'", "VACUUM FULL releases"]  # noqa: S608
    yield _figure(layout, "rows put in the key's order", "s", _seconds(lambda: _run(url, order)))
    tidy(url)
    days = of_site(ready()["by_day"], site)
    took = (1e3 * answer(url, days).seconds for _ in range(plan.repeats))
    yield _figure(layout, "a site's days after that", "ms", *took)
    yield _figure(layout, "half of them erased", "s", _seconds(lambda: _run(url, erase)))


def _parts(url: str) -> list[str]:
    query = "SELECT relid::regclass::text FROM pg_partition_tree('releases') WHERE isleaf"
    with psycopg.connect(url) as connection:
        return [str(part) for (part,) in connection.execute(query).fetchall()]


def _run(url: str, statements: Sequence[str]) -> None:
    for each in statements:
        run(url, each)


def _parted(text: bytes) -> tuple[bytes, bytes]:
    """Return what came before the last day, and that day."""
    since = (END - _DAY).isoformat().encode()
    lines = text.splitlines(keepends=True)
    is_new = [line.split(b"\t", 3)[2] >= since for line in lines]
    old = b"".join(line for line, new in zip(lines, is_new, strict=True) if not new)
    return old, b"".join(line for line, new in zip(lines, is_new, strict=True) if new)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _figure(layout: _Layout, name: str, unit: str, *values: float) -> Figure:
    return Figure(Part.LAYOUT, name, unit, layout.name, values)
