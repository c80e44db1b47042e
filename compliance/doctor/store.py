"""The database examined: whether it is there, whole, of this version, and backed up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from compliance.config import Config
from compliance.counts.backups import BackupTerms, backups
from compliance.counts.engine import sqlite_path
from compliance.counts.reader import open_reader
from compliance.counts.recovery import damage_of
from compliance.doctor.findings import Finding, fault, good, warning
from compliance.errors import StoreError

LATE = 2
"""Times the interval between backups after which one is missing."""


def store(config: Config, now: datetime) -> Iterator[Finding]:
    """Examine the database without changing it."""
    path = sqlite_path(config.database.url)
    if path and not path.exists():
        yield good("database", f"{path} is not there yet; the first start makes it")
        return
    if path and (damage := damage_of(path)):
        yield fault(
            "database",
            f"{path} is damaged: {damage}",
            "Start the daemon: it restores the newest good backup; or `compliance restore`.",
        )
        return
    yield _readable(config)
    if path:
        yield backed_up(path, config.backup, now)


def backed_up(database: Path, terms: BackupTerms, now: datetime) -> Finding:
    """Say whether there is a backup that is new enough."""
    made = backups(database, terms.folder)
    if not terms.every:
        return warning("backup", "none is made", "Set [backup] hours, unless something else does.")
    if not made:
        return warning(
            "backup", f"there is none in {terms.folder}", "`compliance backup` makes one now."
        )
    age = now - made[0].made
    seen = f"{len(made)} in {terms.folder}, the newest {_hours(age)} old"
    if age > LATE * terms.every:
        return warning("backup", seen, "Is the daemon running? The log says why none was made.")
    return good("backup", seen)


def _readable(config: Config) -> Finding:
    try:
        with open_reader(config.database.url, config.site) as reader:
            totals = reader.totals()
    except StoreError as error:
        return fault("database", error.message, error.hint)
    areas = "no area" if not totals else f"areas with releases: {len(totals)}"
    return good("database", f"{config.database.label}, {areas}")


def _hours(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004
