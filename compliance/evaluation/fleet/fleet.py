"""A fleet that grows: more and more sites' rows and series, and everything measured each time."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from compliance.counts.disclosure import identity
from compliance.evaluation.benchmark.history import END
from compliance.evaluation.fleet import queries, victoria
from compliance.evaluation.fleet.central import add_roles, run, set_up, tidy
from compliance.evaluation.fleet.copying import Made, add_areas, copy_in, made
from compliance.evaluation.fleet.figures import Figure, Part
from compliance.evaluation.fleet.forwarding import forward_year, visits
from compliance.evaluation.fleet.history import HOUR, year
from compliance.evaluation.fleet.layouts import layouts
from compliance.evaluation.fleet.plan import Plan, name_of, steps
from compliance.evaluation.fleet.queries import Took, of_days, of_site, ready
from compliance.evaluation.fleet.series import told
from compliance.evaluation.fleet.sizes import bytes_of, size
from compliance.evaluation.fleet.watching import Watch
from compliance.evaluation.postgresql import Postgresql, postgresql
from compliance.models import SHIPPED_MODELS, Models, read_manifest
from compliance.shipped import shipped

Progress = Callable[[float], None]

_SETTINGS = (
    "shared_buffers=1GB", "work_mem=64MB", "maintenance_work_mem=512MB", "max_wal_size=4GB",
    "wal_level=minimal", "max_wal_senders=0", "checkpoint_timeout=15min", "jit=off",
)  # fmt: skip
"""Of a server of some gigabytes; commits are on the disk before they are told of, as usual."""
_DAILY = shipped("config") / "postgresql" / "daily.sql"


@dataclass(slots=True)
class Measured:
    """What came of it."""

    plan: Plan
    rows: int = 0
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def measure(plan: Plan, folder: Path, progress: Progress) -> Measured:
    """Measure a fleet in a folder for what is thrown away."""
    models, measured = read_manifest(SHIPPED_MODELS), Measured(plan)
    histories = []
    for number in range(min(plan.made, plan.sites)):
        histories.append(_made(plan, number, models))
        progress(0.1 * (number + 1) / plan.made)
    with postgresql(_SETTINGS) as server:
        sites = [(name_of(n), histories[n % len(histories)]) for n in range(plan.sites)]
        _Growing(server, plan, folder, measured).grow(sites, progress)
        measured.figures += layouts(server.address, plan, sites[: plan.layout_sites])
    progress(0.8)
    if victoria.is_installed():
        measured.figures += _series(plan, folder, histories, models)
    else:
        measured.notes.append("No series: this machine has no victoria-metrics (a package).")
    progress(1.0)
    return measured


def _made(plan: Plan, number: int, models: Models) -> Made:
    areas = year(
        name_of(number), plan.areas, plan.begin, plan.days, identity(models), plan.seed + number
    )
    return made(name_of(number), areas)


class _Growing:
    """The shared database while sites join."""

    def __init__(self, server: Postgresql, plan: Plan, folder: Path, measured: Measured) -> None:
        self._server, self._plan, self._folder, self._measured = server, plan, folder, measured
        self._url = set_up(server.address, "fleet", plan.begin)

    def grow(self, sites: Sequence[tuple[str, Made]], progress: Progress) -> None:
        """Measure with 10, 100 and all sites; leave no database behind."""
        add_roles(self._url, [name for name, _ in sites])
        there = 0
        for step, wanted in enumerate(steps(self._plan.sites)):
            column = str(wanted)
            self._measured.figures += self._taken_in(sites[there:wanted], column, is_first=not step)
            there = wanted
            tidy(self._url)
            self._measured.figures += self._visited(sites[:there], column, step)
            self._measured.figures += self._sized(column)
            self._measured.figures += self._asked(sites[:there], column)
            progress(0.1 + 0.6 * there / self._plan.sites)
        run(f"{self._server.address}/postgres", 'DROP DATABASE "fleet"')

    def _taken_in(
        self, sites: Sequence[tuple[str, Made]], column: str, *, is_first: bool
    ) -> Iterator[Figure]:
        forwarded = sites[: self._plan.forwarded] if is_first else ()
        if forwarded:
            add_areas(self._url, forwarded)
            now = END + HOUR
            rates = [
                each.rows / forward_year(self._url, self._folder, each, now)
                for _, each in forwarded
            ]
            yield Figure(Part.INGEST, "a year forwarded by its site", "rows/s", column,
                         tuple(rates))  # fmt: skip
        if rest := sites[len(forwarded) :]:
            began = time.perf_counter()
            rows = copy_in(self._url, rest)
            rate = rows / (time.perf_counter() - began)
            yield Figure(Part.INGEST, "copied in, two sites at once", "rows/s", column, (rate,))

    def _visited(
        self, sites: Sequence[tuple[str, Made]], column: str, step: int
    ) -> Iterator[Figure]:
        """Have sites from all over the fleet send what a day brings, an hour at a time."""
        apart = max(1, len(sites) // self._plan.visited)
        some = sites[::apart][: self._plan.visited]
        after = timedelta(days=1) + step * HOUR
        found = visits(self._url, self._folder, some, after, self._server.spent_seconds)
        for name, seconds in (
            ("an hour forwarded by its site", found.hour_seconds),
            ("a minute with nothing to forward", found.idle_seconds),
            ("the server's processor, for that hour", (found.hour_spent_seconds,)),
            ("the server's processor, for that minute", (found.idle_spent_seconds,)),
        ):
            values = tuple(1e3 * each for each in seconds)
            yield Figure(Part.INGEST, name, "ms", column, values)

    def _sized(self, column: str) -> Iterator[Figure]:
        whole = size(self._url)
        self._measured.rows = whole.rows
        for name, unit, value in (
            ("rows", "million", whole.rows / 1e6),
            ("table", "MB", whole.table_bytes / 1e6),
            ("its key's index", "MB", whole.index_bytes / 1e6),
            ("of a row", "bytes", whole.table_bytes / whole.rows),
            ("of its key", "bytes", whole.index_bytes / whole.rows),
            ("of a site's year", "MB",
             (whole.table_bytes + whole.index_bytes) / int(column) / self._plan.days * 365e-6),
        ):  # fmt: skip
            yield Figure(Part.SIZE, name, unit, column, (value,))

    def _asked(self, sites: Sequence[tuple[str, Made]], column: str) -> Iterator[Figure]:
        site, patience = sites[len(sites) // 2][0], self._plan.patience_seconds
        for name, query in ready().items():
            asked = of_site(query, site)
            queries.answer(self._url, asked)  # for nothing: all others find the rows in memory
            took = [queries.answer(self._url, asked) for _ in range(self._plan.repeats)]
            yield _latency(Part.SITE, name, "ms", column, took)
        for name, query in ready().items():
            took = [queries.work(self._url, query, patience)]
            yield _latency(Part.FLEET, name, "s", column, took)
        began = time.perf_counter()
        run(self._url, _DAILY.read_text("utf-8"))
        made_in = Took(time.perf_counter() - began)
        yield _latency(Part.DAILY, "made", "s", column, [made_in])
        kept = bytes_of(self._url, "release_days") / 1e6
        yield Figure(Part.DAILY, "its size", "MB", column, (kept,))
        for name, query in ready().items():
            if days := of_days(query):
                took = [queries.work(self._url, days, patience)]
                yield _latency(Part.DAILY, name, "s", column, took)
        run(self._url, "DROP MATERIALIZED VIEW release_days")


def _latency(part: Part, name: str, unit: str, column: str, took: Sequence[Took]) -> Figure:
    scale = 1e3 if unit == "ms" else 1.0
    values = tuple(scale * each.seconds for each in took)
    is_broken_off = any(each.is_broken_off for each in took)
    return Figure(part, name, unit, column, values, is_broken_off)


def _series(
    plan: Plan, folder: Path, histories: Sequence[Made], models: Models
) -> Iterator[Figure]:
    known = [told(each, models, plan.scrapes) for each in histories]
    with ExitStack() as running:
        server = running.enter_context(victoria.victoria(folder))
        watch = Watch(server, plan, known, int(time.time()))
        there = 0
        for wanted in steps(plan.sites):
            yield from watch.grow([name_of(n) for n in range(there, wanted)])
            there = wanted
