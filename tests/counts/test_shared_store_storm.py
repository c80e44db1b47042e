"""Machines that write at the same time, while the server drops their connections."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event, Thread

import psycopg
import pytest

from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import Release
from compliance.counts.shared_store import SharedStore
from compliance.errors import ElsewhereError, StoreError
from tests.counts.databases import new_database, rows_of
from tests.counts.machines import EIGHT, MINUTE, MODELS, lapse, machine
from tests.counts.test_store_shared import drop_every_connection

NAMES, CAMERAS = ("left", "right", "third"), ("door", "gate")
OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")
ROUNDS = 60

pytestmark = pytest.mark.timeout(300)


@dataclass
class Daemon:
    """A machine's daemon: it wants every camera, counts what it has, and closes and releases."""

    store: SharedStore
    begun: Event
    passed: list[Counts] = field(default_factory=list)
    lost: list[Counts] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    """Of the next tally of each camera it believes to have."""
    faults: list[BaseException] = field(default_factory=list)

    def run(self) -> None:
        try:
            self.begun.wait()
            for minute in range(ROUNDS):
                for camera in CAMERAS:
                    self.insist(self.count, camera, minute)
                self.insist(self.close, minute)
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is the test's
            self.faults.append(fault)

    def insist(self, act: object, *what: object) -> None:
        """Try again as the outbox and the scheduler do."""
        assert callable(act)
        for _ in range(100):
            try:
                act(*what)
            except StoreError:
                continue
            return
        raise AssertionError("it never succeeds")

    def count(self, camera: str, minute: int) -> None:
        if camera not in self.number:
            try:
                self.store.claim("hall", camera)
            except ElsewhereError:
                return
            self.number[camera] = self.store.next_sequence(camera)
        counts = Counts(minute % 4, minute % 3, minute % 2, 1)
        at = EIGHT + 5 * minute * MINUTE
        self.passed.append(counts)
        try:
            self.insist(self.store.add, "hall", camera, self.number[camera], at, counts, 60_000)
            self.number[camera] += 1
        except ElsewhereError:
            self.lost.append(counts)
            del self.number[camera]

    def close(self, minute: int) -> None:
        self.store.close_buckets("hall", EIGHT + 5 * minute * MINUTE, 2)
        self.store.release("hall", 10, MODELS)


@pytest.fixture
def url(server: str) -> str:
    return new_database(server)


@pytest.fixture
def daemons(url: str) -> Iterator[list[Daemon]]:
    begun = Event()
    with ExitStack() as held:
        stores = [held.enter_context(machine(url, name)) for name in NAMES]
        yield [Daemon(each, begun) for each in stores]


def test_machines_at_once_lose_and_double_nothing_while_connections_and_leases_end(
    server: str, url: str, daemons: list[Daemon]
) -> None:
    threads = [Thread(target=daemon.run) for daemon in daemons]
    for thread in threads:
        thread.start()
    daemons[0].begun.set()
    drops = 0
    while any(thread.is_alive() for thread in threads):
        threads[0].join(0.3)
        drop_every_connection(server, url)
        with psycopg.connect(url) as connection:
            [holders] = connection.execute(  # type: ignore[misc]
                "SELECT count(*) - count(DISTINCT camera) FROM leases"
            ).fetchone()
        assert holders == 0
        lapse(url, CAMERAS[drops % 2])
        drops += 1
    assert [daemon.faults for daemon in daemons] == [[], [], []]
    assert drops > 3
    rows = [row for name in ("open_buckets", "pending") for row in rows_of(url, name)]
    held = [Counts(*(int(str(row[each])) for each in OUTCOMES)) for row in rows]
    released: list[Release] = daemons[0].store.releases()
    assert released
    assert all(release.counts.passages >= 10 for release in released)
    published = summed([release.counts for release in released])
    assert daemons[1].store.totals()[0].counts == published
    passed = summed([counts for daemon in daemons for counts in daemon.passed])
    lost = [counts for daemon in daemons for counts in daemon.lost]
    assert summed([published, *held, *lost]) == passed
