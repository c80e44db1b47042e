"""Still pictures in the place of a stream's frames."""

from dataclasses import dataclass

import cv2
import numpy as np

from compliance.pixels.geometry import Picture
from compliance.pixels.tiny import Grey
from compliance.pixels.window import Window


@dataclass
class Shot:
    """A frame that remembers how often its pixels were asked for."""

    picture: Picture
    converted: int = 0
    crops: int = 0

    @property
    def width_px(self) -> int:
        return self.picture.shape[1]

    @property
    def height_px(self) -> int:
        return self.picture.shape[0]

    def grey(self, width_px: int, height_px: int) -> Grey:
        grey = cv2.cvtColor(self.picture, cv2.COLOR_BGR2GRAY)
        return np.asarray(cv2.resize(grey, (width_px, height_px)), np.uint8)

    def small(self, width_px: int, height_px: int) -> Picture:
        self.converted += 1
        size = (width_px, height_px)
        return np.asarray(cv2.resize(self.picture, size, interpolation=cv2.INTER_AREA), np.uint8)

    def part(self, window: Window, width_px: int, height_px: int) -> Picture:
        assert (width_px, height_px) == (window.width_px, window.height_px)
        self.crops += 1
        return self.picture[window.slices]
