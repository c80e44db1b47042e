"""A PostgreSQL server that drops its clients in the middle of anything, or is off for a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import event

from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from tests.counts.databases import new_database, postgresql, rows_of
from tests.counts.test_store_shared import drop_every_connection

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
MODELS = ModelIdentity("detector@1", "classifier@1")
OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")


def counts_of(number: int) -> Counts:
    return Counts(mask=number % 5, no_mask=number % 3, unknown=1)


def insisting(act: Callable[[], object]) -> int:
    """Try again as the outbox and the scheduler do; return how often it failed."""
    for failures in range(20):
        try:
            act()
        except StoreError:
            continue
        return failures
    raise AssertionError("it never succeeds")


def work(store: Store, numbers: range) -> int:
    """Count, close and release, whatever fails meanwhile; return how often it did."""
    failures = 0
    for number in numbers:
        at = EIGHT + number * timedelta(minutes=7)
        for act in (
            lambda n=number, at=at: store.add("hall", "door", n, at, counts_of(n), 60_000),
            lambda at=at: store.close_buckets("hall", at, 1),
            lambda: store.release("hall", 10, MODELS),
        ):
            failures += insisting(act)
    return failures


def held(url: str) -> Counts:
    rows = [row for table in ("open_buckets", "pending", "releases") for row in rows_of(url, table)]
    return summed([Counts(*(int(str(row[each])) for each in OUTCOMES)) for row in rows])


@contextmanager
def cut_off(store: Store, server: str, url: str, every: int) -> Iterator[None]:
    """End all connections before each so many-th statement or commit."""
    numbers = count(1)

    def cut(*_: object) -> None:
        if next(numbers) % every == 0:
            drop_every_connection(server, url)

    hooks = ("before_cursor_execute", "commit")
    for hook in hooks:
        event.listen(store._engine, hook, cut)
    try:
        yield
    finally:
        for hook in hooks:
            event.remove(store._engine, hook, cut)


@pytest.mark.parametrize("every", [11, 13, 17])
def test_connections_that_end_between_any_two_statements_lose_and_double_nothing(
    server: str, every: int
) -> None:
    url = new_database(server)
    with open_store(url, "lyon") as store:
        with cut_off(store, server, url, every):
            assert work(store, range(30)) > 5
        assert work(store, range(30, 31)) == 0
        released = summed([release.counts for release in store.releases()])
        assert store.totals()[0].counts == released
        assert released.passages > 20
    assert held(url) == summed([counts_of(number) for number in range(31)])


def test_a_server_that_is_stopped_and_started_again_loses_nothing_that_was_taken() -> None:
    with postgresql() as server:
        url = new_database(server.address)
        with open_store(url, "lyon") as store:
            assert work(store, range(10)) == 0
            server.stop()
            for _ in range(3):
                with pytest.raises(StoreError) as caught:
                    store.add("hall", "door", 10, EIGHT, counts_of(10), 60_000)
            assert "Start PostgreSQL" in caught.value.hint
            server.start()
            assert work(store, range(10, 20)) == 0
        assert held(url) == summed([counts_of(number) for number in range(20)])
