"""Trends as text: CSV and JSON for machines, a table for a terminal."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts import records
from compliance.counts.correction import Refused
from compliance.counts.line import Slope
from compliance.counts.records import Record, Value
from compliance.counts.report_text import FIGURES, figures_record, rate_with_interval, span
from compliance.counts.trend import Point, Trend

SLOPE = ("points_per_week", "points_per_week_low", "points_per_week_high", "slope_refused")
"""The names in a `slope_record`: percentage points a week, with their 95 % interval."""
COLUMNS = ("site", "area", "per", "start", "end", *FIGURES, *SLOPE)
"""A line per day or week; the slope is its area's, on each of them."""

_DIGITS = 4
_HUNDRED = 100  # percentage points


def write_csv(trends: Iterable[Trend], file: TextIO) -> None:
    """Write a line per day or week under a line of names."""
    records.write_csv(COLUMNS, line_records(trends), file)


def write_json(trends: Iterable[Trend], file: TextIO) -> None:
    """Write a list of an object per area."""
    json.dump([to_record(each) for each in trends], file, indent=2, ensure_ascii=False)
    file.write("\n")


def to_record(found: Trend) -> dict[str, object]:
    """Return a trend as values that JSON has: its slope, and the rates it was drawn through."""
    return {
        "site": found.site,
        "area": found.area,
        "per": found.per.value,
        "start": found.points[0].start.isoformat(),
        "end": found.points[-1].end.isoformat(),
        **slope_record(found.slope),
        "points": [_point(point) for point in found.points],
    }


def slope_record(found: Slope | Refused) -> Record:
    """Return what is published of a slope."""
    if isinstance(found, Refused):
        return dict(zip(SLOPE, (None, None, None, found.reason), strict=True))
    edges = (found.value, found.low, found.high)
    told = (round(_HUNDRED * edge, _DIGITS) for edge in edges)
    return dict(zip(SLOPE, (*told, None), strict=True))


def to_table(trends: Sequence[Trend]) -> Table:
    """Return a line per area: its first rate, its last, and what lies between."""
    table = Table(title="Trend", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    for name in ("Area", "Time", "First", "Last", "Change a week"):
        table.add_column(name, overflow="fold")
    for each in trends:
        first, last = each.points[0], each.points[-1]
        table.add_row(
            each.area, span(first.start, last.end), _rate(first), _rate(last), in_words(each.slope)
        )
    table.caption = (
        "Rates of the first and last day or week; the change is of a line through all of them, in "
        "percentage points with its 95 % interval."
    )
    return table


def in_words(found: Slope | Refused) -> str:
    """Return a slope in percentage points, and whether chance alone could have made it."""
    if isinstance(found, Refused):
        return f"none: {found.reason}"
    value, low, high = (_HUNDRED * edge for edge in (found.value, found.low, found.high))
    told = f"{value:+.2f} points ({low:+.2f} to {high:+.2f})"
    return told if found.is_beyond_chance else f"{told}, which chance could have made"


def line_records(trends: Iterable[Trend]) -> Iterator[Record]:
    """Yield what is published of each day or week."""
    for each in trends:
        head = {"site": each.site, "area": each.area, "per": each.per.value}
        of_area = slope_record(each.slope)
        for point in each.points:
            yield {**head, **_point(point), **of_area}


def _point(point: Point) -> dict[str, Value]:
    start, end = point.start.isoformat(), point.end.isoformat()
    return {"start": start, "end": end, **figures_record(point.figures)}


def _rate(point: Point) -> str:
    return rate_with_interval(point.figures.rate, point.figures.interval)
