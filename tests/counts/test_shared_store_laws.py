"""Laws of machines that share a site, over random histories of power cuts and take-overs.

Every machine has real connections to a real PostgreSQL. Whatever happens: what passed is published,
open, pending or stated as lost; no row is of too few; none comes twice; a lease has one holder.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import Release
from compliance.errors import ElsewhereError
from tests.counts.databases import new_database, rows_of
from tests.counts.machines import EIGHT, HOUR, MINUTE, MODELS, Power, lapse

MACHINES = ("left", "right")
CAMERAS = {"door": "hall", "gate": "hall", "lift": "yard"}
"""Every machine is configured with every camera."""
MINIMUM = 10
NUMBERS = count()
OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")


@pytest.fixture(scope="module")
def url(server: str) -> str:
    """One database for all histories: each is of a site of its own."""
    return new_database(server)


Step = tuple[str, str, str, Counts]
_few = st.integers(0, 6)
_steps = st.tuples(
    st.sampled_from(
        ["counts", "counts", "delivers", "closes", "takes over", "fails", "starts", "stops"]
    ),
    st.sampled_from(MACHINES),
    st.sampled_from(list(CAMERAS)),
    st.builds(Counts, _few, _few, _few, _few),
)  # fmt: skip


@dataclass
class Site:
    """A model of a site's daemons: what they hold in memory, and what is known of the truth."""

    power: Power
    url: str
    name: str
    now: datetime = EIGHT
    passed: list[Counts] = field(default_factory=list)
    taken: set[tuple[str, datetime]] = field(default_factory=set)
    """Each camera's minutes that the database took: who passed in one is counted once."""
    lost: list[Counts] = field(default_factory=list)
    released: list[Release] = field(default_factory=list)
    outboxes: dict[tuple[str, str], list[tuple[int, datetime, Counts]]] = field(
        default_factory=dict
    )
    """Of each machine's camera that it believes to have: the tallies it has not delivered."""
    next_number: dict[tuple[str, str], int] = field(default_factory=dict)

    def counts(self, counts: Counts) -> None:
        """A minute passes; every machine counts it that believes to have a camera."""
        self.now += 7 * MINUTE
        for key, waiting in self.outboxes.items():
            waiting.append((self.next_number[key], self.now, counts))
            self.next_number[key] += 1
            self.passed.append(counts)

    def takes_over(self, machine: str, camera: str) -> None:
        """A lease lapses, because its machine is cut off, and another takes the camera."""
        lapse(self.url, camera, self.name)
        self.claims(machine, camera)

    def claims(self, machine: str, camera: str) -> None:
        if machine not in self.power.stores or (machine, camera) in self.outboxes:
            return
        store = self.power.stores[machine]
        try:
            store.claim(CAMERAS[camera], camera)
        except ElsewhereError:
            return
        self.outboxes[machine, camera] = []
        self.next_number[machine, camera] = store.next_sequence(camera)

    def delivers(self, machine: str, camera: str) -> None:
        """As the outbox does: in order, and all is dropped when another machine has the camera."""
        waiting = self.outboxes.get((machine, camera), [])
        while waiting:
            number, at, counts = waiting[0]
            try:
                is_new = self.power.stores[machine].add(
                    CAMERAS[camera], camera, number, at, counts, 60_000
                )
            except ElsewhereError:
                self.lost += [counts for _, _, counts in waiting]
                del self.outboxes[machine, camera]
                return
            assert is_new
            assert (camera, at) not in self.taken
            self.taken.add((camera, at))
            waiting.pop(0)

    def closes(self, machine: str) -> None:
        """As the job does each minute."""
        if machine not in self.power.stores:
            return
        store = self.power.stores[machine]
        roster = store.roster(list(CAMERAS))
        for area in store.areas():
            self.released += store.release(area, MINIMUM, MODELS)
            for end in sorted({*store.open_ends(area), self.now}):
                if end <= self.now:
                    store.close_buckets(area, end, roster.get(area, 1))
                    self.released += store.release(area, MINIMUM, MODELS)

    def fails(self, machine: str) -> None:
        if machine in self.power.stores:
            self.power.fails(machine)
            self._forget(machine)

    def stops(self, machine: str) -> None:
        if machine in self.power.stores:
            for camera in CAMERAS:
                self.delivers(machine, camera)
            self.power.off(machine)
            self._forget(machine)

    def starts(self, machine: str) -> None:
        """A machine begins, or as its posts do, asks again for the cameras it has not."""
        if machine not in self.power.stores:
            self.power.on(machine)
        for camera in CAMERAS:
            self.claims(machine, camera)

    def _forget(self, machine: str) -> None:
        for key in [key for key in self.outboxes if key[0] == machine]:
            self.lost += [counts for _, _, counts in self.outboxes.pop(key)]

    def take(self, step: Step) -> None:
        what, machine, camera, counts = step
        match what:
            case "counts":
                self.counts(counts)
            case "delivers":
                self.delivers(machine, camera)
            case "takes over":
                self.takes_over(machine, camera)
            case "closes":
                self.closes(machine)
            case "fails":
                self.fails(machine)
            case "stops":
                self.stops(machine)
            case "starts":
                self.starts(machine)

    @property
    def held(self) -> list[Counts]:
        """What the database has that is not released."""
        rows = [row for table in ("open_buckets", "pending") for row in self.rows(table)]
        return [Counts(*(int(str(row[each])) for each in OUTCOMES)) for row in rows]

    def rows(self, table: str) -> list[dict[str, object]]:
        return [row for row in rows_of(self.url, table) if row["site"] == self.name]

    @property
    def waiting(self) -> list[Counts]:
        return [counts for waiting in self.outboxes.values() for _, _, counts in waiting]


def check(site: Site) -> None:
    published = [release.counts for release in site.released]
    everywhere = [*published, *site.held, *site.waiting, *site.lost]
    assert summed(everywhere) == summed(site.passed)
    assert all(release.counts.passages >= MINIMUM for release in site.released)
    for area in set(CAMERAS.values()):
        rows = sorted((r for r in site.released if r.area == area), key=lambda r: r.start)
        assert all(earlier.end <= later.start for earlier, later in pairwise(rows))
    leases = site.rows("leases")
    assert len({row["camera"] for row in leases}) == len(leases)


@pytest.mark.timeout(300)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(_steps, min_size=10, max_size=60))
def test_every_passage_is_published_once_or_held_or_stated_as_lost(
    url: str, steps: list[Step]
) -> None:
    name = f"site{next(NUMBERS)}"
    power = Power(url, name)
    site = Site(power, url, name)
    try:
        for machine in MACHINES:
            site.starts(machine)
        for step in steps:
            site.take(step)
        check(site)
        for machine in MACHINES:  # all that is left comes in, and is closed
            site.starts(machine)
            for camera in CAMERAS:
                site.delivers(machine, camera)
        lapse(url, site=name)
        site.now += 3 * HOUR
        site.closes("left")
        check(site)
        assert sorted(site.released, key=_key) == sorted(power.stores["left"].releases(), key=_key)
        told = {total.area: total.counts for total in power.stores["right"].totals()}
        for area, counts in told.items():
            assert counts == summed([r.counts for r in site.released if r.area == area])
    finally:
        power.all_off()


def _key(release: Release) -> tuple[str, datetime]:
    return release.area, release.start
