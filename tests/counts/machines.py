"""Machines that share a site, for tests: each with a real connection, and power that may fail."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import psycopg

from compliance.counts.disclosure import ModelIdentity
from compliance.counts.shared_store import SharedStore, open_shared_store
from compliance.counts.terms import Terms

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
TERMS = {"publish.bucket_minutes": "60", "publish.minimum_count": "10"}


@contextmanager
def machine(url: str, name: str, terms: Terms = TERMS, site: str = "lyon") -> Iterator[SharedStore]:
    """Open the store of one of a site's machines."""
    with open_shared_store(url, site, name, terms, bucket=HOUR) as store:
        yield store


class Power:
    """Machines that can be switched on, and off without a last word."""

    def __init__(self, url: str, site: str = "lyon") -> None:
        self._url, self._site = url, site
        self._held: dict[str, ExitStack] = {}
        self.stores: dict[str, SharedStore] = {}

    def on(self, name: str) -> SharedStore:
        self._held[name] = held = ExitStack()
        self.stores[name] = held.enter_context(machine(self._url, name, site=self._site))
        return self.stores[name]

    def fails(self, name: str) -> None:
        """End a machine: the server sees its connections go, and its leases stay."""
        store = self.stores.pop(name)
        store.let_lapse = lambda: None  # type: ignore[method-assign]
        self._held.pop(name).close()

    def off(self, name: str) -> None:
        """Stop a machine in peace."""
        del self.stores[name]
        self._held.pop(name).close()

    def all_off(self) -> None:
        for name in list(self.stores):
            self.off(name)


def lapse(url: str, camera: str = "%", site: str = "%") -> None:
    """Let the time of leases pass: of one camera, or of all."""
    query = b"UPDATE leases SET expires = clock_timestamp() - interval '1 second'"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(query + b" WHERE camera LIKE %s AND site LIKE %s", [camera, site])
