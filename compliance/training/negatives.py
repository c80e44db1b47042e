"""What is no face but may be taken for one, so that the classifier learns to reject it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from compliance.evaluation.truth import Box
from compliance.pixels.geometry import Boxes, Picture, as_boxes, cover
from compliance.pixels.onnx import Session
from compliance.training.found import answers
from compliance.training.subjects import Subject, subject
from compliance.training.teacher import SURE, Teacher

SIDES_PX = (320, 640, 1280)
"""Longer sides at which the detector is asked."""

MISTAKEN_MIN = 0.25
DOUBT_MIN = 0.2
"""Teachers' score from which a place may be a face and is no example of none."""

_SIDE_MIN_PX = 16.0
_APART = 0.25  # of the smaller box: less than this on any face, perhaps a face
_MISTAKES_MAX = 12
_NEIGHBOURS_MAX = 3
_AWAY = (0.9, 1.6)  # a neighbour's distance from the face, in its sides
_NEIGHBOUR_SIZE = (0.6, 1.4)
_PATCH_SHARE = (0.06, 0.4)  # of the picture's shorter side


@dataclass(frozen=True, slots=True)
class Negatives:
    """Crops without a face: the detector's own mistakes, and other places."""

    mistakes: list[Subject]
    places: list[Subject]


def negatives(
    pictures: Iterable[tuple[Picture, Boxes]], detector: Session, teacher: Teacher, rng: Generator
) -> Negatives:
    """Gather what is no face in pictures, each given with its labelled faces (n, 4).

    Mistakes: detections from MISTAKEN_MIN on that neither touch a labelled face nor anything the
    teacher gives DOUBT_MIN. Places: beside and below faces (hair, hands, cloth), and anywhere.
    """
    found = Negatives([], [])
    for picture, labelled in pictures:
        seen = teacher.detect(picture)
        faces = np.concatenate((labelled, seen.boxes[seen.scores >= SURE]))
        known = np.concatenate((labelled, seen.boxes))
        for box in _apart(_mistaken(picture, detector), known)[:_MISTAKES_MAX]:
            found.mistakes.append(_none(picture, box))
        for box in _apart(as_boxes(list(_elsewhere(picture, faces, rng))), known):
            found.places.append(_none(picture, box))
    return found


def strangers(picture: Picture, no_faces: Boxes) -> list[Subject]:
    """Cut out places in which a person saw no face, (n, 4)."""
    return [_none(picture, box) for box in no_faces]


def _mistaken(picture: Picture, detector: Session) -> Boxes:
    """Return what the detector takes for faces at any size, surest first."""
    looks = [answers(detector, picture, side) for side in SIDES_PX]
    boxes = np.concatenate([boxes for boxes, _ in looks])
    scores = np.concatenate([scores for _, scores in looks])
    order = np.argsort(-scores, kind="stable")
    return np.asarray(boxes[order[scores[order] >= MISTAKEN_MIN]])


def _elsewhere(picture: Picture, faces: Boxes, rng: Generator) -> Iterator[Box]:
    height, width = picture.shape[:2]
    for index in rng.permutation(len(faces))[:_NEIGHBOURS_MAX]:
        x1, y1, x2, y2 = faces[index].tolist()
        side, turn = max(x2 - x1, y2 - y1), rng.uniform(0, 2 * np.pi)
        away = side * rng.uniform(*_AWAY)
        x, y = (x1 + x2) / 2 + away * np.cos(turn), (y1 + y2) / 2 + away * np.sin(turn)
        if 0 < x < width and 0 < y < height:
            yield _square(x, y, side * rng.uniform(*_NEIGHBOUR_SIZE))
    side = min(height, width) * rng.uniform(*_PATCH_SHARE)
    yield _square(rng.uniform(0, width), rng.uniform(0, height), side)


def _apart(boxes: Boxes, known: Boxes) -> Boxes:
    is_free = cover(boxes, known).max(axis=1, initial=0) < _APART
    is_large = (boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf) >= _SIDE_MIN_PX
    return np.asarray(boxes[is_free & is_large], np.float32)


def _square(x: float, y: float, side: float) -> Box:
    return (x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def _none(picture: Picture, box: Iterable[float]) -> Subject:
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return subject(picture, ((x1, y1, x2, y2),), None)
