"""What a sheet is drawn of: a few kinds of marks, in millimetres from the top left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

Colour: TypeAlias = str
"""As #rrggbb."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of Helvetica."""

    x: float
    y: float
    """Of the baseline."""
    size: float
    """Of the type, in mm."""
    text: str
    width: float
    """What it measures; whoever draws with another font keeps to it."""
    is_bold: bool = False
    colour: Colour = "#000000"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A filled circle."""

    x: float
    y: float
    radius: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    colour: Colour


Mark: TypeAlias = Text | Rect | Circle | Polygon


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    languages: tuple[str, ...]
    title: str


def moved(marks: Iterable[Mark], dx: float, dy: float, scale: float = 1.0) -> list[Mark]:
    """Return the marks scaled about the origin, then moved."""
    return [_moved(mark, dx, dy, scale) for mark in marks]


def _moved(mark: Mark, dx: float, dy: float, s: float) -> Mark:
    match mark:
        case Polygon(points):
            return replace(mark, points=tuple((x * s + dx, y * s + dy) for x, y in points))
        case Text():
            placed = replace(mark, x=mark.x * s + dx, y=mark.y * s + dy)
            return replace(placed, size=mark.size * s, width=mark.width * s)
        case Circle():
            return replace(mark, x=mark.x * s + dx, y=mark.y * s + dy, radius=mark.radius * s)
        case Rect():
            sized = replace(mark, width=mark.width * s, height=mark.height * s)
            return replace(sized, x=mark.x * s + dx, y=mark.y * s + dy, radius=mark.radius * s)
