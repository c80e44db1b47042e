"""How audits are read from the tables and written back, inside a caller's transaction."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, exists, func, insert, select

from compliance.counts import schema
from compliance.counts.auditing.pairs import Audit, Pair
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import Release
from compliance.counts.reader import RELEASE_COLUMNS, releases_of

_AUDITS, _AUDITED, _RELEASES = schema.audits, schema.audited, schema.releases
_OUTCOMES = ("mask", "incorrect", "no_mask")


def read_audits(connection: Connection, site: str, area: str) -> list[Audit]:
    """Return an area's audits that wait, in order of time."""
    query = (
        select(_AUDITS)
        .where(_AUDITS.c.site == site, _AUDITS.c.area == area)
        .order_by(_AUDITS.c.start, _AUDITS.c.camera)
    )
    return [
        Audit(area, row.camera, row.start, row.end, Counts(row.mask, row.incorrect, row.no_mask))
        for row in connection.execute(query)
    ]


def read_audited_releases(connection: Connection, site: str, area: str) -> list[Release]:
    """Return an area's releases in which an audit waits, in order; none within a comparison."""
    one, pair, audit = _RELEASES.c, _AUDITED.c, _AUDITS.c
    has_audit = exists().where(
        audit.site == one.site, audit.area == one.area,
        audit.start >= one.start, audit.start < one.end,
    )  # fmt: skip
    is_compared = exists().where(
        pair.site == one.site, pair.area == one.area,
        pair.start <= one.start, pair.end >= one.end,
        pair.detector == one.detector, pair.classifier == one.classifier,
    )  # fmt: skip
    query = (
        select(*(one[name] for name in RELEASE_COLUMNS))
        .where(one.site == site, one.area == area, has_audit, ~is_compared)
        .order_by(one.start)
    )
    return releases_of(site, area, connection.execute(query).all())


def read_released_until(connection: Connection, site: str, area: str) -> datetime | None:
    """Return the end of an area's newest release."""
    query = select(func.max(_RELEASES.c.end)).where(
        _RELEASES.c.site == site, _RELEASES.c.area == area
    )
    found: datetime | None = connection.scalar(query)
    return found


def is_compared(connection: Connection, site: str, audit: Audit) -> bool:
    """Say whether the audit's bucket lies within a comparison."""
    query = select(_AUDITED.c.start).where(
        _AUDITED.c.site == site,
        _AUDITED.c.area == audit.area,
        _AUDITED.c.start <= audit.start,
        _AUDITED.c.end >= audit.end,
    )
    return connection.execute(query).first() is not None


def write_audit(connection: Connection, site: str, audit: Audit) -> None:
    """Keep an audit until its interval is released."""
    counts = {name: getattr(audit.seen, name) for name in _OUTCOMES}
    row = {"site": site, "area": audit.area, "camera": audit.camera}
    times = {"start": audit.start, "end": audit.end}
    connection.execute(insert(_AUDITS), row | times | counts)


def drop_audit(connection: Connection, site: str, audit: Audit) -> None:
    """Forget an audit."""
    its = _AUDITS.c
    connection.execute(
        delete(_AUDITS).where(
            and_(its.site == site, its.area == audit.area),
            and_(its.camera == audit.camera, its.start == audit.start),
        )
    )


def write_pair(connection: Connection, pair: Pair) -> None:
    """Tell of a comparison."""
    seen = {f"seen_{name}": getattr(pair.seen, name) for name in _OUTCOMES}
    counted = {name: getattr(pair.counted, name) for name in (*_OUTCOMES, "unknown")}
    row = {
        "site": pair.site, "area": pair.area, "start": pair.start, "end": pair.end,
        "releases": pair.releases,
        "detector": pair.models.detector, "classifier": pair.models.classifier,
    }  # fmt: skip
    connection.execute(insert(_AUDITED), row | seen | counted)
