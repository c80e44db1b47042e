"""When backups are made, and that they forget as the database does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compliance.counts.backup_job import BackupJob
from compliance.counts.backups import BackupTerms, backups
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import open_store
from tests.counts.databases import sqlite_url

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        store.add("hall", "door", 0, EIGHT, Counts(50, 1), 9)
        store.close_buckets("hall", EIGHT + HOUR, 1)
        store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))
    return tmp_path / "compliance.db"


def job(database: Path, hours: int = 24, keep: int = 3) -> BackupJob:
    terms = BackupTerms(database.parent / "backups", timedelta(hours=hours), keep)
    return BackupJob(database, terms, timedelta(days=400))


def test_the_next_is_made_when_the_newest_is_old_enough(database: Path) -> None:
    work = job(database)
    assert work.back_up(EIGHT)
    assert not work.back_up(EIGHT + 23 * HOUR)
    assert work.back_up(EIGHT + 24 * HOUR)


def test_a_clock_set_back_makes_none_in_a_hurry(database: Path) -> None:
    work = job(database)
    assert work.back_up(EIGHT)
    assert not work.back_up(EIGHT - 5 * HOUR)


def test_nought_hours_make_none(database: Path) -> None:
    assert not job(database, hours=0).back_up(EIGHT)


def test_no_more_are_kept_than_configured(database: Path) -> None:
    work = job(database, keep=3)
    for day in range(6):
        work.back_up(EIGHT + day * 24 * HOUR)
    kept = backups(database, database.parent / "backups")
    assert [one.made.day for one in kept] == [10, 9, 8]


def test_backups_forget_with_the_retention(database: Path) -> None:
    work = job(database)
    work.back_up(EIGHT)
    assert work.forget(EIGHT + timedelta(days=399)) == 0
    assert work.forget(EIGHT + timedelta(days=402)) == 1
