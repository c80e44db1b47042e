"""Bringing a database to this version's tables, with a copy kept of what was there before."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from compliance.counts.backups import to_disk
from compliance.counts.store_faults import told_plainly
from compliance.errors import StoreError
from compliance.shipped import shipped

MIGRATIONS = shipped("migrations")
_PRIVATE = 0o600
_COPIES = ("before", "damaged", "replaced")
_ONE_AT_A_TIME = 5_318_008_2021  # the advisory lock's number; any number, always the same


def upgrade(engine: Engine, label: str, migrations: Path = MIGRATIONS) -> str:
    """Bring the database to the newest revision, all or nothing; return that revision.

    A SQLite database that already holds tables is first copied to
    `<name>.before-<revision>` beside it. Raises StoreError when the database is of a newer
    version, is not ours, or cannot be written.
    """
    script = _script(migrations)
    with told_plainly(label), engine.connect() as plain:
        connection = plain.execution_options(is_writer=True)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                # Two sites may start at once on one new database.
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
            found, newest = _revisions(connection, script, label)
            if found == newest:
                return newest
            if found and connection.dialect.name == "sqlite":
                _copy(Path(str(engine.url.database)), newest)
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(migrations).replace("%", "%%"))
            command.upgrade(config, "head")
    return newest


def require_current(engine: Engine, label: str, migrations: Path = MIGRATIONS) -> None:
    """Raise StoreError unless the database is at this version's revision."""
    script = _script(migrations)
    with told_plainly(label), engine.connect() as connection:
        found, newest = _revisions(connection, script, label)
    if found != newest:
        raise StoreError(
            f"the database {label} has tables of revision {found or 'none'}, not {newest}",
            "Run `compliance migrate` first.",
        )


def copies(database: Path) -> list[Path]:
    """Return the copies kept beside a SQLite database: before upgrades, or as another took over."""
    found = (database.parent.glob(f"{database.name}.{word}-*") for word in _COPIES)
    return sorted(path for paths in found for path in paths)


def _script(migrations: Path) -> ScriptDirectory:
    if not (migrations / "env.py").is_file():
        raise StoreError(
            f"there are no migrations in {migrations}", "Install the product as a whole checkout."
        )
    return ScriptDirectory(str(migrations))


def _revisions(
    connection: Connection, script: ScriptDirectory, label: str
) -> tuple[str | None, str]:
    """Return the database's revision, None when it is empty, and the newest one."""
    newest = script.get_current_head()
    found = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if newest is None:
        raise StoreError(f"the migrations for {label} are empty", "Install the product again.")
    if found and found not in known:
        raise StoreError(
            f"the database {label} is from a newer version (revision {found})",
            f"Install that version again, or restore the copy made before it "
            f"(this version knows up to {newest}).",
        )
    if not found and (tables := inspect(connection).get_table_names()):
        raise StoreError(
            f"the database {label} holds other tables ({', '.join(tables[:3])})",
            "Give this product a database of its own under [store] url.",
        )
    return found, newest


def _copy(database: Path, revision: str) -> None:
    """Copy the database as committed now; whole or not at all, readable by its owner alone."""
    target = database.with_name(f"{database.name}.before-{revision}")
    growing = target.with_name(f"{target.name}.part")
    growing.unlink(missing_ok=True)
    os.close(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(growing)) as copy:
        source.backup(copy)
    to_disk(growing)
    growing.replace(target)
    to_disk(target.parent)
