"""The one rule by which a face is cut out for the classifier, in training and in operation."""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.pixels.exposure import exposed
from compliance.pixels.window import Window, whole

Picture: TypeAlias = NDArray[np.uint8]

_ROOM_PX = 8  # round the square: at a window's edge colours may be interpolated otherwise


def square_crop(picture: Picture, box: Sequence[float], scale: float, size: int) -> Picture:
    """Cut the square round a face and bring it to one size.

    picture: (height, width, 3) uint8. box: x1, y1, x2, y2 in pixels of the picture; it may lie
    partly or wholly outside. The square shares the box's centre; its side is `scale` times the
    box's longer side, at least one pixel. Outside the picture the border is replicated.
    Returns (size, size, 3) uint8 in the picture's channel order.
    """
    return _brought(_cut(picture, box, scale), size)


def face_crop(picture: Picture, box: Sequence[float], scale: float, size: int) -> Picture:
    """Cut out that square as the classifier sees it: with enough light."""
    return _brought(exposed(_cut(picture, box, scale)), size)


def window_for_crop(box: Sequence[float], scale: float, size_px: tuple[int, int]) -> Window:
    """Return the part of a picture of this width and height that `square_crop` needs, or more.

    A crop from there is the same as from the whole picture. Its left and top are even, and so are
    the others but where the picture ends.
    """
    square, picture = _square(box, scale), whole(size_px)
    roomy = Window(
        min(square.left, size_px[0]) - _ROOM_PX,
        min(square.top, size_px[1]) - _ROOM_PX,
        max(square.right, 0) + _ROOM_PX,
        max(square.bottom, 0) + _ROOM_PX,
    )
    return roomy.snapped(2).inside(picture)


def _cut(picture: Picture, box: Sequence[float], scale: float) -> Picture:
    square = _square(box, scale)
    return _replicated(picture, square.left, square.top, square.width_px)


def _brought(cut: Picture, size: int) -> Picture:
    method = cv2.INTER_AREA if cut.shape[0] > size else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(cut, (size, size), interpolation=method), np.uint8)


def _square(box: Sequence[float], scale: float) -> Window:
    x1, y1, x2, y2 = (float(v) for v in box)
    side = max(1, round(scale * max(x2 - x1, y2 - y1)))
    left = round((x1 + x2 - side) / 2)
    top = round((y1 + y2 - side) / 2)
    return Window(left, top, left + side, top + side)


def _replicated(picture: Picture, left: int, top: int, side: int) -> Picture:
    height, width = picture.shape[:2]
    if left >= 0 and top >= 0 and left + side <= width and top + side <= height:
        return picture[top : top + side, left : left + side]
    rows = np.clip(np.arange(top, top + side), 0, height - 1)
    columns = np.clip(np.arange(left, left + side), 0, width - 1)
    return picture[rows[:, None], columns[None, :]]
