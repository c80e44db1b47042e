"""Cut-out pictures and how they are laid over a frame, sharp at any size."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Layer: TypeAlias = NDArray[np.uint8]
"""(height, width, 4) uint8: BGR already multiplied by the cover, then the cover 0 to 255."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """A layer in halving sizes; each shrink starts at the nearest larger one."""

    sizes: tuple[Layer, ...]

    @classmethod
    def of(cls, colour: NDArray[np.uint8], cover: NDArray[np.uint8]) -> "Sprite":
        """Make a sprite of a (h, w, 3) picture and its (h, w) cover."""
        share = cover[..., None].astype(np.float32) / 255
        layer = np.dstack([np.rint(colour * share).astype(np.uint8), cover])
        sizes = [layer]
        while min(sizes[-1].shape[:2]) >= _SMALLEST_PX:
            height, width = sizes[-1].shape[:2]
            half = (width // 2, height // 2)
            sizes.append(np.asarray(cv2.resize(sizes[-1], half, interpolation=cv2.INTER_AREA)))
        return cls(tuple(sizes))


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a sprite goes: its anchor (sprite pixels) onto a point of the frame."""

    anchor: tuple[float, float]
    point: tuple[float, float]
    scale: float
    """Frame pixels per sprite pixel."""
    turn_degrees: float = 0.0
    """Clockwise."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What a placed sprite covers: a window of the frame and the layer in it."""

    window: tuple[slice, slice]
    layer: Layer


def placed(sprite: Sprite, placing: Placing, width_px: int, height_px: int) -> Patch | None:
    """Return the sprite brought to its place, cut to the frame; None when outside."""
    level = min(max(int(np.log2(1 / placing.scale)), 0), len(sprite.sizes) - 1)
    source = sprite.sizes[level]
    full_height, full_width = sprite.sizes[0].shape[:2]
    matrix = _matrix(placing)
    corners = (
        np.array([[0, 0, 1], [full_width, 0, 1], [0, full_height, 1], [full_width, full_height, 1]])
        @ matrix.T
    )
    left, top = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(corners.max(0)).astype(int), (width_px, height_px))
    if left >= right or top >= bottom:
        return None
    fit = matrix.copy()
    fit[:, 0] *= full_width / source.shape[1]
    fit[:, 1] *= full_height / source.shape[0]
    # A pixel's middle lies half a pixel from its corner, in both pictures.
    fit[:, 2] += (fit[:, 0] + fit[:, 1]) / 2 - 0.5 - (left, top)
    size = (int(right - left), int(bottom - top))
    layer = cv2.warpAffine(source, fit, size, flags=cv2.INTER_LINEAR)
    return Patch((slice(int(top), int(bottom)), slice(int(left), int(right))), np.asarray(layer))


def lay(frame: NDArray[np.uint8], patch: Patch, hidden: NDArray[np.bool_] | None = None) -> Layer:
    """Lay a patch over the frame in place, but not where `hidden`; return what was laid."""
    layer = patch.layer
    if hidden is not None and hidden.any():
        layer = layer * ~hidden[..., None]
    rest = cv2.cvtColor(255 - layer[..., 3], cv2.COLOR_GRAY2BGR)
    below = cv2.multiply(frame[patch.window], rest, scale=1 / 255)
    frame[patch.window] = cv2.add(below, np.ascontiguousarray(layer[..., :3]))
    return layer


def _matrix(placing: Placing) -> NDArray[np.float64]:
    angle = np.deg2rad(placing.turn_degrees)
    cos, sin = placing.scale * np.cos(angle), placing.scale * np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = np.array(placing.point) - turn @ np.array(placing.anchor)
    return np.column_stack([turn, shift])


_SMALLEST_PX = 8
