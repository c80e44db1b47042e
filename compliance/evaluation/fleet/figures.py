"""What was measured of a fleet: figures, each of a part and a column of its table; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from compliance.evaluation.benchmark.spread import Line, line, spread


class Part(Enum):
    """What figures are of; in the order in which they are told."""

    INGEST = "Rows taken in"
    SIZE = "Size in PostgreSQL"
    SITE = "The ten ready queries, of one site"
    FLEET = "The ten ready queries, of every site"
    DAILY = "Those of days, of every site, from daily.sql"
    LAYOUT = "What parts and indexes buy, rows in the order of their arrival"
    SERIES = "Series in VictoriaMetrics"
    BOARD = "The fleet dashboard"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, again and again or once."""

    part: Part
    name: str
    unit: str
    column: str
    """How many sites there were, or how their rows lay."""
    values: tuple[float, ...]
    is_broken_off: bool = False
    """It would have taken longer."""


def columns(figures: Sequence[Figure], part: Part) -> list[str]:
    """Return a part's columns in the order of measuring."""
    return list(dict.fromkeys(each.column for each in figures if each.part is part))


def names(figures: Sequence[Figure], part: Part) -> list[tuple[str, str]]:
    """Return a part's rows with their units, in the order of measuring."""
    return list(dict.fromkeys((each.name, each.unit) for each in figures if each.part is part))


def found(figures: Sequence[Figure], part: Part, name: str, column: str) -> Figure | None:
    """Return a figure; None where it was not measured."""
    wanted = (part, name, column)
    return next((each for each in figures if (each.part, each.name, each.column) == wanted), None)


def growth(figures: Sequence[Figure], part: Part, name: str) -> Line | None:
    """Return how a figure grows with each further site; None where it is not told."""
    points = [
        (float(each.column), spread(each.values).middle)
        for each in figures
        if (each.part, each.name) == (part, name)
        and each.column.isdigit()
        and not each.is_broken_off
    ]
    if len({sites for sites, _ in points}) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    if any(not value for _, value in points):
        return None
    return line([sites for sites, _ in points], [value for _, value in points])
