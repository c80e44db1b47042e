"""The face detector: a picture in, boxes with scores out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.models import DetectorModel
from compliance.pixels.geometry import Boxes, Picture, candidates, suppressed
from compliance.pixels.onnx import Session

STRIDE_PX = 32
"""The network takes widths and heights that are multiples of this."""


@dataclass(frozen=True, slots=True)
class Detections:
    """Faces found in one picture, best first."""

    boxes: Boxes
    """(n, 4) in pixels of the picture; may reach over its edges."""
    scores: NDArray[np.float32]
    """(n,), low threshold to 1."""

    def at_least(self, score: float) -> "Detections":
        """Return those with at least this score."""
        return Detections(self.boxes[self.scores >= score], self.scores[self.scores >= score])


class Detector:
    """A loaded face detector; it has run once, so nothing is left to load."""

    def __init__(self, model: DetectorModel, threads: int = 1) -> None:
        self.model = model
        self._session = Session(model.path, threads)
        self.detect(np.zeros((STRIDE_PX * 2, STRIDE_PX * 2, 3), np.uint8))

    def detect(self, picture: Picture) -> Detections:
        """Find faces in a (height, width, 3) uint8 BGR picture of any size.

        The runtime keeps the memory that the largest took; others find room in it.
        """
        height, width = picture.shape[:2]
        inputs = {"image": _padded(picture)[None]}
        boxes, scores = (array[0] for array in self._session.run(("boxes", "scores"), inputs))
        likely = candidates(scores, self.model.low_threshold)
        boxes, scores = boxes[likely], scores[likely]
        centres = (boxes[:, :2] + boxes[:, 2:]) / 2
        is_inside = ((centres >= 0) & (centres <= (width, height))).all(axis=1)
        boxes, scores = boxes[is_inside], scores[is_inside]
        kept = suppressed(boxes, scores, self.model.nms_iou)
        return Detections(boxes[kept], scores[kept])


def detect_size(width_px: int, height_px: int, target_width_px: int) -> tuple[int, int]:
    """Return the width and height to bring a stream's pictures to: its shape, in whole strides."""
    width = _whole_strides(target_width_px)
    return width, _whole_strides(target_width_px * height_px / width_px)


def _whole_strides(length_px: float) -> int:
    return max(1, round(length_px / STRIDE_PX)) * STRIDE_PX


def _padded(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    below, right = -height % STRIDE_PX, -width % STRIDE_PX
    if not below and not right:
        return np.ascontiguousarray(picture)
    return np.pad(picture, ((0, below), (0, right), (0, 0)))
