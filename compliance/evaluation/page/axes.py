"""Plots as inline SVG: an area with scaled axes, coloured by the page's style."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TINY = 1e-9
MARK_PX = 5
_SQUARE = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
_DIAMOND = ((0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0))
_SHAPES = {"incorrect": _SQUARE, "right": _SQUARE, "no_mask": _DIAMOND}
"""Corners by kind, so that nobody needs to tell colours apart; a kind without is round."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of values, and how they are written."""

    low: float
    high: float
    title: str
    written: Callable[[float], str] = "{:g}".format

    def share(self, value: float) -> float:
        """Return where a value lies, 0 at the low end and 1 at the high one, never beyond."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def ticks(self, about: int = 5) -> list[float]:
        """Return round values along the axis, about so many."""
        step = round_step((self.high - self.low) / about)
        first, last = ceil(self.low / step - _TINY), floor(self.high / step + _TINY)
        return [round(number * step, 9) for number in range(first, last + 1)]


def round_step(rough: float) -> float:
    """Return the next round number that is not below a positive one."""
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough - _TINY * power)


@dataclass(slots=True)
class Plot:
    """A plot being drawn; distances in pixels, y downwards."""

    title: str
    described: str
    x: Axis
    y: Axis | None
    """None where the rows are names."""
    width_px: int = 720
    height_px: int = 380
    left_px: int = 64
    top_px: int = 16
    right_px: int = 20
    bottom_px: int = 52
    _parts: list[str] = field(default_factory=list)

    def at_x(self, value: float) -> float:
        """Return the pixel column of a value."""
        return self.left_px + self.x.share(value) * (self.width_px - self.left_px - self.right_px)

    def at_y(self, value: float) -> float:
        """Return the pixel row of a value; needs a y axis."""
        share = self.y.share(value) if self.y else 0.0
        return self.floor_px - share * (self.floor_px - self.top_px)

    @property
    def floor_px(self) -> float:
        """Return the row of the x axis."""
        return self.height_px - self.bottom_px

    def line(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a line through pixels; `kind` is a class of the page's style."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline class="{kind}" points="{path}"/>')

    def mark(self, x: float, y: float, kind: str, said: str) -> None:
        """Draw a figure at a pixel in its kind's shape; `said` is shown when it is pointed at."""
        corners = " ".join(
            f"{x + dx * MARK_PX:.1f},{y + dy * MARK_PX:.1f}" for dx, dy in _SHAPES.get(kind, ())
        )
        shape = f'polygon points="{corners}"' if corners else f'circle cx="{x:.1f}" cy="{y:.1f}"'
        size = "" if corners else f' r="{MARK_PX}"'
        self._parts.append(
            f'<{shape}{size} class="{kind} dot"><title>{escape(said)}</title>'
            f"</{shape.split(maxsplit=1)[0]}>"
        )

    def bar(self, x: float, width_px: float, top: float, kind: str) -> None:
        """Draw a bar that stands on the x axis."""
        height = self.floor_px - top
        self._parts.append(
            f'<rect class="{kind}" x="{x:.1f}" y="{top:.1f}" width="{width_px:.1f}"'
            f' height="{height:.1f}"/>'
        )

    def text(self, x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> None:
        """Write words at a pixel."""
        self._parts.append(
            f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
        )

    def svg(self) -> str:
        """Return the whole plot."""
        label = escape(f"{self.title}. {self.described}", quote=True)
        return (
            f'<div class="plot"><svg role="img" aria-label="{label}"'
            f' viewBox="0 0 {self.width_px} {self.height_px}">'
            f"{''.join(self._x_axis())}{''.join(self._y_axis())}{''.join(self._parts)}</svg></div>"
        )

    def _x_axis(self) -> list[str]:
        parts = []
        for value in self.x.ticks():
            at = self.at_x(value)
            parts.append(
                f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{self.top_px}"'
                f' y2="{self.floor_px}"/><text x="{at:.1f}" y="{self.floor_px + 18:.1f}"'
                f' text-anchor="middle">{escape(self.x.written(value))}</text>'
            )
        middle = (self.left_px + self.width_px - self.right_px) / 2
        parts.append(
            f'<text class="title" x="{middle:.1f}" y="{self.height_px - 8}"'
            f' text-anchor="middle">{escape(self.x.title)}</text>'
        )
        return parts

    def _y_axis(self) -> list[str]:
        if self.y is None:
            return []
        parts = []
        for value in self.y.ticks():
            at = self.at_y(value)
            parts.append(
                f'<line class="grid" x1="{self.left_px}" x2="{self.width_px - self.right_px}"'
                f' y1="{at:.1f}" y2="{at:.1f}"/><text x="{self.left_px - 8}" y="{at + 4:.1f}"'
                f' text-anchor="end">{escape(self.y.written(value))}</text>'
            )
        middle = (self.top_px + self.floor_px) / 2
        parts.append(
            f'<text class="title" x="14" y="{middle:.1f}" text-anchor="middle"'
            f' transform="rotate(-90 14 {middle:.1f})">{escape(self.y.title)}</text>'
        )
        return parts
