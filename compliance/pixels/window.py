"""A rectangle of whole pixels: what is converted or searched of a picture instead of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.pixels.geometry import Boxes, as_boxes


@dataclass(frozen=True, slots=True)
class Window:
    """From left and top up to right and bottom, which lie outside; pixels of some picture."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width_px(self) -> int:
        """How wide it is; not above 0: it is empty."""
        return self.right - self.left

    @property
    def height_px(self) -> int:
        """How high it is; not above 0: it is empty."""
        return self.bottom - self.top

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel; then its slices mean nothing."""
        return self.width_px <= 0 or self.height_px <= 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index an array with."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def area_px(self) -> int:
        """How many pixels it holds; of an empty one it means nothing."""
        return self.width_px * self.height_px

    def inside(self, other: "Window") -> "Window":
        """Return what lies in both; it may be empty."""
        return Window(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def snapped(self, step_px: int) -> "Window":
        """Return the smallest window round it whose edges are multiples of a step."""
        return Window(
            self.left // step_px * step_px,
            self.top // step_px * step_px,
            -(-self.right // step_px) * step_px,
            -(-self.bottom // step_px) * step_px,
        )

    def from_here(self, boxes: Boxes) -> Boxes:
        """Return boxes of the whole picture as they lie in this window."""
        return boxes - as_boxes([(self.left, self.top, self.left, self.top)])

    def to_whole(self, boxes: Boxes) -> Boxes:
        """Return boxes of this window as they lie in the whole picture."""
        return boxes + as_boxes([(self.left, self.top, self.left, self.top)])


def whole(size_px: tuple[int, int]) -> Window:
    """Return all of a picture of this width and height."""
    return Window(0, 0, *size_px)


def joined(windows: Sequence[Window], spare_px: int) -> list[Window]:
    """Return windows that hold all of these, of which no two overlap.

    Two become one as well where that adds no more than `spare_px` pixels.
    """
    apart: list[Window] = []
    for one in windows:
        grown = one
        while other := next((o for o in apart if _belong_together(grown, o, spare_px)), None):
            apart.remove(other)
            grown = _round_both(grown, other)
        apart.append(grown)
    return apart


def _belong_together(a: Window, b: Window, spare_px: int) -> bool:
    is_cheap = _round_both(a, b).area_px <= a.area_px + b.area_px + spare_px
    return is_cheap or not a.inside(b).is_empty


def _round_both(a: Window, b: Window) -> Window:
    return Window(
        min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom)
    )
