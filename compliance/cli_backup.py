"""The commands that keep a database safe; cli.py joins them to the others."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from compliance.cli_report import Site
from compliance.errors import StoreError
from compliance.terminal import say

if TYPE_CHECKING:  # read only by the commands that need it: every other one starts faster
    from compliance.config import Config


def backup(site: Site) -> None:
    """Back the database up now, beside a running daemon or without one."""
    from compliance import config
    from compliance.counts.backups import back_up, rotate

    settings = config.load_for_store(site, os.environ)
    database, terms = _database(settings), settings.backup
    made = back_up(database, terms.folder, datetime.now(UTC))
    rotate(database, terms.folder, terms.keep)
    say(f"Backed up as {made.path}; open and pending counts are not in it.")


def restore(
    site: Site,
    file: Annotated[
        Path | None, typer.Argument(help="The backup.", show_default="list those there are")
    ] = None,
) -> None:
    """Put a backup in the database's place; the daemon must be stopped."""
    from compliance import config
    from compliance.counts.backups import backups
    from compliance.counts.recovery import restore as put_back
    from compliance.counts.store_lock import held_file

    settings = config.load_for_store(site, os.environ)
    database = _database(settings)
    if file is None:
        found = backups(database, settings.backup.folder)
        lines = [f"{one.made:%Y-%m-%d %H:%M} UTC  {one.path}" for one in found]
        say("\n".join(lines) or f"There is no backup in {settings.backup.folder}.")
        return
    with held_file(database):
        aside = put_back(database, file, datetime.now(UTC))
    say(f"{database} is now what {file.name} holds.")
    if aside:
        say(f"What stood there is kept as {aside}; delete it when you are sure.")


def _database(settings: "Config") -> Path:
    from compliance.counts.engine import sqlite_path

    database = sqlite_path(settings.database.url)
    if database is None:
        raise StoreError(
            f"{settings.database.label} is not a SQLite file",
            "Use PostgreSQL's own means: pg_dump and pg_restore.",
        )
    return database
