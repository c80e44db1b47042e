"""The figures as a terminal shows them and as JSON."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.errors import DataError
from compliance.evaluation.benchmark.parts import CAPTIONS, TITLES, Part, Row, Target
from compliance.evaluation.benchmark.spread import Spread, spread

SCHEMA = 1
"""Rises when something in the JSON changes its name or meaning."""

JSON_FILE = "benchmark.json"
_SMALL, _LARGE = 10, 100

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | None"


@dataclass(frozen=True, slots=True)
class About:
    """How it was measured."""

    seconds: float
    repeats: int
    is_quick: bool
    bits_per_second: Mapping[str, int]
    """Of the films, by name."""


def table(part: Part, rows: Sequence[Row]) -> Table:
    """Return a part's rows, from 80 columns on."""
    shown = Table(title=TITLES[part], title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    shown.add_column("")
    for name in ("Median", "Quartiles", "", "Target", ""):
        is_number = name in ("Median", "Quartiles")
        shown.add_column(name, justify="right" if is_number else "left", no_wrap=True)
    of = ""
    for row in rows:
        if row.of != of:
            shown.add_row(f"[bold]{row.of}[/]")
        of = row.of
        middle = spread(row.values)
        shown.add_row(
            f"  {row.name}" if row.of else row.name,
            number(middle.middle),
            _quartiles(middle),
            row.unit,
            target_words(row.target),
            verdict(row.target, middle.middle),
        )
    shown.caption, shown.caption_justify = CAPTIONS[part], "left"
    return shown


def document(rows: Sequence[Row], notes: Mapping[Part, str], about: About) -> Mapping[str, Json]:
    """Return everything for JSON: each figure with all it was measured as."""
    return {
        "schema": SCHEMA,
        "machine": {
            "processors": os.cpu_count(),
            "system": platform.system(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
        },
        "about": {
            "seconds": about.seconds,
            "repeats": about.repeats,
            "quick": about.is_quick,
            "bits_per_second": about.bits_per_second,
        },
        "notes": {part.value: note for part, note in notes.items()},
        "figures": [_plain(row) for row in rows],
    }


def prepare(folder: Path) -> None:
    """Make a folder, so that nothing is measured in vain. Raises DataError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder}: cannot be made: {error.strerror}"
        raise DataError(message, "Name another folder with --out.") from error


def number(value: float) -> str:
    """Return three digits that matter."""
    if abs(value) < _SMALL:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < _LARGE else f"{value:.0f}"


def target_words(target: Target | None) -> str:
    """Return a target in words; nothing where there is none."""
    if target is None:
        return ""
    return f"{'at most' if target.is_most else 'at least'} {target.limit:g}"


def verdict(target: Target | None, value: float) -> str:
    """Return whether a target is met, in words."""
    if target is None:
        return ""
    return "[green]met[/]" if target.is_met(value) else "[red]not met[/]"


def _quartiles(middle: Spread) -> str:
    return "" if middle.count == 1 else f"{number(middle.low)}-{number(middle.high)}"


def _plain(row: Row) -> Json:
    middle = spread(row.values)
    target = row.target
    return {
        "part": row.part.value,
        "of": row.of or None,
        "name": row.name,
        "unit": row.unit,
        "median": middle.middle,
        "low": middle.low,
        "high": middle.high,
        "values": row.values,
        "target": None if target is None else target_words(target),
        "met": None if target is None else target.is_met(middle.middle),
    }
