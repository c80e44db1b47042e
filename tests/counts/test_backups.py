"""Backups: whole, private, without what may not be published; and what a damaged database gets."""

import logging
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from compliance.counts.backups import back_up, backups, forget, rotate, verify
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.recovery import damage_of, recover, restore
from compliance.counts.store import Store, open_store
from compliance.counts.store_lock import held_file
from compliance.errors import StoreError
from tests.counts.databases import sqlite_url

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MODELS = ModelIdentity("detector@1", "classifier@1")


def count_hour(store: Store, hour: int, masked: int = 50, area: str = "hall") -> None:
    start = EIGHT + hour * HOUR
    store.add(area, "door", store.next_sequence("door"), start, Counts(mask=masked, no_mask=1), 9)
    store.close_buckets(area, start + HOUR, 1)
    store.release(area, 10, MODELS)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A site with three published hours, a pending one of three people, and an open one."""
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for hour in range(3):
            count_hour(store, hour)
        count_hour(store, 3, masked=2)
        store.add("hall", "door", 4, EIGHT + 4 * HOUR, Counts(mask=3), 9)
    return tmp_path / "compliance.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


def test_a_backup_holds_what_was_published_and_what_goes_on(database: Path, folder: Path) -> None:
    backup = back_up(database, folder, NOON)
    for table in ("releases", "totals", "cameras", "areas", "alembic_version"):
        assert rows(backup.path, table) == rows(database, table)
    assert rows(backup.path, "compliance_hourly") == rows(database, "compliance_hourly")


def test_a_backup_holds_no_raw_count_of_a_few(database: Path, folder: Path) -> None:
    backup = back_up(database, folder, NOON)
    assert rows(database, "pending")
    assert rows(database, "open_buckets")
    assert rows(backup.path, "pending") == rows(backup.path, "open_buckets") == []


def test_a_backup_is_one_file_for_its_owner_alone(database: Path, folder: Path) -> None:
    backup = back_up(database, folder, NOON)
    assert names(folder) == [backup.path.name] == ["compliance.db.20260105T120000Z"]
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_the_service(database: Path, folder: Path) -> None:
    os.chown(database.parent, 1234, 1234)
    backup = back_up(database, folder, NOON)
    (database.parent / f"{database.name}.lock").unlink()
    with held_file(database):
        restore(database, backup.path, NOON)
    made = [folder, backup.path, database, database.with_name(f"{database.name}.lock")]
    assert {(path.stat().st_uid, path.stat().st_gid) for path in made} == {(1234, 1234)}


def test_a_backup_made_while_the_daemon_writes_is_of_one_moment(tmp_path: Path) -> None:
    stop, folder = Event(), tmp_path / "backups"
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        count_hour(store, 0)

        def write() -> None:
            hour = 1
            while not stop.is_set():
                count_hour(store, hour)
                hour += 1

        writer = Thread(target=write)
        writer.start()
        try:
            made = [back_up(tmp_path / "compliance.db", folder, NOON + n * HOUR) for n in range(5)]
        finally:
            stop.set()
            writer.join()
    for backup in made:
        [(_, _, masked, *_)] = rows(backup.path, "totals")
        assert masked == sum(row[4] for row in rows(backup.path, "releases"))


def test_only_the_newest_are_kept(database: Path, folder: Path) -> None:
    for hour in range(5):
        back_up(database, folder, NOON + hour * HOUR)
    rotate(database, folder, keep=2)
    assert [one.made for one in backups(database, folder)] == [NOON + 4 * HOUR, NOON + 3 * HOUR]


def test_other_files_in_the_folder_are_left_alone(database: Path, folder: Path) -> None:
    back_up(database, folder, NOON)
    for name in ("notes.txt", "compliance.db.old", "other.db.20260105T120000Z"):
        (folder / name).write_text("mine")
    rotate(database, folder, keep=0)
    assert len(names(folder)) == 3


def test_what_expired_is_gone_from_every_byte_of_every_backup(tmp_path: Path) -> None:
    folder, database = tmp_path / "backups", tmp_path / "compliance.db"
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for hour in range(40):
            start = EIGHT + hour * HOUR
            store.add("hall", "door", hour, start, Counts(50, 1, 1), 9)
            store.close_buckets("hall", start + HOUR, 1)
            store.release("hall", 10, ModelIdentity(f"planted-{hour:02}@1", "classifier@1"))
    backup = back_up(database, folder, NOON)
    assert b"planted-19" in backup.path.read_bytes()
    assert forget(database, folder, EIGHT + 20 * HOUR) == 20
    content = backup.path.read_bytes()
    assert not [hour for hour in range(20) if f"planted-{hour:02}".encode() in content]
    assert all(f"planted-{hour:02}".encode() in content for hour in range(20, 40))
    assert names(folder) == [backup.path.name]
    assert forget(database, folder, EIGHT + 20 * HOUR) == 0


def test_a_backup_that_cannot_be_written_leaves_nothing(database: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError) as caught:
        back_up(database, tmp_path / "file", NOON)
    assert caught.value.hint


def test_a_damaged_source_makes_no_backup(database: Path, folder: Path) -> None:
    spoil(database)
    with pytest.raises(StoreError):
        back_up(database, folder, NOON)
    assert backups(database, folder) == []
    assert list(folder.glob("*.part")) == []


@pytest.mark.parametrize("content", [b"", b"dear diary\n" * 900])
def test_what_is_no_backup_does_not_verify(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(StoreError):
        verify(tmp_path / "other")


def spoil(path: Path) -> None:
    """Overwrite all but the first page, as a failing disk might."""
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)


def test_a_whole_database_is_left_alone(database: Path, folder: Path) -> None:
    back_up(database, folder, NOON)
    before = database.read_bytes()
    assert damage_of(database) == ""
    recover(database, folder, NOON)
    assert database.read_bytes() == before


def test_a_damaged_database_is_replaced_by_the_newest_good_backup_loudly(
    database: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = back_up(database, folder, NOON)
    spoil(back_up(database, folder, NOON + HOUR).path)
    published = rows(database, "releases")
    spoil(database)
    recover(database, folder, NOON + 2 * HOUR)
    assert rows(database, "releases") == published
    assert database.with_name("compliance.db.damaged-20260105T140000Z").exists()
    assert f"restored from the backup of {good.made:%Y-%m-%d %H:%M} UTC" in caplog.text
    assert caplog.records[-1].levelno == logging.CRITICAL


def test_without_a_good_backup_a_damaged_database_is_refused_and_not_touched(
    database: Path, folder: Path
) -> None:
    spoil(database)
    before = database.read_bytes()
    with pytest.raises(StoreError, match="no good backup"):
        recover(database, folder, NOON)
    assert database.read_bytes() == before


def test_a_database_yet_to_be_made_needs_no_recovery(tmp_path: Path) -> None:
    recover(tmp_path / "compliance.db", tmp_path / "backups", NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_restored_site_goes_on_and_never_publishes_twice(database: Path, folder: Path) -> None:
    backup = back_up(database, folder, NOON)
    url = f"sqlite:///{database}"
    with open_store(url, "lyon") as store:
        count_hour(store, 5)
        before = store.releases()
    aside = restore(database, backup.path, NOON + HOUR)
    assert aside is not None
    assert len(rows(aside, "releases")) == len(before)
    with open_store(url, "lyon") as store:
        assert store.releases() == before[:3]
        count_hour(store, 6)
        ends = [release.end for release in store.releases()]
        starts = [release.start for release in store.releases()]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
