"""What a SQLite store promises of its files: private and forgetful."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.rows import write_release
from compliance.counts.store import Store, open_store
from tests.counts.databases import sqlite_url

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def release_hour(store: Store, hour: int) -> None:
    start = EIGHT + hour * HOUR
    store.add("hall", "door", store.next_sequence("door"), start, Counts(mask=50), 60_000)
    store.close_buckets("hall", start + HOUR, 1)
    store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))


def test_only_the_owner_may_read_any_of_its_files(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(sqlite_url(tmp_path), "lyon") as store:
            release_hour(store, 0)
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    names = ("compliance.db", "compliance.db-wal", "compliance.db-shm", "compliance.db.lock")
    assert modes == dict.fromkeys(names, 0o600)


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon"):
        pass
    (tmp_path / "compliance.db").chmod(0o644)
    with open_store(sqlite_url(tmp_path), "lyon"):
        assert (tmp_path / "compliance.db").stat().st_mode & 0o777 == 0o600


def test_every_connection_keeps_the_promises(tmp_path: Path) -> None:
    pragmas = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }
    with open_store(sqlite_url(tmp_path), "lyon") as store, store._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas
        }
        strict = connection.exec_driver_sql(
            "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        ).all()
    assert found == pragmas
    ours = {name for name, _ in strict if not name.startswith(("sqlite_", "alembic_"))}
    assert {name for name, is_strict in strict if is_strict} == ours


ALLOWED_COLUMNS = {
    "site", "area", "camera", "last_sequence", "closed_until", "start", "end",
    "mask", "incorrect", "no_mask", "unknown", "withheld",
    "observed_ms", "observed_seconds", "expected_seconds", "detector", "classifier",
    "sure_1", "sure_2", "sure_3", "sure_4", "sure_5", "sure_6",
    "releases", "seen_mask", "seen_incorrect", "seen_no_mask",
    "noise_epsilon", "noise_variance",
    "machine", "expires", "handed_in", "name", "value",
}  # fmt: skip


def test_the_database_holds_only_listed_columns(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store, store._engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT p.name FROM sqlite_master m, pragma_table_info(m.name) p "
            "WHERE m.type = 'table' AND m.name <> 'alembic_version'"
        ).scalars()
        assert set(found) == ALLOWED_COLUMNS


def test_no_time_in_the_files_is_finer_than_a_bucket(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for minute in range(150):
            at = EIGHT + timedelta(minutes=minute)
            store.add("hall", "door", minute, at, Counts(mask=1), 60_000)
        store.close_buckets("hall", EIGHT + HOUR, 1)
        store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))
        found = re.findall(rb"20\d\d-\d\d-\d\dT\d\d:(\d\d:\d\d)Z", contents(tmp_path))
    assert len(found) > 3
    assert set(found) == {b"00:00"}


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def plant(store: Store, area: str, hour: int) -> str:
    """Write a release with a sign in it that stands nowhere else; return the sign."""
    start = EIGHT + hour * HOUR
    sign = f"planted-{area}-{hour:04}@{'1' * (hour * 37 % 250)}"
    models = ModelIdentity(sign, "classifier@1")
    with store._writing() as connection:
        write_release(
            connection, Release("lyon", area, start, start + HOUR, Counts(50), 1, 1, models)
        )
    return sign.split("@", 1)[0]


def test_what_expired_is_gone_from_every_byte(tmp_path: Path) -> None:
    areas = ("hall", "yard", "gate")
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for number, area in enumerate(areas):
            store.add(area, "door", number, EIGHT, Counts(), 0)
        planted = {(hour, area): plant(store, area, hour) for hour in range(150) for area in areas}
        held = contents(tmp_path)
        assert all(sign.encode() in held for sign in planted.values())
        for kept_from in (1, 70, 71, 149):
            store.expire(EIGHT + kept_from * HOUR)
            assert store.truncate_wal()
            held = contents(tmp_path)
            found = {key for key, sign in planted.items() if sign.encode() in held}
            assert found == {(hour, area) for hour, area in planted if hour >= kept_from}
        assert (tmp_path / "compliance.db-wal").stat().st_size == 0


def test_raw_counts_of_a_released_interval_are_gone_from_every_byte(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for minute in range(60):
            at = EIGHT + timedelta(minutes=minute)
            store.add("hall", "door", minute, at, Counts(mask=4_000_037), 60_000)
        store.close_buckets("hall", EIGHT + HOUR, 1)
        store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))
        assert store.truncate_wal()
        held = contents(tmp_path)
    # SQLite writes a whole number of this size as four bytes, big-endian.
    partial = [(4_000_037 * minute).to_bytes(4) for minute in range(10, 60)]
    assert (4_000_037 * 60).to_bytes(4) in held
    assert [sums for sums in partial if sums in held] == []
