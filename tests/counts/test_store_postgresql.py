"""What is deleted on PostgreSQL is gone from its files once the statements in the example ran."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import Store, open_store
from tests.counts.databases import new_database

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
EXAMPLE = Path(__file__).parents[2] / "config" / "site.example.toml"


def documented() -> str:
    """Return the statement the example names."""
    [found] = re.findall(r"^#   (VACUUM FULL .*;)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    return str(found)


def table_bytes(url: str) -> bytes:
    """Return everything in the database's own folder on the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
    assert row
    folder = Path(row[0]) / "base" / str(row[1])
    return b"".join(path.read_bytes() for path in folder.iterdir())


def release(store: Store, hour: int, sign: str) -> None:
    start = EIGHT + hour * HOUR
    store.add("hall", "door", store.next_sequence("door"), start, Counts(mask=50), 60_000)
    store.close_buckets("hall", start + HOUR, 1)
    store.release("hall", 10, ModelIdentity(sign, "classifier@1"))


def test_what_expired_is_gone_after_the_documented_statement(server: str) -> None:
    url = new_database(server)
    with open_store(url, "lyon") as store:
        for hour in range(20):
            release(store, hour, f"planted-{hour:03}@1")
        assert b"planted-003" in table_bytes(url)
        assert store.expire(EIGHT + 10 * HOUR) == 10
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(documented().encode())
        held = table_bytes(url)
        left = [hour for hour in range(20) if f"planted-{hour:03}".encode() in held]
        assert left == list(range(10, 20))
        release(store, 20, "planted-020@1")


def test_raw_counts_are_gone_after_the_documented_statement(server: str) -> None:
    url = new_database(server)
    partial = [(7_654_321 * minute).to_bytes(8, "little") for minute in range(1, 60)]
    with open_store(url, "lyon") as store:
        for minute in range(60):
            at = EIGHT + timedelta(minutes=minute)
            store.add("hall", "door", minute, at, Counts(mask=7_654_321), 60_000)
        assert any(sums in table_bytes(url) for sums in partial)
        store.close_buckets("hall", EIGHT + HOUR, 1)
        store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(documented().encode())
        held = table_bytes(url)
    assert (7_654_321 * 60).to_bytes(8, "little") in held
    assert [sums for sums in partial if sums in held] == []
