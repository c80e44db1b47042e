"""How an area's state is read from the tables and written back, inside a caller's transaction."""

from dataclasses import asdict

from sqlalchemy import Connection, Table, and_, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from compliance.counts import schema
from compliance.counts.buckets import Bucket, Timeline
from compliance.counts.disclosure import Pending, Release
from compliance.counts.reader import counts_of


def take_sequence(connection: Connection, site: str, camera: str, sequence: int) -> bool:
    """Note a camera's tally as taken; False when it, or a later one, was taken before."""
    table = schema.cameras
    its = and_(table.c.site == site, table.c.camera == camera)
    last = connection.scalar(select(table.c.last_sequence).where(its))
    if last is None:
        row = {"site": site, "camera": camera, "last_sequence": sequence}
        connection.execute(insert(table), row)
    elif sequence > last:
        connection.execute(update(table).where(its).values(last_sequence=sequence))
    return last is None or sequence > last


def read_timeline(connection: Connection, site: str, area: str) -> Timeline | None:
    """Return an area's time, None before its first tally."""
    closed_until = connection.scalar(
        select(schema.areas.c.closed_until).where(_of(schema.areas, site, area))
    )
    if closed_until is None:
        return None
    table = schema.open_buckets
    query = select(table).where(_of(table, site, area)).order_by(table.c.start)
    buckets = (
        Bucket(row["start"], row["end"], counts_of(row), row["observed_ms"])
        for row in connection.execute(query).mappings()
    )
    return Timeline(closed_until, tuple(buckets))


def write_timeline(
    connection: Connection, site: str, area: str, old: Timeline | None, new: Timeline
) -> None:
    """Write what changed between an area's two states."""
    areas, table = schema.areas, schema.open_buckets
    key = {"site": site, "area": area}
    if old is None:
        connection.execute(insert(areas), {**key, "closed_until": new.closed_until})
    elif old.closed_until != new.closed_until:
        its = _of(areas, site, area)
        connection.execute(update(areas).where(its).values(closed_until=new.closed_until))
    before = old.buckets if old else ()
    for gone in set(before) - set(new.buckets):
        its = and_(_of(table, site, area), table.c.start == gone.start)
        connection.execute(delete(table).where(its))
    for bucket in set(new.buckets) - set(before):
        connection.execute(insert(table), {**key, **_flat(bucket)})


def read_pending(connection: Connection, site: str, area: str) -> Pending | None:
    """Return what is closed and not yet released in an area."""
    query = select(schema.pending).where(_of(schema.pending, site, area))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Pending(
        row["start"], row["end"], counts_of(row), row["observed_ms"], row["expected_seconds"]
    )


def write_pending(connection: Connection, site: str, area: str, pending: Pending | None) -> None:
    """Replace what is closed and not yet released in an area."""
    table = schema.pending
    connection.execute(delete(table).where(_of(table, site, area)))
    if pending:
        connection.execute(insert(table), {"site": site, "area": area, **_flat(pending)})


def write_release(connection: Connection, release: Release) -> None:
    """Write a release and add it to its area's totals."""
    row = _flat(release)
    connection.execute(insert(schema.releases), row)
    table = schema.totals
    its = _of(table, release.site, release.area)
    summed = ("mask", "incorrect", "no_mask", "unknown", "observed_seconds")
    sums = {name: table.c[name] + row[name] for name in summed}
    if not connection.execute(update(table).where(its).values(sums)).rowcount:
        first = {name: row[name] for name in ("site", "area", *summed)}
        connection.execute(insert(table), first)


def _of(table: Table, site: str, area: str) -> ColumnElement[bool]:
    return and_(table.c.site == site, table.c.area == area)


def _flat(value: Bucket | Pending | Release) -> dict[str, object]:
    """Return the value's columns; those of its own values stand beside the others."""
    row: dict[str, object] = {}
    for name, column in asdict(value).items():
        row.update(column if isinstance(column, dict) else {name: column})
    return row
