"""The week's profile as text: CSV and JSON for machines, a table of the week for a terminal."""

from calendar import day_abbr
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts import records
from compliance.counts.profile import WeekHour
from compliance.counts.records import Record
from compliance.counts.report_text import FIGURES, figures_record, noise_told

COLUMNS = ("site", "area", "weekday", "hour", "releases", *FIGURES)
"""The names in an `hour_record`; weekday 0 is Monday."""
_DAYS = range(7)


def write_csv(rows: Iterable[WeekHour], file: TextIO) -> None:
    """Write a line per weekday and hour under a line of names; Monday is 0."""
    records.write_csv(COLUMNS, map(hour_record, rows), file)


def write_json(rows: Iterable[WeekHour], file: TextIO) -> None:
    """Write a list of objects with the CSV's names."""
    records.write_json(map(hour_record, rows), file)


def to_tables(rows: Sequence[WeekHour]) -> list[Table]:
    """Return a table per area: hours down, weekdays across, a rate over its interval in each."""
    areas: dict[tuple[str, str], dict[tuple[int, int], WeekHour]] = {}
    for row in rows:
        areas.setdefault((row.site, row.area), {})[row.hour, row.weekday] = row
    return [_table(f"{site} / {area}", found) for (site, area), found in areas.items()]


def _table(title: str, found: dict[tuple[int, int], WeekHour]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=0)
    table.add_column("Hour", justify="right")
    for day in _DAYS:
        table.add_column(day_abbr[day], justify="right", no_wrap=True)
    for hour in sorted({hour for hour, _ in found}):
        table.add_row(f"{hour}:00", *(_cell(found.get((hour, day))) for day in _DAYS))
    told = "Compliance in % of the passages decided, over its 95 % interval."
    table.caption = f"{told} {noise_told(row.figures for row in found.values())}".rstrip()
    return table


def _cell(row: WeekHour | None) -> str:
    if row is None or row.figures.rate is None or row.figures.interval is None:
        return "-"
    interval = row.figures.interval
    return f"{100 * row.figures.rate:.0f}\n{100 * interval.low:.0f}-{100 * interval.high:.0f}"


def hour_record(row: WeekHour) -> Record:
    """Return what is published of a weekday and hour."""
    return {
        "site": row.site,
        "area": row.area,
        "weekday": row.weekday,
        "hour": row.hour,
        "releases": row.releases,
        **figures_record(row.figures),
    }
