"""How an area's state is read from the tables and written back, inside a caller's transaction.

The statements are built once: a tally a minute and camera runs several of them.
"""

from dataclasses import asdict, is_dataclass

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from compliance.counts import schema
from compliance.counts.buckets import Bucket, Counts, Timeline
from compliance.counts.disclosure import Pending, Release
from compliance.counts.noise import variance
from compliance.counts.reader import counts_of, sureness_of


def _of(table: Table, name: str = "area") -> ColumnElement[bool]:
    """Return the condition that a row is of a site's area or camera, see `_key`."""
    return and_(table.c.site == bindparam("of_site"), table.c[name] == bindparam("of_name"))


def _key(site: str, name: str) -> dict[str, object]:
    return {"of_site": site, "of_name": name}


_CAMERAS, _AREAS, _OPEN = schema.cameras, schema.areas, schema.open_buckets
_PENDING, _TOTALS, _OWED = schema.pending, schema.totals, schema.owed
_SUMMED = (
    "mask", "incorrect", "no_mask", "unknown", "withheld",
    "observed_seconds", "expected_seconds", "noise_variance",
)  # fmt: skip

_READ_SEQUENCE = select(_CAMERAS.c.last_sequence).where(_of(_CAMERAS, "camera"))
_ADD_CAMERA = insert(_CAMERAS)
_SET_SEQUENCE = (
    update(_CAMERAS).where(_of(_CAMERAS, "camera")).values(last_sequence=bindparam("taken"))
)
_READ_CLOSED = select(_AREAS.c.closed_until).where(_of(_AREAS))
_ADD_AREA = insert(_AREAS)
_SET_CLOSED = update(_AREAS).where(_of(_AREAS)).values(closed_until=bindparam("until"))
_READ_OPEN = select(_OPEN).where(_of(_OPEN)).order_by(_OPEN.c.start)
_ADD_OPEN = insert(_OPEN)
_DROP_OPEN = delete(_OPEN).where(_of(_OPEN), _OPEN.c.start == bindparam("of_start"))
_READ_PENDING = select(_PENDING).where(_of(_PENDING))
_ADD_PENDING = insert(_PENDING)
_DROP_PENDING = delete(_PENDING).where(_of(_PENDING))
_READ_OWED = select(_OWED).where(_of(_OWED))
_ADD_OWED = insert(_OWED)
_DROP_OWED = delete(_OWED).where(_of(_OWED))
_ADD_RELEASE = insert(schema.releases)
_ADD_TOTAL = insert(_TOTALS)
_SET_TOTAL = (
    update(_TOTALS)
    .where(_of(_TOTALS))
    .values({name: _TOTALS.c[name] + bindparam(f"more_{name}") for name in _SUMMED})
)


def take_sequence(connection: Connection, site: str, camera: str, sequence: int) -> bool:
    """Note a camera's tally as taken; False when it, or a later one, was taken before."""
    last = connection.scalar(_READ_SEQUENCE, _key(site, camera))
    if last is None:
        row = {"site": site, "camera": camera, "last_sequence": sequence}
        connection.execute(_ADD_CAMERA, row)
    elif sequence > last:
        connection.execute(_SET_SEQUENCE, {**_key(site, camera), "taken": sequence})
    return last is None or sequence > last


def read_timeline(connection: Connection, site: str, area: str) -> Timeline | None:
    """Return an area's time, None before its first tally."""
    closed_until = connection.scalar(_READ_CLOSED, _key(site, area))
    if closed_until is None:
        return None
    buckets = (
        Bucket(row["start"], row["end"], counts_of(row), row["observed_ms"], sureness_of(row))
        for row in connection.execute(_READ_OPEN, _key(site, area)).mappings()
    )
    return Timeline(closed_until, tuple(buckets))


def write_timeline(
    connection: Connection, site: str, area: str, old: Timeline | None, new: Timeline
) -> None:
    """Write what changed between an area's two states."""
    key = _key(site, area)
    if old is None:
        row = {"site": site, "area": area, "closed_until": new.closed_until}
        connection.execute(_ADD_AREA, row)
    elif old.closed_until != new.closed_until:
        connection.execute(_SET_CLOSED, {**key, "until": new.closed_until})
    before = old.buckets if old else ()
    for gone in set(before) - set(new.buckets):
        connection.execute(_DROP_OPEN, {**key, "of_start": gone.start})
    for bucket in set(new.buckets) - set(before):
        connection.execute(_ADD_OPEN, {"site": site, "area": area, **flat(bucket)})


def read_pending(connection: Connection, site: str, area: str) -> Pending | None:
    """Return what is closed and not yet released in an area."""
    row = connection.execute(_READ_PENDING, _key(site, area)).mappings().one_or_none()
    if row is None:
        return None
    return Pending(
        row["start"],
        row["end"],
        counts_of(row),
        row["observed_ms"],
        row["expected_seconds"],
        sureness_of(row),
    )


def write_pending(connection: Connection, site: str, area: str, pending: Pending | None) -> None:
    """Replace what is closed and not yet released in an area."""
    connection.execute(_DROP_PENDING, _key(site, area))
    if pending:
        connection.execute(_ADD_PENDING, {"site": site, "area": area, **flat(pending)})


def read_owed(connection: Connection, site: str, area: str) -> Counts:
    """Return what noise has taken below nought in an area and not yet been made good."""
    row = connection.execute(_READ_OWED, _key(site, area)).mappings().one_or_none()
    return Counts() if row is None else counts_of(row)


def write_owed(connection: Connection, site: str, area: str, owed: Counts) -> None:
    """Replace what is owed in an area."""
    connection.execute(_DROP_OWED, _key(site, area))
    if owed != Counts():
        counts = {name: getattr(owed, name) for name in schema.OUTCOMES}
        connection.execute(_ADD_OWED, {"site": site, "area": area, **counts})


def write_release(connection: Connection, release: Release) -> None:
    """Write a release and add it to its area's totals."""
    row = flat(release)
    connection.execute(_ADD_RELEASE, row)
    epsilon = release.noise_epsilon
    row |= {"noise_variance": 0.0 if epsilon is None else variance(epsilon)}
    more = {f"more_{name}": row[name] for name in _SUMMED}
    key = _key(release.site, release.area)
    if not connection.execute(_SET_TOTAL, {**key, **more}).rowcount:
        connection.execute(_ADD_TOTAL, {name: row[name] for name in ("site", "area", *_SUMMED)})


def flat(value: Bucket | Pending | Release) -> dict[str, object]:
    """Return the value's columns; those of its own values stand beside the others."""
    row: dict[str, object] = {}
    names = value._fields if isinstance(value, Release) else value.__slots__
    for name in names:
        column = getattr(value, name)
        is_several = is_dataclass(column) and not isinstance(column, type)
        row.update(asdict(column) if is_several else {name: column})
    if not isinstance(value, Release):
        del row["withheld"]  # nothing is, before a release
    return row
