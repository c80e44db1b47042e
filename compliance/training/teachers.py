"""Who finds the faces that nobody boxed: YuNet as published where it is given, else our own."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from compliance.models import SHIPPED_MODELS
from compliance.pixels.geometry import Picture, suppressed
from compliance.pixels.onnx import Session
from compliance.training.contents import TEACHERS, Contents
from compliance.training.found import MATCH_IOU, answers
from compliance.training.teacher import DOUBTFUL, GROWTH_MAX, SIDES_PX, Seen, Teacher

PUBLISHED = ("yunet_n_dynamic.onnx", "yunet_s_dynamic.onnx")
_POINTS = (5, 2)


class OwnTeacher(Teacher):
    """The shipped detector in a teacher's place: the same faces, but no landmarks in them."""

    def __init__(self, sides_px: Sequence[int], threads: int) -> None:
        self._detector = Session(SHIPPED_MODELS / "detector.onnx", threads)
        self._longer_sides_px = tuple(sides_px)

    def detect(self, picture: Picture) -> Seen:
        """Find the faces of a picture; their landmarks are all zero, as of no frontal face."""
        largest = int(GROWTH_MAX * max(picture.shape[:2]))
        sides = sorted({min(side, largest) for side in self._longer_sides_px})
        looks = [answers(self._detector, picture, side) for side in sides]
        boxes = np.concatenate([boxes for boxes, _ in looks])
        scores = np.concatenate([scores for _, scores in looks])
        kept = suppressed(boxes, scores, MATCH_IOU)
        kept = kept[scores[kept] >= DOUBTFUL]
        return Seen(boxes[kept], scores[kept], np.zeros((len(kept), *_POINTS), np.float32))


class Blind(Teacher):
    """Who sees nothing: in a teacher's place for pictures without any face."""

    def __init__(self) -> None:
        """Load nothing."""

    def detect(self, picture: Picture) -> Seen:  # noqa: ARG002  # it does not look
        """Find nothing."""
        none = np.zeros((0, 4), np.float32)
        return Seen(none, none[:, 0], np.zeros((0, *_POINTS), np.float32))


class Counted(Teacher):
    """A teacher that tells which share of `total` pictures it has seen."""

    def __init__(self, teacher: Teacher, total: int, tell: Callable[[float], None]) -> None:
        self._teacher, self._total, self._tell = teacher, total, tell
        self._seen = 0

    def detect(self, picture: Picture) -> Seen:
        """Find what the teacher finds."""
        self._seen += 1
        self._tell(min(1.0, self._seen / max(self._total, 1)))
        return self._teacher.detect(picture)


def published(contents: Contents) -> list[Path]:
    """Return the published detectors in the data, none when there are none."""
    folder = contents.folder(TEACHERS)
    files = [folder / name for name in PUBLISHED] if folder else []
    return [file for file in files if file.is_file()]


def marker(contents: Contents, threads: int, least_score: float = DOUBTFUL) -> Teacher | None:
    """Return who marks unlabelled faces, None without published detectors.

    Our own detector would only be taught what it believes already.
    """
    files = published(contents)
    return Teacher(files, SIDES_PX, threads, least_score) if files else None


def finder(contents: Contents, side_px: int, threads: int) -> Teacher:
    """Return who finds the faces to cut out, in pictures brought to this side."""
    files = published(contents)
    if not files:
        return OwnTeacher((side_px,), threads)
    return Teacher(files[:1], (side_px,), threads)
