"""What the page's charts and the tables behind them show, ready to be drawn; no sums here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from compliance.counts.dashboard import typeset
from compliance.counts.dashboard.period import Period
from compliance.counts.dashboard.series import Point
from compliance.counts.rates import Figures
from compliance.counts.records import Value
from compliance.counts.wilson import Interval

Row = list[Value]
Column = Sequence[Value] | Sequence[bool]
Chart = dict[str, object]

_DIGITS = 4
_FEW_DAYS = 10
_FEWEST, _SHORTEST = 2, 14
"""Slots with figures that a trend needs, and slots that it shows at least."""
_EVERY_HOURS = 3


def of_points(points: Sequence[Point], period: Period) -> Chart | None:
    """Return the period's hours or days beside the usual; None: nothing is told of either."""
    is_hours = period.days == 1
    name = _hour_name if is_hours else _day_name
    usual = [_ends(point.usual) for point in points]
    if not any(point.figures or point.usual for point in points):
        return None
    has_usual = any(point.usual for point in points)
    step = "Hour" if is_hours else "Day"
    return {
        **_columns(points),
        "has_usual": has_usual,
        "usual": [middle for middle, _, _ in usual],
        "usual_low": [low for _, low, _ in usual],
        "usual_high": [high for _, _, high in usual],
        "ticks": _hour_ticks(points) if is_hours else _day_ticks(points),
        "title": f"{step} by {step.lower()}{', beside the usual' if has_usual else ''}",
        "says": _says(points, name),
        "head": [step, "Compliance", "Usual", "Judged", "Watched"],
        "rows": [[name(point.slot.start), *_cells(point, with_usual=True)] for point in points],
    }


def of_trend(points: Sequence[Point], period: Period, told_of_it: str) -> Chart | None:
    """Return the days or weeks of the window, and which are the period's; None: too few told.

    A young site's begins with its first figures. `told_of_it`: what stands under its title.
    """
    is_days = len(points) == period.window.days
    told = [place for place, point in enumerate(points) if point.figures]
    if len(told) < _FEWEST:
        return None
    points = points[min(told[0], max(len(points) - _SHORTEST, 0)) :]
    start, end = period.start, period.end
    shown = replace(period.window, first=points[0].slot.start.date())
    step, ticks = ("Day", _day_ticks(points)) if is_days else ("Week", _week_ticks(points))
    return {
        **_columns(points),
        "told": told_of_it,
        "marked": [start <= point.slot.start < end for point in points],
        "ticks": ticks,
        "title": f"{step} by {step.lower()}, {typeset.days(shown)}",
        "says": _says(points, _day_name),
        "head": [step if is_days else "Week from", "Compliance", "Judged", "Watched"],
        "rows": [[_day_name(point.slot.start), *_cells(point)] for point in points],
    }


def _columns(points: Sequence[Point]) -> dict[str, Column]:
    ends = [_ends(point.figures) for point in points]
    return {
        "rate": [rate for rate, _, _ in ends],
        "low": [low for _, low, _ in ends],
        "high": [high for _, _, high in ends],
        "spans": [_slots_spanned(point) for point in points],
        "gap": [point.is_gap for point in points],
        "withheld": [_is_withheld(point.figures) for point in points],
    }


def _is_withheld(found: Figures | None) -> bool:
    return found is not None and found.counts.withheld > 0 and not found.counts.told


def _ends(found: Figures | None) -> tuple[float | None, float | None, float | None]:
    if found is None or found.rate is None or found.interval is None:
        return None, None, None
    interval: Interval = found.interval
    return round(found.rate, _DIGITS), round(interval.low, _DIGITS), round(interval.high, _DIGITS)


def _slots_spanned(point: Point) -> int | None:
    """Return how many whole slots the slot's releases reach over; 1 and more."""
    if point.reach is None:
        return None
    start, end = point.slot.start.astimezone(UTC), point.slot.end.astimezone(UTC)
    return max(1, (point.reach - start) // (end - start))


def _cells(point: Point, *, with_usual: bool = False) -> Row:
    found = point.figures
    usual = [_rate(point.usual)] if with_usual else []
    judged = typeset.number(found.counts.decided) if found else typeset.percent(None)
    watched = typeset.percent(point.watched)
    if point.is_gap:
        watched = f"{watched}, in part" if point.watched else "not watched"
    return [_rate(found), *usual, judged, watched]


def _rate(found: Figures | None) -> str:
    if found is None:
        return typeset.percent(None)
    if _is_withheld(found):
        return "withheld"
    return typeset.rate(found.rate, found.interval)


def _hour_name(at: datetime) -> str:
    return f"{at:%H:%M}"


def _day_name(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b}"


def _hour_ticks(points: Sequence[Point]) -> list[Row]:
    return [
        [place, f"{point.slot.start:%H}"]
        for place, point in enumerate(points)
        if point.slot.start.hour % _EVERY_HOURS == 0 and not point.slot.start.minute
    ]


def _day_ticks(points: Sequence[Point]) -> list[Row]:
    starts = [point.slot.start for point in points]
    if len(starts) <= _FEW_DAYS:
        return [[place, f"{at:%a} {at.day}"] for place, at in enumerate(starts)]
    return [[place, f"{at.day} {at:%b}"] for place, at in enumerate(starts) if at.weekday() == 0]


def _week_ticks(points: Sequence[Point]) -> list[Row]:
    """Return the first week of each month."""
    starts = [point.slot.start for point in points]
    return [
        [place, f"{at:%b %Y}" if at.month == 1 else f"{at:%b}"]
        for place, at in enumerate(starts)
        if place and at.month != starts[place - 1].month
    ]


def _says(points: Sequence[Point], name: Callable[[datetime], str]) -> str:
    """Return what the chart shows, for who hears it."""
    told = [(p.figures.rate, p) for p in points if p.figures and p.figures.rate is not None]
    gaps = sum(point.is_gap for point in points)
    partly = f" Watched in part or not at all: {gaps} of {len(points)}." if gaps else ""
    if not told:
        return f"Nothing is told.{partly}"
    low, high = min(told, key=_first), max(told, key=_first)
    return (
        f"The rate is told for {len(told)} of {len(points)}, from {typeset.in_words(low[0])} "
        f"({name(low[1].slot.start)}) to {typeset.in_words(high[0])} "
        f"({name(high[1].slot.start)}).{partly}"
    )


def _first(told: tuple[float, Point]) -> float:
    return told[0]
