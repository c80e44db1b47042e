"""Finding faces of any size in a photograph of any size: several passes, each for its own sizes."""

from dataclasses import dataclass
from math import inf

import cv2
import numpy as np

from compliance.pixels.detect import Detections, Detector
from compliance.pixels.exposure import exposed
from compliance.pixels.geometry import Boxes, Picture, as_boxes, cover, iou, longer_sides, scaled

_COARSE_PX, _MIDDLE_PX, _FINEST_PX = 320, 640, 1920
"""Longer sides to which a photograph is brought."""

_FILLING_PX = 160.0  # a face that fills half of the coarse picture is found best there
_SMALL_PX = 32.0  # a smaller face in the middle picture is found better in the fine one
_TOLERANCE = 1.25  # passes share this much of each other's sizes
_SAME_IOU, _SAME_COVER = 0.3, 0.5  # from here a box shows a face that was found already


@dataclass(frozen=True, slots=True)
class Pass:
    """One search: the picture's longer side, and the sizes of faces believed there; pixels."""

    longer_side_px: int
    smallest_px: float = 0.0
    largest_px: float = inf


def passes(longer_side_px: int) -> tuple[Pass, ...]:
    """Return how a photograph of this size is searched; earlier passes go before later ones.

    Small photographs are enlarged, since their faces may be small too; faces that fill the
    picture are looked for in a coarse one, where their parts do not look like faces.
    """
    filling = Pass(_COARSE_PX, smallest_px=_FILLING_PX)
    if longer_side_px <= _MIDDLE_PX:
        return (filling, Pass(_MIDDLE_PX))
    fine_px = min(longer_side_px, _FINEST_PX)
    largest_px = _SMALL_PX * _TOLERANCE * fine_px / _MIDDLE_PX
    return (
        filling,
        Pass(_MIDDLE_PX, smallest_px=_SMALL_PX),
        Pass(fine_px, largest_px=largest_px),
        Pass(_MIDDLE_PX),
    )


def find_faces(picture: Picture, detector: Detector) -> Detections:
    """Find the faces of a photograph, (height, width, 3) uint8 BGR of any size, best first.

    Scores are from the detector's high threshold to 1.
    """
    longer_side_px = max(picture.shape[:2])
    seen: dict[int, Detections] = {}
    boxes, scores = as_boxes([]), np.zeros(0, np.float32)
    for one in passes(longer_side_px):
        if one.longer_side_px not in seen:
            seen[one.longer_side_px] = _at_scale(picture, one.longer_side_px, detector)
        found = seen[one.longer_side_px]
        sides = longer_sides(found.boxes) * (one.longer_side_px / longer_side_px)
        is_fit = (sides >= one.smallest_px) & (sides <= one.largest_px)
        is_taken = is_fit & _is_new(found.boxes, boxes)
        boxes = np.concatenate((boxes, found.boxes[is_taken]))
        scores = np.concatenate((scores, found.scores[is_taken]))
    order = np.argsort(-scores, kind="stable")
    return Detections(boxes[order], scores[order])


def _is_new(boxes: Boxes, known: Boxes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    is_apart = (iou(boxes, known) < _SAME_IOU) & (cover(boxes, known) < _SAME_COVER)
    return np.asarray(is_apart.all(axis=1), np.bool_)


def _at_scale(picture: Picture, longer_side_px: int, detector: Detector) -> Detections:
    height, width = picture.shape[:2]
    scale = longer_side_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    brought = np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)
    found = detector.detect(exposed(brought))
    found = found.at_least(detector.model.high_threshold)
    return Detections(scaled(found.boxes, width / size[0], height / size[1]), found.scores)
