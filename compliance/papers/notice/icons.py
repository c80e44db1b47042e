"""The sign's pictograms, each in a square of side 1."""

from collections.abc import Callable
from math import cos, pi, sin
from typing import TypeAlias

from compliance.papers.notice.marks import Circle, Colour, Mark, Polygon, Rect

Icon: TypeAlias = Callable[[Colour, Colour], list[Mark]]
"""Draws in a colour on a ground."""


def camera(colour: Colour, ground: Colour) -> list[Mark]:
    """Return a camera on its arm, looking down to the left."""
    return [
        Rect(0.84, 0.20, 0.10, 0.62, colour, 0.03),
        Polygon(((0.56, 0.50), (0.86, 0.62), (0.86, 0.74), (0.50, 0.60)), colour),
        Polygon(((0.16, 0.14), (0.80, 0.32), (0.70, 0.62), (0.08, 0.44)), colour),
        Polygon(((0.06, 0.16), (0.13, 0.18), (0.06, 0.42), (0.00, 0.40)), colour),
        Circle(0.27, 0.345, 0.085, ground),
        Circle(0.27, 0.345, 0.040, colour),
    ]


def no_pictures(colour: Colour, ground: Colour) -> list[Mark]:
    """Return a picture, struck out."""
    return [
        Rect(0.06, 0.16, 0.88, 0.68, colour, 0.06),
        Rect(0.12, 0.22, 0.76, 0.56, ground, 0.03),
        Circle(0.32, 0.38, 0.075, colour),
        Polygon(((0.16, 0.74), (0.40, 0.50), (0.54, 0.63), (0.68, 0.44), (0.84, 0.74)), colour),
        *_struck(colour, ground),
    ]


def nobody(colour: Colour, ground: Colour) -> list[Mark]:
    """Return a person without a face, struck out."""
    rise = [pi * step / 24 for step in range(25)]
    shoulders = tuple((0.5 - 0.36 * cos(a), 0.92 - 0.36 * sin(a)) for a in rise)
    return [
        Circle(0.5, 0.32, 0.20, colour),
        Polygon(shoulders, colour),
        *_struck(colour, ground),
    ]


def totals(colour: Colour, ground: Colour) -> list[Mark]:  # noqa: ARG001 - as the others
    """Return the bars of a chart."""
    return [
        Rect(0.10, 0.54, 0.20, 0.32, colour, 0.02),
        Rect(0.40, 0.30, 0.20, 0.56, colour, 0.02),
        Rect(0.70, 0.12, 0.20, 0.74, colour, 0.02),
        Rect(0.04, 0.90, 0.92, 0.05, colour),
    ]


def _struck(colour: Colour, ground: Colour) -> list[Mark]:
    return [_slash(0.085, ground), _slash(0.045, colour)]


def _slash(half: float, colour: Colour) -> Polygon:
    a, b = 0.03, 0.97
    return Polygon(((a, b - half), (a + half, b), (b, a + half), (b - half, a)), colour)
