"""What may be asked of the figures, checked, as one value."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

from compliance.counts.web.problems import Fault, of_parameters
from compliance.errors import ConfigError
from compliance.moments import moment

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Nothing was released before, or is after; times beyond are taken for these."""
ZONES = "TimeZone"
"""The name under which the API's description lists the time zones."""

LABEL = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_LOST_PLUS = re.compile(r"(T[0-9:.]+) (\d\d:?\d\d)$")  # a + in an address means a space


class Grain(Enum):
    """What a row sums."""

    RELEASE = "release"
    HOUR = "hour"
    DAY = "day"
    WEEKDAY_HOUR = "weekday_hour"


class Form(Enum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Period:
    """The time [since, until); None: without an end on that side."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which releases are meant, and in whose hours and days they stand."""

    area: str | None
    period: Period
    zone: ZoneInfo


@cache
def zone_names() -> tuple[str, ...]:
    """Return the name of every time zone."""
    return tuple(sorted(available_timezones()))


def _zone(name: str | None) -> str | None:
    if name is not None and name not in zone_names():
        raise ValueError("is not a time zone; write Europe/Paris or UTC, say")
    return name


def _label(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(LABEL, text):
        raise ValueError("is no area's name; /api/v1/areas lists them")
    return text


def _time(says: str) -> WithJsonSchema:
    forms = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
    return WithJsonSchema({"anyOf": forms, "description": says})


def _area(says: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": LABEL, "description": says})


_DAY_OR_TIME = "A day or a time in ISO 8601; one without an offset is in time_zone."
_START = f"{_DAY_OR_TIME} Only releases that start"
Zone = Annotated[
    str | None,
    AfterValidator(_zone),
    WithJsonSchema({"$ref": f"#/components/schemas/{ZONES}"}),
]
Area = Annotated[str | None, AfterValidator(_label), _area("This area alone; all by default.")]
Since = Annotated[str | None, _time(f"{_START} from then on.")]
Until = Annotated[str | None, _time(f"{_START} before it; none do when it is not after since.")]
Change = Annotated[
    str | None,
    _time(f"{_DAY_OR_TIME} What ended by it is compared with what started from it on."),
]
OtherArea = Annotated[str | None, AfterValidator(_label), _area("The other area.")]
OtherSince = Annotated[str | None, _time(f"{_START} from then on: the other period.")]
OtherUntil = Annotated[str | None, _time(f"{_START} before it: the other period.")]


class Unasked(BaseModel):
    """No parameters; a name that is not among a model's is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(Unasked):
    """Parameters of an address."""

    time_zone: Zone = None

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """Return the zone asked for, or the site's."""
        return ZoneInfo(self.time_zone) if self.time_zone else default


class FiguresAsked(Asked):
    """Parameters that select releases."""

    area: Area = None
    since: Since = None
    until: Until = None

    def selection(self, default: ZoneInfo) -> Selection:
        """Return what is selected; raises ProblemError naming every time that is none."""
        zone = self.zone(default)
        since, until = moments({"since": self.since, "until": self.until}, zone)
        return Selection(self.area, Period(since, until), zone)


def moments(texts: dict[str, str | None], zone: ZoneInfo) -> list[datetime | None]:
    """Return the times in some parameters; raises ProblemError naming every one that is none."""
    found, faults = list[datetime | None](), list[Fault]()
    for name, text in texts.items():
        try:
            found.append(_moment(name, text, zone) if text is not None else None)
        except ConfigError as error:
            told = error.message.removeprefix(f"{name}: ")
            faults.append(Fault(name, f"{told}. {error.hint}"))
    if faults:
        raise of_parameters(faults)
    return found


def _moment(name: str, text: str, zone: ZoneInfo) -> datetime:
    """Return the time in a text, to the whole second that is not before it."""
    at = moment(name, _LOST_PLUS.sub(r"\1+\2", text), zone)
    if at.year < EARLIEST.year or at.year > LATEST.year:
        return EARLIEST if at.year < EARLIEST.year else LATEST
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + timedelta(seconds=1)
