"""Which days a page tells of, and which earlier ones are the usual."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKS = 8
"""The usual is what these many weeks before a period were; a trend is at least as long."""

_LOOK_BACK = timedelta(weeks=WEEKS)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of a place: from the first on, up to and without `after`."""

    first: date
    after: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """When the first day begins."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """When the last day ends."""
        return midnight(self.after, self.zone)

    @property
    def days(self) -> int:
        """How many days these are."""
        return (self.after - self.first).days

    @property
    def last(self) -> date:
        """The last day."""
        return self.after - _DAY

    @property
    def window(self) -> "Period":
        """The days of its trend: WEEKS weeks up to its end, or itself where it is longer."""
        return Period(min(self.first, self.after - _LOOK_BACK), self.after, self.zone)

    @property
    def before(self) -> "Period":
        """The days the usual is taken from."""
        return Period(self.first - _LOOK_BACK, self.first, self.zone)

    def week_hours(self, until: datetime) -> frozenset[tuple[int, int]]:
        """Return the weekdays (Monday is 0) and hours that it holds before a moment."""
        if self.days >= _WEEK_DAYS:
            return frozenset((day, hour) for day in range(7) for hour in range(24))
        ends = min(until, self.end)
        return frozenset(week_hour(slot.start) for slot in hours_of(self) if slot.start < ends)


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour, a day or a week, [start, end), in a place's own time."""

    start: datetime
    end: datetime


def today(now: datetime, zone: ZoneInfo) -> Period:
    """Return the day that it is in a zone."""
    day = now.astimezone(zone).date()
    return Period(day, day + _DAY, zone)


def complete_days(now: datetime, zone: ZoneInfo, days: int) -> Period:
    """Return so many days, the last of which is over."""
    day = now.astimezone(zone).date()
    return Period(day - days * _DAY, day, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def hours_of(period: Period) -> list[Slot]:
    """Return a period's hours; a day has 23 to 25."""
    start, end = period.start.astimezone(UTC), period.end.astimezone(UTC)
    edges = [start]
    while edges[-1] < end:
        edges.append(min(edges[-1] + _HOUR, end))
    return _slots([edge.astimezone(period.zone) for edge in edges])


def days_of(period: Period) -> list[Slot]:
    """Return a period's days."""
    days = range(period.days + 1)
    return _slots([midnight(period.first + number * _DAY, period.zone) for number in days])


def weeks_of(period: Period) -> list[Slot]:
    """Return a period's weeks, from Monday on; the first and the last may be shorter."""
    days = [period.first + number * _DAY for number in range(period.days)]
    begins = [day for day in days if day == period.first or day.weekday() == 0]
    return _slots([midnight(day, period.zone) for day in (*begins, period.after)])


def week_hour(at: datetime) -> tuple[int, int]:
    """Return the weekday (Monday is 0) and hour of a moment, in the zone it is told in."""
    return at.weekday(), at.hour


def _slots(edges: list[datetime]) -> list[Slot]:
    return [Slot(start, end) for start, end in pairwise(edges)]
