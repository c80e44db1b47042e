"""The database that rows are forwarded to, examined: it takes this site's rows and no more."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from compliance.config import Config
from compliance.counts.engine import connected, label
from compliance.counts.migrate import require_current
from compliance.counts.store_faults import told_plainly
from compliance.doctor.findings import Finding, fault, good, warning
from compliance.errors import StoreError

WHAT = "forwarding"

_SET_UP = "Set it up with config/postgresql/central.sql, as its owner."
_VERSION = (
    "As its owner, run `compliance migrate` of this version with its address as [store] url; "
    "update the site where the database is newer."
)
_UNREACHABLE = "Check [forward] url, the server and the network between; rows wait here until then."
_ASKED = """
SELECT current_user::text AS name,
  current_setting('server_version') AS version,
  has_table_privilege('areas', 'INSERT, SELECT') AND has_table_privilege('releases', 'INSERT')
    AND has_table_privilege('releases', 'SELECT') AS may_add,
  has_table_privilege('releases', 'UPDATE, DELETE, TRUNCATE') AS may_change,
  row_security_active('releases') AS is_held_to_its_name
"""


@dataclass(frozen=True, slots=True)
class Role:
    """What the site's user may do there."""

    name: str
    version: str
    """The server's."""
    may_add: bool
    may_change: bool
    is_held_to_its_name: bool
    """It can add rows of the site of its own name only."""


def central(config: Config) -> Iterator[Finding]:
    """Examine the shared database; nothing where none is named."""
    if config.forward is None:
        return
    url, name = config.forward.url, label(config.forward.url)
    try:
        with connected(url, is_reader=True) as engine:
            try:
                require_current(engine, name)
            except StoreError as error:
                yield fault(WHAT, error.message, _VERSION)
                return
            with told_plainly(name), engine.connect() as connection:
                role = read_role(connection)
    except StoreError as error:
        yield fault(WHAT, error.message, _UNREACHABLE)
        return
    yield judged(role, config.forward.label, config.site)


def read_role(connection: Connection) -> Role:
    """Return what the user of a connection may do."""
    return Role(*connection.execute(text(_ASKED)).one())


def judged(role: Role, database: str, site: str) -> Finding:
    """Say whether a role adds the site's rows, and does nothing else."""
    seen = f"{database}, PostgreSQL {role.version}, as {role.name}"
    if not role.may_add:
        return fault(WHAT, f"{seen}: it may not add rows", _SET_UP)
    if role.is_held_to_its_name and role.name != site:
        remedy = f"CREATE ROLE \"{site}\" LOGIN PASSWORD '...' IN ROLE compliance_site;"
        return fault(WHAT, f"{seen}: it may add rows of site {role.name} only", remedy)
    if role.may_change:
        return warning(WHAT, f"{seen}: it may change and delete rows as well", _SET_UP)
    if not role.is_held_to_its_name:
        return warning(WHAT, f"{seen}: it may add rows of any site", _SET_UP)
    return good(WHAT, f"{seen}, which adds rows of its own and changes none")
