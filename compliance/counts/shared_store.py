"""The store of a site that several machines count, each with some of its cameras.

Open buckets and pending counts are the area's, whoever counted, so the minimum holds for the area
and not for a machine. Every transaction waits its turn by a lock of the site, so it sees all that
others wrote and what one releases is gone for the others: a release happens once. A bucket is
closed when all that hold a lease in its area have handed it in; see `leases`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from compliance.counts import leases
from compliance.counts import migrate as migrations
from compliance.counts.buckets import bucket_start
from compliance.counts.engine import connected, label
from compliance.counts.machine_lock import MachineLock, held_together
from compliance.counts.store import Store
from compliance.counts.terms import Terms
from compliance.errors import ElsewhereError, StoreError


@contextmanager
def open_shared_store(
    url: str, site: str, machine: str, terms: Terms, *, bucket: timedelta
) -> Iterator["SharedStore"]:
    """Open a site's store for one of its machines, made or brought to this version first.

    Raises StoreError when a daemon counts the site alone, another has the machine's name, or the
    machines that are at work have other terms. At the end the machine's cameras are left to
    others.
    """
    name = label(url)
    with ExitStack() as held:
        engine = held.enter_context(connected(url))
        lock = held.enter_context(held_together(engine, site, machine, name, terms))
        migrations.upgrade(engine, name)
        migrations.require_current(engine, name)
        lock.keep()
        store = SharedStore(engine, name, site, bucket, machine, lock)
        try:
            yield store
        finally:
            with suppress(StoreError):  # they lapse by themselves
                store.let_lapse()


class SharedStore(Store):
    """One machine's part of a site's counts."""

    def __init__(
        self,
        engine: Engine,
        label: str,
        site: str,
        bucket: timedelta,
        machine: str,
        lock: MachineLock,
    ) -> None:
        super().__init__(engine, label, site, bucket, lock.keep)
        self._machine = machine
        self._take_turn: Callable[[Connection], None] = lock.take_turn

    def claim(self, area: str, camera: str) -> None:
        """Take a camera's lease, before its tallies are numbered; ElsewhereError: another has it.

        Until it has handed in a tally, its area's buckets stay open.
        """
        with self._writing() as connection:
            holder = leases.take(connection, self._site, camera, area, self._machine)
        if holder != self._machine:
            raise ElsewhereError(f"machine {holder} counts it")

    def roster(self, configured: Collection[str]) -> dict[str, int]:
        """Return how many cameras each area has, over all machines.

        A camera that lapsed and is not `configured` here any more is given up first.
        """
        with self._writing() as connection:
            leases.forget(connection, self._site, self._machine, configured)
            return leases.roster(connection, self._site)

    def let_lapse(self) -> None:
        """Leave the machine's cameras to whoever else is configured with them."""
        with self._writing() as connection:
            leases.let_lapse(connection, self._site, self._machine)

    def _admit(self, connection: Connection, camera: str, at: datetime) -> None:
        """Renew the camera's lease; ElsewhereError when another machine took it meanwhile."""
        handed_in = bucket_start(at, self._bucket)
        if not leases.renew(connection, self._site, camera, self._machine, handed_in):
            raise ElsewhereError("another machine took it over")

    def _handed_in(self, connection: Connection, area: str, until: datetime) -> datetime:
        reached = leases.handed_in(connection, self._site, area)
        return until if reached is None else min(until, bucket_start(reached, self._bucket))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Yield a connection in one transaction; the site's machines take turns."""
        with super()._writing() as connection:
            self._take_turn(connection)
            yield connection
