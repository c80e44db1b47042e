"""Random lives of a site, and all that an adversary sees of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import Engine, text
from starlette.requests import Request
from starlette.responses import Response

from compliance.camera import Camera, Source, SourceKind
from compliance.config import Config
from compliance.console import release_line
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.jobs import LATENESS, Jobs, Publishing, areas_of
from compliance.counts.ledger import Ledger
from compliance.counts.metrics import Metrics
from compliance.counts.store import Store
from compliance.counts.web.v1.asked import ComplianceAsked, TrendAsked
from compliance.counts.web.v1.figures import compliance, trends
from compliance.counts.web.v1.site import areas_of as areas_told
from compliance.counts.web.v1.site import camera_shape
from compliance.databases import Database
from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.moments import UTC as UTC_ZONE
from compliance.tally import Tally
from compliance.telling import sources_of

DAWN = datetime(2026, 3, 28, 20, tzinfo=UTC)  # Europe's clocks change in the night after
MINUTE = timedelta(minutes=1)
GRAIN = 10 * MINUTE
"""Divides every bucket's length."""
LENGTHS = [20 * MINUTE, 30 * MINUTE, 60 * MINUTE]
CAMERAS = tuple(
    Camera(number, name, area, Source(SourceKind.RTSP, name, name))
    for number, (name, area) in enumerate([("door", "hall"), ("lift", "hall"), ("gate", "yard")])
)
MANIFEST = read_manifest(SHIPPED_MODELS)
_ASKED = {"type": "http", "headers": [], "query_string": b""}
_names = count()


