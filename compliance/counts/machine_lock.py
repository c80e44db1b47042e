"""The promise that a site is counted by one daemon alone, or by several that know of each other.

Whoever counts alone holds the site's lock for itself, see `store_lock`; machines that share a
site hold the same lock together, and each a lock on its own name.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from compliance.counts.store_faults import told_plainly
from compliance.counts.store_lock import is_alive, key_of
from compliance.counts.terms import Terms, against_terms, read_terms, write_terms
from compliance.errors import StoreError

_WAIT = "3s"
"""Longest wait for another machine's turn: a stop must be done within five seconds."""
_SILENCE = "30s"
"""What a transaction may be silent for; one whose machine vanished holds up the others so long."""
_TIMED_OUT = "55P03"  # lock_not_available
# Else the server takes a machine whose power failed for alive for hours.
_KEEPALIVES = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5",
               "tcp_keepalives_count": "3", "lock_timeout": _WAIT}  # fmt: skip
_HINT = "Give each machine a `machine` of its own under [store], or stop the other daemon first."


@contextmanager
def held_together(
    engine: Engine, site: str, machine: str, label: str, terms: Terms
) -> Iterator["MachineLock"]:
    """Hold a site's lock together with other machines; StoreError when that cannot be had."""
    lock = MachineLock(engine, site, machine, label, terms)
    try:
        lock.hold()
        yield lock
    finally:
        lock.release()


class MachineLock:
    """Locks that live as long as one connection, and are taken again when that is lost."""

    def __init__(self, engine: Engine, site: str, machine: str, label: str, terms: Terms) -> None:
        self._engine, self._site, self._machine = engine, site, machine
        self._label, self._terms = label, terms
        self._connection: Connection | None = None
        self._is_alone = self._has_agreed = False

    def keep(self) -> None:
        """Make sure that the locks are held, and that the machines agree; else StoreError."""
        if self._connection is None or not is_alive(self._connection):
            self.hold()
        elif self._has_agreed:
            return
        try:
            self._agree()
        except StoreError:
            self.release()
            raise

    def hold(self) -> None:
        """Take the lock on the machine's name, and the site's: for itself while it is alone."""
        self.release()
        with told_plainly(self._label):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection = connection
            for setting, value in _KEEPALIVES.items():
                connection.execute(text(f"SET {setting} = '{value}'"))
            is_only_one = _tries(connection, key_of("machine", self._site, self._machine))
            self._is_alone = _tries(connection, key_of(self._site))
            if is_only_one and (self._is_alone or self._joins(connection)):
                return
        self.release()
        who = "counts it alone" if is_only_one else f'is its machine "{self._machine}"'
        raise StoreError(
            f"another daemon writes site {self._site} to {self._label} and {who}", _HINT
        )

    def release(self) -> None:
        """Let go of the locks."""
        self._has_agreed = False
        if self._connection:
            self._connection.invalidate()  # not back to the pool, where it would keep the locks
            self._connection.close()
            self._connection = None

    def take_turn(self, connection: Connection) -> None:
        """Wait until no other machine writes the site; the turn ends with the transaction."""
        for setting, value in (
            ("lock_timeout", _WAIT),
            ("idle_in_transaction_session_timeout", _SILENCE),
        ):
            connection.execute(text(f"SET LOCAL {setting} = '{value}'"))
        connection.execute(select(func.pg_advisory_xact_lock(key_of("turn", self._site))))

    def _joins(self, connection: Connection) -> bool:
        """Take the site's lock together with others; False when one holds it for itself."""
        try:
            connection.execute(select(func.pg_advisory_lock_shared(key_of(self._site))))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != _TIMED_OUT:
                raise
            return False
        return True

    def _agree(self) -> None:
        """Write down what holds for the site, alone, or compare it with what others have."""
        connection = self._connection
        if connection is None:
            return
        with told_plainly(self._label):
            if self._is_alone:
                with self._engine.begin() as writer:
                    write_terms(writer, self._site, self._terms)
                self._joins(connection)
                connection.execute(select(func.pg_advisory_unlock(key_of(self._site))))
                self._is_alone = False
            differences = against_terms(self._terms, read_terms(connection, self._site))
        if differences:
            raise StoreError(
                f"the machines of site {self._site} do not agree: {'; '.join(differences)}",
                "Give all of them the same; to change it, stop them all, and start them again.",
            )
        self._has_agreed = True


def _tries(connection: Connection, key: int) -> bool:
    """Take a lock for the connection alone, if it is free; say whether it was."""
    return bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
