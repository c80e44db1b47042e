"""The values of site.toml, each checked by itself."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, PlainValidator, ValidationInfo

from compliance.camera import Source
from compliance.counts.buckets import BUCKET_FLOOR
from compliance.credentials import Credentials
from compliance.databases import Database, parse_database
from compliance.polygons import fault_of
from compliance.sources import parse_source

BUCKET_FLOOR_MINUTES = BUCKET_FLOOR // timedelta(minutes=1)
MINIMUM_COUNT_FLOOR = 5
"""Below five people, knowing one's own company would soon tell the rest."""
MINUTES_A_DAY = 24 * 60
EARLIEST_YEAR, LATEST_YEAR = 1971, 2099
SLOWEST, FASTEST = 0.1, 1000.0  # recorded seconds per second

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9.:-]+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a configuration's text is read with."""

    folder: Path
    """Relative paths begin here."""
    store_credentials: Credentials
    credentials: Credentials
    """Of all else."""


def between(low: float, high: float) -> AfterValidator:
    """Return a check that a number lies in a range, both ends included."""

    def check(value: float) -> float:
        if not low <= value <= high:
            raise ValueError(f"is not between {low:g} and {high:g}")
        return value

    return AfterValidator(check)


def _label(text: str) -> str:
    if _LABEL.fullmatch(text):
        return text
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    proposal = re.sub(r"[^A-Za-z0-9._]+", "-", ascii_text).strip("-._")[:64] or "entrance"
    raise ValueError(
        "is not 1 to 64 letters, digits, dots, dashes or underscores "
        f'(the first a letter or digit); write "{proposal}", say'
    )


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError('is not an address to listen on; write "127.0.0.1" or "0.0.0.0"')
    return text


def _bucket(minutes: int) -> int:
    if minutes < BUCKET_FLOOR_MINUTES:
        raise ValueError(
            f"is below {BUCKET_FLOOR_MINUTES}, the shortest interval that may be published"
        )
    if MINUTES_A_DAY % minutes:
        below = max(m for m in range(1, min(minutes, MINUTES_A_DAY) + 1) if not MINUTES_A_DAY % m)
        raise ValueError(f"does not divide a day of {MINUTES_A_DAY} minutes; {below} does")
    return minutes


def _minimum_count(count: int) -> int:
    if count < MINIMUM_COUNT_FLOOR:
        raise ValueError(
            f"is below {MINIMUM_COUNT_FLOOR}, the fewest people that may be published together"
        )
    return count


def _surroundings(info: ValidationInfo) -> Surroundings:
    if not isinstance(info.context, Surroundings):
        raise TypeError("a site file is validated with its Surroundings as context")
    return info.context


def _source(value: object, info: ValidationInfo) -> Source:
    if not isinstance(value, str):
        raise ValueError('is not text in quotes, such as "rtsp://camera.lan/stream"')  # noqa: TRY004
    around = _surroundings(info)
    return parse_source(value, around.folder, around.credentials.expand)


def _database(value: object, info: ValidationInfo) -> Database:
    if not isinstance(value, str):
        raise ValueError('is not text in quotes, such as "sqlite:///compliance.db"')  # noqa: TRY004
    around = _surroundings(info)
    return parse_database(value, around.folder, around.store_credentials.expand)


def _central(value: object, info: ValidationInfo) -> Database:
    form = '"postgresql://lyon-01:${CENTRAL_PASSWORD}@db.lan/compliance"'
    if not isinstance(value, str) or not value.startswith("postgresql"):
        raise ValueError(f"is not the address of a PostgreSQL database; write {form}")
    around = _surroundings(info)
    return parse_database(value, around.folder, around.credentials.expand)


def _file(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError('is not the name of a file in quotes, such as "tokens"')
    around = _surroundings(info)
    return around.credentials.file(value, around.folder)


def _zone(value: object) -> ZoneInfo:
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        if isinstance(value, str):
            return ZoneInfo(value)
    raise ValueError('is not a time zone; write "Europe/Paris" or "UTC", say')


def _point(values: list[float]) -> list[float]:
    if len(values) != 2:  # noqa: PLR2004
        raise ValueError("is not a point [x, y]")
    return values


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError("is not between 0 and 1; points are shares of the picture, not pixels")
    return value


def _polygon(points: list[list[float]]) -> list[list[float]]:
    if fault := fault_of(points):
        raise ValueError(fault)
    return points


def _start(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("has no offset from UTC; write it at the end: +01:00, or Z for UTC")
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise ValueError(f"is not between the years {EARLIEST_YEAR} and {LATEST_YEAR}")
    return value


def _speed(value: object) -> float | None:
    if value == "max":
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not SLOWEST <= value <= FASTEST
    ):
        raise ValueError(f'is neither a number between {SLOWEST:g} and {FASTEST:g} nor "max"')
    return float(value)


Label = Annotated[str, AfterValidator(_label)]
Host = Annotated[str, AfterValidator(_host)]
BucketMinutes = Annotated[int, AfterValidator(_bucket)]
MinimumCount = Annotated[int, AfterValidator(_minimum_count), between(0, 1000)]
SourceText = Annotated[Source, PlainValidator(_source)]
FilePath = Annotated[Path, PlainValidator(_file)]
ZoneName = Annotated[ZoneInfo, PlainValidator(_zone)]
DatabaseText = Annotated[Database, PlainValidator(_database)]
CentralText = Annotated[Database, PlainValidator(_central)]
Start = Annotated[datetime, AfterValidator(_start)]
Speed = Annotated[float | None, PlainValidator(_speed)]
_Point = Annotated[list[Annotated[float, AfterValidator(_share)]], AfterValidator(_point)]
Polygons = list[Annotated[list[_Point], AfterValidator(_polygon)]]
