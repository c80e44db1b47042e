"""What a store does that only a server can: serve several sites, lose its connections, be off."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.reader import open_reader
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from tests.counts.databases import new_database

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")


def see(store: Store, at: datetime, masked: int) -> bool:
    number = store.next_sequence("door")
    return store.add("hall", "door", number, at, Counts(mask=masked, unknown=1), 60_000)


def test_sites_share_a_postgresql_database_without_seeing_each_other(server: str) -> None:
    url = new_database(server)
    with open_store(url, "lyon") as lyon, open_store(url, "turin") as turin:
        see(lyon, EIGHT, 50)
        see(turin, EIGHT, 30)
        for store in (lyon, turin):
            store.close_buckets("hall", EIGHT + HOUR, 1)
            store.release("hall", 10, MODELS)
        assert [release.counts.mask for release in lyon.releases()] == [50]
        with open_reader(url) as reader:
            assert [release.site for release in reader.releases()] == ["lyon", "turin"]


def drop_every_connection(server: str, url: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [url.rpartition("/")[2]],
        )


def test_a_lost_connection_loses_neither_tallies_nor_the_lock(server: str) -> None:
    url = new_database(server)
    with open_store(url, "lyon") as store:
        see(store, EIGHT, 9)
        drop_every_connection(server, url)
        see(store, EIGHT, 9)
        with pytest.raises(StoreError, match="another daemon"), open_store(url, "lyon"):
            pass
        store.close_buckets("hall", EIGHT + HOUR, 1)
        [release] = store.release("hall", 10, MODELS)
    assert release.counts == Counts(mask=18, unknown=2)


def test_a_daemon_that_lost_its_lock_to_another_writes_no_more(server: str) -> None:
    url = new_database(server)
    with open_store(url, "lyon") as first:
        drop_every_connection(server, url)
        with open_store(url, "lyon"), pytest.raises(StoreError, match="another daemon"):
            see(first, EIGHT, 9)
        assert see(first, EIGHT, 9)


def test_a_postgresql_server_that_is_off_is_told_plainly() -> None:
    with (
        pytest.raises(StoreError, match="refused") as caught,
        open_store("postgresql://someone:secret@127.0.0.1:1/x", "lyon"),
    ):
        pass
    assert "secret" not in str(caught.value)
