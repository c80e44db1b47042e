"""Faces made unrecognisable before a picture is shown."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from compliance.pixels.detect import Detector
from compliance.pixels.geometry import Boxes, Picture, as_boxes, clipped, scaled

SEARCHES_PX = (320, 960)
"""Longer sides to which a picture is brought: near faces are found in one, far ones in the other.

Measured on 188 held-out photographs: of 438 faces of 16 px and more, 435 are hidden in a single
frame; 426 with the larger search alone.
"""

LOWEST_SCORE = 0.1
"""The search takes far more for a face than counting does: a wall pixelated harms nobody."""

_MARGIN = 0.15  # of the box, added on each side: hair, chin and a step since
_CELLS = 5  # across a face: whether something covers the mouth can be guessed, nobody be known
_LEAST_CELL_PX = 8
_KEPT_SECONDS = 0.8  # a face that is missed in a frame is still there


@dataclass(slots=True)
class Veil:
    """Pixelates the faces of one camera's pictures, wherever they are in the picture."""

    detector: Detector
    """Its low threshold is LOWEST_SCORE."""
    _kept: list[tuple[float, Boxes]] = field(default_factory=list)

    def draw(self, picture: Picture, followed: Boxes, at_seconds: float) -> None:
        """Pixelate, in place, every face found or followed now or a moment ago.

        followed: (n, 4) in pixels of the picture; n may be 0.
        """
        self._kept = [(at, boxes) for at, boxes in self._kept if _is_recent(at, at_seconds)]
        self._kept.append((at_seconds, np.concatenate((self._found(picture), followed))))
        for _, boxes in self._kept:
            for box in clipped(_widened(boxes), picture.shape[1], picture.shape[0]):
                pixelate(picture, box.tolist())

    def forget(self) -> None:
        """Forget where faces were, since other pictures follow."""
        self._kept = []

    def _found(self, picture: Picture) -> Boxes:
        return np.concatenate([self._found_at(picture, side_px) for side_px in SEARCHES_PX])

    def _found_at(self, picture: Picture, side_px: int) -> Boxes:
        height, width = picture.shape[:2]
        scale = side_px / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        searched = np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)
        return scaled(self.detector.detect(searched).boxes, width / size[0], height / size[1])


def pixelate(picture: Picture, box: tuple[float, float, float, float]) -> None:
    """Leave of the part in the box, in place, nothing but a few flat cells."""
    x1, y1 = int(box[0]), int(box[1])
    part = picture[y1 : int(np.ceil(box[3])), x1 : int(np.ceil(box[2]))]
    height, width = part.shape[:2]
    if not height or not width:
        return
    cell = max(_LEAST_CELL_PX, max(height, width) / _CELLS)
    cells = (max(1, round(width / cell)), max(1, round(height / cell)))
    few = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
    part[:] = cv2.resize(few, (width, height), interpolation=cv2.INTER_NEAREST)


def _is_recent(at_seconds: float, now_seconds: float) -> bool:
    return 0 <= now_seconds - at_seconds <= _KEPT_SECONDS


def _widened(boxes: Boxes) -> Boxes:
    margin = _MARGIN * (boxes[:, 2:] - boxes[:, :2])
    return as_boxes(np.concatenate((boxes[:, :2] - margin, boxes[:, 2:] + margin), axis=1).tolist())
