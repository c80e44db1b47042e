"""The parts of a picture that count: inside what a camera includes, outside what it excludes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.camera import Polygon
from compliance.pixels.geometry import Picture
from compliance.pixels.window import Window, whole


class AreaMask:
    """The parts of a picture of one size that count: inside `include`, outside `exclude`."""

    def __init__(
        self,
        size_px: tuple[int, int],
        include: tuple[Polygon, ...],
        exclude: tuple[Polygon, ...],
    ) -> None:
        width, height = size_px
        self._hidden: NDArray[np.bool_] | None = None
        self.bounds = whole(size_px)
        """The smallest window that holds all that counts; it may be empty."""
        if include or exclude:
            counts = np.zeros((height, width), np.uint8) if include else None
            seen = np.ones((height, width), np.uint8) if counts is None else counts
            _fill(seen, include, 1)
            _fill(seen, exclude, 0)
            self._hidden = seen == 0
            left, top, across, down = cv2.boundingRect(seen)
            self.bounds = Window(left, top, left + across, top + down)

    def blacken(self, picture: Picture, window: Window | None = None) -> None:
        """Black out, in place, what does not count; the picture may be a window's alone."""
        if self._hidden is not None:
            hidden = self._hidden if window is None else self._hidden[window.slices]
            picture[hidden] = 0


def _fill(canvas: NDArray[np.uint8], polygons: tuple[Polygon, ...], value: int) -> None:
    height, width = canvas.shape
    for polygon in polygons:
        corners = np.array(polygon, np.float64) * (width, height)
        cv2.fillPoly(canvas, [np.rint(corners).astype(np.int32)], (value,))
