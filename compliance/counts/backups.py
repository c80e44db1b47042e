"""Backups of a SQLite database: made while the daemon writes, verified, few, and as private.

A backup holds what was published and what the site needs to go on, and no open or pending counts:
those may be of fewer people than may be published, and would outlive their release in it. What a
restored database has lost is therefore whatever was not released when the backup was made, and
everything since; coverage says so.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compliance.counts.ownership import give_to_owner_of
from compliance.counts.store_faults import missing, told_plainly
from compliance.errors import StoreError

_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
_STAMP = "%Y%m%dT%H%M%SZ"
_NOT_KEPT = ("open_buckets", "pending")
_KEPT = {"releases": '"end" > :after'}
_ENDS = "%Y-%m-%dT%H:%M:%SZ"  # as the database holds times
_EVERYTHING = "0"  # sorts before every time


@dataclass(frozen=True, slots=True)
class BackupTerms:
    """Where backups are kept, how often one is made, and how many there are."""

    folder: Path
    every: timedelta
    """Nought: none is made."""
    keep: int


BACKUP_DEFAULT = BackupTerms(Path("backups"), timedelta(hours=24), 7)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    path: Path
    made: datetime


def back_up(database: Path, folder: Path, now: datetime) -> Backup:
    """Copy what the database holds now, verified, to a file of its own in the folder.

    Raises StoreError when it cannot be written or does not verify; then nothing is left of it.
    """
    if not database.is_file():
        raise missing(database)
    made = now.astimezone(UTC).replace(microsecond=0)
    target = folder / f"{database.name}.{made.strftime(_STAMP)}"
    with told_plainly(str(folder)):
        if not folder.is_dir():
            folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            give_to_owner_of(database.parent, folder)
    _copy(database, target, _EVERYTHING)
    return Backup(target, made)


def backups(database: Path, folder: Path) -> list[Backup]:
    """Return a database's backups in the folder, the newest first."""
    found = (_backup(path, database) for path in folder.glob(f"{database.name}.*Z"))
    return sorted((one for one in found if one), key=lambda one: one.made, reverse=True)


def rotate(database: Path, folder: Path, keep: int) -> None:
    """Delete all but the newest backups."""
    with told_plainly(str(folder)):
        for old in backups(database, folder)[keep:]:
            old.path.unlink()


def verify(path: Path) -> None:
    """Read the whole file; raises StoreError when it is damaged or none of ours."""
    with told_plainly(str(path)), opened(path) as connection:
        complaints = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if complaints != ["ok"]:
        raise StoreError(f"{path} is damaged: {complaints[0]}", "Use another backup.")
    if not {"releases", "totals", "alembic_version"} <= tables:
        raise StoreError(f"{path} is no backup of a site's counts", "Name another file.")


def forget(database: Path, folder: Path, before: datetime) -> int:
    """Delete what ended by `before` from every backup, down to the bytes; say how many rows."""
    moment = before.astimezone(UTC).strftime(_ENDS)
    forgotten = 0
    for backup in backups(database, folder):
        with told_plainly(str(backup.path)), opened(backup.path) as connection:
            query = 'SELECT COUNT(*) FROM releases WHERE "end" <= ?'
            [rows] = connection.execute(query, (moment,)).fetchone()
        if rows:
            _copy(backup.path, backup.path, moment)
        forgotten += rows
    return forgotten


def to_disk(path: Path) -> None:
    """Have the file or folder written to the disk itself, so that it outlives a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a plain connection to a SQLite file that is there."""
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
        yield connection


def _copy(source: Path, target: Path, after: str) -> None:
    """Write a new file without open and pending counts and without releases that ended by `after`.

    Whole and verified, or not at all.
    """
    growing = target.with_name(f"{target.name}.part")
    try:
        with told_plainly(str(target)):
            growing.unlink(missing_ok=True)
            os.close(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))
            give_to_owner_of(target.parent, growing)
        with told_plainly(str(source)), opened(growing) as copy:
            _fill(copy, source, after)
        verify(growing)
        with told_plainly(str(target)):
            to_disk(growing)
            growing.replace(target)
            to_disk(target.parent)
    finally:
        growing.unlink(missing_ok=True)


def _fill(copy: sqlite3.Connection, source: Path, after: str) -> None:
    """Copy tables, their rows and views in one moment of the source, whoever writes to it."""
    copy.isolation_level = None
    copy.execute("PRAGMA journal_mode = OFF")  # of a new file, which is thrown away at a fault
    copy.execute("ATTACH ? AS live", (f"file:{source}?mode=rw",))
    copy.execute("BEGIN")
    made = copy.execute("SELECT type, name, sql FROM live.sqlite_master WHERE sql IS NOT NULL")
    for kind, name, sql in made.fetchall():
        copy.execute(sql)
        if kind == "table" and name not in _NOT_KEPT:
            rows = f'SELECT * FROM live."{name}" WHERE {_KEPT.get(name, "TRUE")}'  # noqa: S608
            copy.execute(f'INSERT INTO main."{name}" {rows}', {"after": after})
    copy.execute("COMMIT")


def _backup(path: Path, database: Path) -> Backup | None:
    try:
        stamp = path.name.removeprefix(f"{database.name}.")
        made = datetime.strptime(f"{stamp}+0000", f"{_STAMP}%z")
    except ValueError:
        return None
    return Backup(path, made)
