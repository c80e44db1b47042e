"""Which machine counts each camera: leases in the database, by the database's clock alone.

Whoever has a lease renews it with each minute's tally. A machine that is killed, cut off or whose
camera delivers nothing lets it lapse, and any other that is configured with the camera may then
take it. All of it is inside a caller's transaction; PostgreSQL only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, DateTime, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from compliance.counts import schema

LEASE = timedelta(minutes=4)
"""From the begun minute on: a lease outlives two tallies that did not come."""
NOTHING = datetime(1970, 1, 1, tzinfo=UTC)
"""Up to when a machine has handed in that has just begun."""

_LEASES = schema.leases
_NOW = func.clock_timestamp()  # not now(), which is when the transaction began to wait its turn
# In whole minutes: it says nothing of what the machine was busy with.
_MINUTE = func.date_trunc("minute", _NOW, type_=DateTime(timezone=True))
_EXPIRY = _MINUTE + LEASE
_LAPSED = _LEASES.c.expires <= _NOW


@dataclass(frozen=True, slots=True)
class Lease:
    """Who counts a camera, or counted it last."""

    camera: str
    area: str
    machine: str
    is_live: bool
    handed_in: datetime | None
    """Start of the bucket that its machine fills now; None before its first tally."""


def take(connection: Connection, site: str, camera: str, area: str, machine: str) -> str:
    """Take or keep a camera's lease; return which machine has it now."""
    new = insert(_LEASES).values(
        site=site, camera=camera, area=area, machine=machine, expires=_EXPIRY
    )
    mine = {"area": area, "machine": machine, "expires": _EXPIRY, "handed_in": None}
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[_LEASES.c.site, _LEASES.c.camera],
            set_=mine,
            where=or_(_LEASES.c.machine == machine, _LAPSED),
        )
    )
    return str(connection.scalar(select(_LEASES.c.machine).where(_of(site, camera))))


def renew(
    connection: Connection, site: str, camera: str, machine: str, handed_in: datetime
) -> bool:
    """Renew a lease, lapsed or not, unless it is not the machine's any more.

    handed_in: start of the bucket it fills now; tallies come in order, so it has no earlier ones.
    """
    query = update(_LEASES).where(_of(site, camera), _LEASES.c.machine == machine)
    renewed = connection.execute(query.values(expires=_EXPIRY, handed_in=handed_in))
    return bool(renewed.rowcount)


def handed_in(connection: Connection, site: str, area: str) -> datetime | None:
    """Return up to when all that hold a lease in an area have handed in; None: nobody does."""
    query = select(_LEASES.c.handed_in).where(
        _LEASES.c.site == site, _LEASES.c.area == area, ~_LAPSED
    )
    return min((at or NOTHING for at in connection.scalars(query)), default=None)


def let_lapse(connection: Connection, site: str, machine: str) -> None:
    """End a machine's leases; another may take them at once."""
    query = update(_LEASES).where(_LEASES.c.site == site, _LEASES.c.machine == machine)
    connection.execute(query.where(~_LAPSED).values(expires=_MINUTE))


def forget(connection: Connection, site: str, machine: str, kept: Collection[str]) -> None:
    """Delete a machine's lapsed leases of all but the `kept` cameras: it has them no more."""
    query = delete(_LEASES).where(_LEASES.c.site == site, _LEASES.c.machine == machine)
    connection.execute(query.where(_LAPSED, _LEASES.c.camera.not_in(kept)))


def roster(connection: Connection, site: str) -> dict[str, int]:
    """Return how many cameras each area has, over all machines, whether they count now or not."""
    query = select(_LEASES.c.area, func.count()).where(_LEASES.c.site == site)
    found = connection.execute(query.group_by(_LEASES.c.area).order_by(_LEASES.c.area))
    return {area: int(cameras) for area, cameras in found}


def leases_of(connection: Connection, site: str) -> list[Lease]:
    """Return the leases of a site's cameras, by machine and camera."""
    columns = _LEASES.c
    query = select(
        columns.camera, columns.area, columns.machine, ~_LAPSED, columns.handed_in
    ).where(columns.site == site)
    query = query.order_by(columns.machine, columns.camera)
    return [Lease(*row) for row in connection.execute(query)]


def clock(connection: Connection) -> datetime:
    """Return what time it is by the database's clock."""
    now: datetime = connection.execute(select(_NOW)).scalar_one()
    return now


def _of(site: str, camera: str) -> ColumnElement[bool]:
    return (_LEASES.c.site == site) & (_LEASES.c.camera == camera)
