"""Judged faces to count by hand."""

from pathlib import Path

from compliance.evaluation.judging import Sight
from compliance.evaluation.scores import Found, Judged
from compliance.evaluation.truth import LABELS, Box, Face, Label, Scene
from compliance.pixels.inspect import ImageFaces, InspectedFace

MASK, INCORRECT, NO_MASK = LABELS
BOX = (0.0, 0.0, 50.0, 50.0)


def found(called: Label, sureness: float = 0.8, box: Box = BOX) -> Found:
    rest = (1 - sureness) / 2
    mask, incorrect, no_mask = (sureness if label is called else rest for label in LABELS)
    return Found(box, 0.9, (mask, incorrect, no_mask))


def face(
    label: Label, called: Label | None, side_px: float = 50, sureness: float = 0.8, *tags: str
) -> Judged:
    item = None if called is None else found(called, sureness)
    return Judged(label, side_px, item, (0.0, 0.0, side_px, side_px), frozenset(tags))


def sight(*judged: Judged, alarms: tuple[Found, ...] = ()) -> Sight:
    return Sight(scene(), judged, alarms)


def scene(*faces: Face, ignored: tuple[Box, ...] = (), name: str = "a.jpg") -> Scene:
    return Scene(name, Path(name), 100, 100, faces, ignored)


def seen(*boxes: Box, called: Label = MASK) -> ImageFaces:
    faces = (InspectedFace(box, 0.9, found(called).probabilities) for box in boxes)
    return ImageFaces(Path("a.jpg"), tuple(faces))


SEVEN = (
    face(MASK, MASK),
    face(MASK, MASK),
    face(MASK, INCORRECT),
    face(MASK, None),
    face(INCORRECT, INCORRECT),
    face(NO_MASK, NO_MASK),
    face(NO_MASK, MASK),
)
