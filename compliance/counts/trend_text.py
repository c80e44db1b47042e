"""Trends as text: CSV and JSON for machines, a table for a terminal."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts import records
from compliance.counts.correction import Refused
from compliance.counts.line import Slope
from compliance.counts.records import Value
from compliance.counts.report_text import FIGURES, figure_values, rate_with_interval, span
from compliance.counts.trend import Point, Trend

SLOPE = ("points_per_week", "points_per_week_low", "points_per_week_high", "slope_refused")
"""The names of `slope_values`: percentage points a week, with their 95 % interval."""
COLUMNS = ("site", "area", "per", "start", "end", *FIGURES, *SLOPE)
"""A line per day or week; the slope is its area's, on each of them."""

_DIGITS = 4
_HUNDRED = 100  # percentage points


def write_csv(trends: Iterable[Trend], file: TextIO) -> None:
    """Write a line per day or week under a line of names."""
    records.write_csv(COLUMNS, line_values(trends), file)


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
        **dict(zip(SLOPE, slope_values(found.slope), strict=True)),
        "points": [_point(point) for point in found.points],
    }


def slope_values(found: Slope | Refused) -> tuple[Value, ...]:
    """Return what is published of a slope, in the order of SLOPE."""
    if isinstance(found, Refused):
        return None, None, None, found.reason
    edges = (found.value, found.low, found.high)
    return *(round(_HUNDRED * edge, _DIGITS) for edge in edges), None


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


def line_values(trends: Iterable[Trend]) -> Iterator[tuple[Value, ...]]:
    """Yield what is published of each day or week, in the order of COLUMNS."""
    for each in trends:
        of_area = slope_values(each.slope)
        for point in each.points:
            start, end = point.start.isoformat(), point.end.isoformat()
            head = (each.site, each.area, each.per.value, start, end)
            yield *head, *figure_values(point.figures), *of_area


def _point(point: Point) -> dict[str, Value]:
    values = dict(zip(FIGURES, figure_values(point.figures), strict=True))
    return {"start": point.start.isoformat(), "end": point.end.isoformat(), **values}


def _rate(point: Point) -> str:
    return rate_with_interval(point.figures.rate, point.figures.interval)
