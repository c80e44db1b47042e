"""A fleet told: tables to read, and JSON to keep."""

import os
import platform

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.evaluation.benchmark.outputs import number
from compliance.evaluation.benchmark.spread import spread
from compliance.evaluation.fleet.figures import Figure, Part, columns, found, growth, names
from compliance.evaluation.fleet.fleet import Measured

SCHEMA = 1
"""Rises when something in the JSON changes its name or meaning."""
_FAR = 100_000
_CAPTIONS = {
    Part.FLEET: "Once each; the answer is made and left on the server.",
    Part.DAILY: "Once each; the answer is made and left on the server.",
    Part.BOARD: "All sites and areas, a window of a day.",
}


def tables(measured: Measured) -> list[Table]:
    """Return a table of each part that was measured."""
    parts = [part for part in Part if columns(measured.figures, part)]
    return [_table(measured, part) for part in parts]


def document(measured: Measured, load: tuple[float, float, float]) -> dict[str, object]:
    """Return everything as JSON takes it."""
    plan = measured.plan
    return {
        "schema": SCHEMA,
        "machine": {
            "processors": os.cpu_count(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "load_before": load,
        },
        "about": {
            "sites": plan.sites,
            "areas": plan.areas,
            "days": plan.days,
            "seed": plan.seed,
            "rows": measured.rows,
            "scrapes": plan.scrapes,
        },
        "notes": measured.notes,
        "figures": [_plain(each) for each in measured.figures],
        "growth": [
            {"part": part.name.lower(), "name": name, "unit": unit,
             "start": line.start, "per_site": line.slope,
             f"at_{_FAR}": line.start + _FAR * line.slope}
            for part in Part
            for name, unit in names(measured.figures, part)
            if (line := growth(measured.figures, part, name))
        ],
    }  # fmt: skip


def _table(measured: Measured, part: Part) -> Table:
    shown = Table(title=part.value, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    shown.add_column("")
    heads = columns(measured.figures, part)
    for head in heads:
        title = f"{head} sites" if head.isdigit() else head
        shown.add_column(title, justify="right")
    shown.add_column("")
    for name, unit in names(measured.figures, part):
        each = [found(measured.figures, part, name, head) for head in heads]
        shown.add_row(name, *(_cell(figure) for figure in each), unit)
    shown.caption, shown.caption_justify = _CAPTIONS.get(part, ""), "left"
    return shown


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    middle = spread(figure.values)
    told = f"{'over ' if figure.is_broken_off else ''}{number(middle.middle)}"
    if middle.count == 1:
        return told
    return f"{told} ({number(middle.low)}-{number(middle.high)})"


def _plain(figure: Figure) -> dict[str, object]:
    middle = spread(figure.values)
    return {
        "part": figure.part.name.lower(),
        "name": figure.name,
        "unit": figure.unit,
        "column": figure.column,
        "median": middle.middle,
        "low": middle.low,
        "high": middle.high,
        "values": figure.values,
        "broken_off": figure.is_broken_off,
    }
