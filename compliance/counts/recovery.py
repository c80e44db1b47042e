"""A damaged SQLite database is moved aside and the newest good backup put in its place."""

import logging
import shutil
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from compliance.counts.backups import Backup, backups, opened, to_disk, verify
from compliance.counts.ownership import give_to_owner_of
from compliance.counts.store_faults import told_plainly
from compliance.errors import StoreError

_STAMP = "%Y%m%dT%H%M%SZ"
_PARTS = ("", "-wal", "-shm")
_GROWING, _READY = ".restoring.part", ".restoring"
_DAMAGE = ("malformed", "not a database", "disk image")

_log = logging.getLogger(__name__)


def recover(database: Path, folder: Path, now: datetime) -> None:
    """Look whether the database is whole; if not, restore the newest backup that is.

    The damaged file stays beside it. What is lost is logged; without a good backup a StoreError
    says so, and nothing is touched: an operator decides.
    """
    if database.with_name(database.name + _READY).exists():
        with told_plainly(str(database)):
            _take_over(database, "damaged", now)
        _log.warning("the database %s: a restore that was interrupted is finished", database)
    if not database.exists() or not database.stat().st_size or not (damage := damage_of(database)):
        return
    good = _newest_good(database, folder)
    if good is None:
        raise StoreError(
            f"the database {database} is damaged ({damage}), and there is no good backup of it",
            f"Move it away to begin anew, or put a copy in its place; looked for in {folder}.",
        )
    aside = put_in_place(database, good.path, "damaged", now)
    _log.critical(
        "the database %s was DAMAGED (%s) and is restored from the backup of %s: everything "
        "counted since then is lost, and coverage says so; the damaged file is kept as %s",
        database, damage, f"{good.made:%Y-%m-%d %H:%M} UTC", aside,
    )  # fmt: skip


def restore(database: Path, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the database's place; return where what stood there is kept.

    Nobody may write to the database meanwhile. Raises StoreError when the backup is not good.
    """
    verify(backup)
    return put_in_place(database, backup, "replaced", now)


def put_in_place(database: Path, backup: Path, word: str, now: datetime) -> Path | None:
    """Copy a verified backup to the database's place; what stood there gets the word in its name.

    Once the copy is whole and on the disk it is done, or else finished at the next start: the
    power may go at any moment.
    """
    growing, ready = (database.with_name(database.name + end) for end in (_GROWING, _READY))
    with told_plainly(str(database)):
        shutil.copyfile(backup, growing)
        growing.chmod(0o600)
        give_to_owner_of(database.parent, growing)
        to_disk(growing)
        growing.replace(ready)
        to_disk(database.parent)
        return _take_over(database, word, now)


def _take_over(database: Path, word: str, now: datetime) -> Path | None:
    """Move what stands in the database's place aside, and the copy that is ready into it."""
    stamp = now.astimezone(UTC).strftime(_STAMP)
    aside = database.with_name(f"{database.name}.{word}-{stamp}")
    had_one = database.exists()
    for part in _PARTS:
        with suppress(FileNotFoundError):
            database.with_name(database.name + part).rename(aside.with_name(aside.name + part))
    database.with_name(database.name + _READY).replace(database)
    to_disk(database.parent)
    return aside if had_one else None


def damage_of(database: Path) -> str:
    """Return what is wrong with a SQLite file, empty when it is whole or merely not to be had."""
    try:
        with opened(database) as connection:
            complaints = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        return str(error) if any(sign in str(error) for sign in _DAMAGE) else ""
    return "" if complaints == ["ok"] else str(complaints[0])


def _newest_good(database: Path, folder: Path) -> Backup | None:
    for backup in backups(database, folder):
        try:
            verify(backup.path)
        except StoreError as error:
            _log.error("%s", error)
        else:
            return backup
    return None