@dataclass(frozen=True, slots=True)
class Tallied:
    """A camera's tally of the minute `at`."""

    camera: int
    at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Worked:
    """The scheduled jobs run."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Restarted:
    """The daemon starts again with buckets of another length, perhaps without the yard."""

    length: timedelta
    cameras: int


Event = Tallied | Worked | Restarted


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to a site, under which rule."""

    minimum_count: int
    homogeneous_limit: timedelta
    retention: timedelta
    events: tuple[Event, ...]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Return a life under a clock that may step either way."""
    kinds = ["seen"] * 6 + ["worked"] * 3 + ["again"]
    steps = st.one_of(st.integers(0, 15), st.integers(0, 15), st.integers(-200, 300))
    few, otherwise = st.integers(0, 4), st.sampled_from([0] * draw(st.sampled_from([1, 30])) + [1])
    now, events = DAWN, list[Event]()
    least = draw(st.integers(0, 50))
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=least, max_size=60)):
        now += draw(steps) * MINUTE
        if kind == "seen":
            counts = Counts(draw(few), draw(otherwise), draw(otherwise), draw(few))
            events.append(Tallied(draw(st.integers(0, 2)), now - draw(few) * MINUTE, counts))
        elif kind == "worked":
            events.append(Worked(now))
        else:
            events.append(Restarted(draw(st.sampled_from(LENGTHS)), draw(st.integers(2, 3))))
    hours = st.sampled_from([1, 3, 24]).map(lambda n: n * 60 * MINUTE)
    days = st.sampled_from([timedelta(days=1), timedelta(days=400)])
    return Life(draw(st.integers(2, 20)), draw(hours), draw(days), tuple(events))


def shuffled(life: Life, chance: Random) -> Life:
    """Return the life with who came when exchanged within ten minutes of an area."""
    groups: dict[object, list[int]] = {}
    turn = 0
    for number, event in enumerate(life.events):
        if isinstance(event, Tallied):
            key = turn, CAMERAS[event.camera].area, (event.at - DAWN) // GRAIN
            groups.setdefault(key, []).append(number)
        else:
            turn += 1
    events = list(life.events)
    for numbers in groups.values():
        others = chance.sample(numbers, len(numbers))
        for here, there in zip(numbers, others, strict=True):
            came, other = life.events[here], life.events[there]
            assert isinstance(came, Tallied)
            assert isinstance(other, Tallied)
            events[here] = replace(came, counts=other.counts)
    return replace(life, events=tuple(events))


@dataclass(frozen=True, slots=True)
class View:
    """Everything that can be seen after an event."""

    rows: tuple[Release, ...]
    hourly: tuple[tuple[object, ...], ...]
    daily: tuple[tuple[object, ...], ...]
    scrape: str
    log: tuple[str, ...]
    readiness: tuple[str, ...]
    answers: tuple[str, ...]
    """Of the API."""


class Observed:
    """A site of its own in the database, driven as the daemon drives it, and watched."""

    def __init__(self, engine: Engine, life: Life, log: Callable[[], list[str]]) -> None:
        self.site = f"site{next(_names):06}"
        self._engine, self._life, self._log = engine, life, log
        self._lines: list[str] = []
        self._start(LENGTHS[0], len(CAMERAS))

    def after(self, event: Event) -> View:
        """Let the event happen; return what is then seen."""
        if isinstance(event, Tallied):
            camera, counts = CAMERAS[event.camera], event.counts
            minute = int(event.at.timestamp() // 60)
            sequence = self._ledger.next_sequence(camera)
            outcomes = (counts.mask, counts.incorrect, counts.no_mask, counts.unknown)
            self._ledger.tally(camera, Tally(camera.number, sequence, minute, 60_000, *outcomes))
        elif isinstance(event, Worked):
            self._jobs.close_and_release(event.at + LATENESS)
            seen = self._seen()
            self._jobs.expire(event.at)
            return replace(seen, log=(*seen.log, *self._seen().log))
        else:
            self._start(event.length, event.cameras)
        return self._seen()

    def _seen(self) -> View:
        registry = CollectorRegistry()
        registry.register(self._metrics)
        log = (*self._lines, *self._log())
        self._lines.clear()
        return View(
            tuple(release._replace(site="") for release in self._store.releases()),
            self._view("compliance_hourly"),
            self._view("compliance_daily"),
            generate_latest(registry).decode().replace(self.site, ""),
            log,
            tuple(self._ledger.against_readiness()),
            tuple(self._answers()),
        )

    def _answers(self) -> Iterator[str]:
        """Yield what the API tells; the site's own name, which differs, is left out."""
        sources, request = self._sources, Request(_ASKED)
        for by in ("release", "weekday_hour"):
            asked = ComplianceAsked.model_validate({"by": by, "limit": 1000, "format": "json"})
            yield self._told(compliance(sources, asked, request))
        yield self._told(trends(sources, TrendAsked(), request))
        yield areas_told(sources, UTC_ZONE).model_dump_json().replace(self.site, "")
        yield str([camera_shape(state) for state in sources.cameras()])

    def _told(self, answer: Response) -> str:
        return bytes(answer.body).decode().replace(self.site, "")

    def _view(self, name: str) -> tuple[tuple[object, ...], ...]:
        columns = 'area, start, "end", mask, incorrect, no_mask, unknown, withheld, passages'
        query = text(f"SELECT {columns} FROM {name} WHERE site = :site")  # noqa: S608 - our names
        with self._engine.connect() as connection:
            return tuple(tuple(row) for row in connection.execute(query, {"site": self.site}))

    def _start(self, length: timedelta, cameras: int) -> None:
        used = CAMERAS[:cameras]
        self._store = Store(self._engine, "test", self.site, length)
        self._metrics = Metrics(self.site, CAMERAS, "1")
        life = self._life
        terms = Publishing(
            length,
            life.minimum_count,
            life.retention,
            ModelIdentity("detector@1", "classifier@1"),
            life.homogeneous_limit,
        )
        self._jobs = Jobs(self._store, areas_of(used), terms, self._tell)
        self._ledger = Ledger(self._store, self._jobs, self._metrics, used)
        self._metrics.set_totals(self._store.totals())
        store, config = self._store, Config(self.site, Database("", ""), CAMERAS, Path())
        self._sources = sources_of(config, MANIFEST, lambda: store, self._ledger.camera_states)

    def _tell(self, release: Release) -> None:
        self._metrics.set_totals(self._store.totals())
        self._lines.append(release_line(release))


def times_in(view: View) -> set[tuple[int, int]]:
    """Return minute and second of every time of day in what is told as text."""
    lines = [*view.log, *view.readiness, *view.answers, *map(str, (*view.hourly, *view.daily))]
    told = re.sub(r"[+-]\d\d:\d\d\b", "", "\n".join(lines))  # offsets are no times
    return {(int(m), int(s or 0)) for m, s in re.findall(r"\d\d:(\d\d)(?::(\d\d))?", told)}
