"""The tables: what the database may hold, and nothing else.

No column is finer than a bucket in time, and none is about a single person. SQLite and
PostgreSQL have the same tables; times are ISO 8601 text in UTC on SQLite.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from compliance.sureness import Sureness

_TEXT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class UtcTime(TypeDecorator[datetime]):
    """An aware time; as sortable text on SQLite, which has no type for it."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column's type in the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Return what the driver takes."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).strftime(_TEXT_FORMAT)

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - the dialect tells
    ) -> Callable[[Any], datetime | None]:
        """Return what makes an aware time in UTC of what the driver gives."""
        return _utc_of if dialect.name == "postgresql" else _time_of


def _utc_of(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


@lru_cache(maxsize=20_000)
def _time_of(text: str | None) -> datetime | None:
    """Return the time in a text; areas share them, and one that is shared is compared faster."""
    return None if text is None else datetime.fromisoformat(text)  # 20 times as fast as strptime


_Count = Integer().with_variant(BigInteger(), "postgresql")
_Number: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

metadata = MetaData()

OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")
_CLASSES = tuple(field.name for field in fields(Sureness))


def _counts() -> list[Column[int]]:
    return [Column(outcome, _Count, nullable=False) for outcome in OUTCOMES]


def _sureness() -> list[Column[int]]:
    return [Column(name, _Count, nullable=False, server_default="0") for name in _CLASSES]


def _seen(before: str) -> list[Column[int]]:
    names = (name for name in OUTCOMES if name != "unknown")
    return [Column(f"{before}{name}", _Count, nullable=False) for name in names]


def _withheld() -> Column[int]:
    return Column("withheld", _Count, nullable=False, server_default="0")


def _not_negative(*columns: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"{column} >= 0" for column in columns))


def _interval() -> list[Column[Any]]:
    return [Column("start", UtcTime, nullable=False), Column("end", UtcTime, nullable=False)]


def _key(*names: str) -> list[Column[str]]:
    return [Column(name, Text, primary_key=True) for name in ("site", *names)]


def _of_area() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site", "area"], ["areas.site", "areas.area"])


cameras = Table(
    "cameras",
    metadata,
    *_key("camera"),
    Column("last_sequence", _Count, nullable=False),
    sqlite_strict=True,
)
"""The last tally taken from each camera: a repeated one is known by it."""

areas = Table(
    "areas",
    metadata,
    *_key("area"),
    Column("closed_until", UtcTime, nullable=False),
    sqlite_strict=True,
)
"""Up to when each area's time is closed for good."""

open_buckets = Table(
    "open_buckets",
    metadata,
    *_key("area"),
    Column("start", UtcTime, primary_key=True),
    Column("end", UtcTime, nullable=False),
    *_counts(),
    Column("observed_ms", _Count, nullable=False),
    *_sureness(),
    _of_area(),
    _not_negative(*OUTCOMES, "observed_ms", *_CLASSES),
    sqlite_strict=True,
)
"""Buckets that still take tallies; never published."""

pending = Table(
    "pending",
    metadata,
    *_key("area"),
    *_interval(),
    *_counts(),
    Column("observed_ms", _Count, nullable=False),
    Column("expected_seconds", _Count, nullable=False),
    *_sureness(),
    _of_area(),
    _not_negative(*OUTCOMES, "observed_ms", "expected_seconds", *_CLASSES),
    sqlite_strict=True,
)
"""Closed buckets, pooled until they may be released; never published."""

releases = Table(
    "releases",
    metadata,
    *_key("area"),
    Column("start", UtcTime, primary_key=True),
    Column("end", UtcTime, nullable=False),
    *_counts(),
    Column("observed_seconds", _Count, nullable=False),
    Column("expected_seconds", _Count, nullable=False),
    Column("detector", Text, nullable=False),
    Column("classifier", Text, nullable=False),
    _withheld(),
    *_sureness(),
    Column("noise_epsilon", _Number),
    _of_area(),
    _not_negative(*OUTCOMES, "observed_seconds", "expected_seconds", *_CLASSES),
    CheckConstraint("withheld >= 0 AND (withheld = 0 OR mask + incorrect + no_mask + unknown = 0)"),
    CheckConstraint("noise_epsilon > 0"),
    sqlite_strict=True,
)
"""The published intervals: all that leaves the store. Outcomes are told or withheld, never both."""

audits = Table(
    "audits",
    metadata,
    *_key("area", "camera"),
    Column("start", UtcTime, primary_key=True),
    Column("end", UtcTime, nullable=False),
    *_seen(""),
    _of_area(),
    _not_negative("mask", "incorrect", "no_mask"),
    sqlite_strict=True,
)
"""What a person saw at a camera in a bucket, until it is joined to a release; never published."""

audited = Table(
    "audited",
    metadata,
    *_key("area"),
    Column("start", UtcTime, primary_key=True),
    Column("end", UtcTime, nullable=False),
    Column("releases", _Count, nullable=False),
    *_seen("seen_"),
    *_counts(),
    Column("detector", Text, nullable=False),
    Column("classifier", Text, nullable=False),
    ForeignKeyConstraint(
        ["site", "area", "start"],
        ["releases.site", "releases.area", "releases.start"],
        ondelete="CASCADE",
    ),
    _not_negative("releases", "seen_mask", "seen_incorrect", "seen_no_mask", *OUTCOMES),
    sqlite_strict=True,
)
"""Releases beside what people saw in them, by the rule of releases. A row goes with its first."""

totals = Table(
    "totals",
    metadata,
    *_key("area"),
    *_counts(),
    Column("observed_seconds", _Count, nullable=False),
    _withheld(),
    Column("expected_seconds", _Count, nullable=False, server_default="0"),
    Column("noise_variance", _Number, nullable=False, server_default="0"),
    _of_area(),
    _not_negative(*OUTCOMES, "observed_seconds", "withheld", "expected_seconds", "noise_variance"),
    sqlite_strict=True,
)
"""Sums of everything ever released, which outlive retention."""

owed = Table(
    "owed",
    metadata,
    *_key("area"),
    *_counts(),
    _of_area(),
    _not_negative(*OUTCOMES),
    sqlite_strict=True,
)
"""What noise has taken below nought and the next releases make good, see `noise`."""

leases = Table(
    "leases",
    metadata,
    *_key("camera"),
    Column("area", Text, nullable=False),
    Column("machine", Text, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Column("handed_in", UtcTime),
    sqlite_strict=True,
)
"""Which machine counts each camera, until when, and up to which bucket it has handed all in.

`expires` is in whole minutes and moves once a minute, whoever passes."""

terms = Table(
    "terms",
    metadata,
    *_key("name"),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)
"""What the machines of a site must agree on, by the configuration's keys."""
