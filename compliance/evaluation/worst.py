"""The worst mistakes of an evaluation: which they are, and their pictures when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from compliance.evaluation.judging import Sight
from compliance.evaluation.scores import Judged
from compliance.evaluation.truth import Box, Label, Scene
from compliance.evaluation.wording import LABEL_WORDS, percent
from compliance.pixels.crop import square_crop
from compliance.pixels.geometry import Picture
from compliance.pixels.inspect import read_picture

MOST = 12
"""Mistakes of one kind that are shown."""

_SIDE_PX = 240
_SURROUNDINGS = 2.4
_JPEG_QUALITY = 85
_OUTER, _INNER = (0, 0, 0), (255, 255, 255)


class Kind(StrEnum):
    """What went wrong."""

    WRONG = "wrong"
    MISSED = "missed"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake; `label` is what is true, `called` what was said."""

    kind: Kind
    scene: Scene
    box: Box
    label: Label | None
    called: Label | None
    sureness: float | None
    """Of the label for a face, of the detection for a false alarm; 0 to 1."""

    @property
    def words(self) -> str:
        """Return what it is and what it was called."""
        is_words = LABEL_WORDS[self.label] if self.label else "no labelled face"
        called = LABEL_WORDS[self.called] if self.called else "missed"
        sure = "" if self.sureness is None else f", {percent(self.sureness, 0)} sure"
        return f"Is: {is_words}. Called: {called}{sure}."


def worst(sights: Sequence[Sight], most: int = MOST) -> tuple[Mistake, ...]:
    """Return the surest wrong calls, the largest missed faces and the surest false alarms.

    Each once, even where the truth holds a face twice.
    """
    wrong = [
        (face.found.sureness, _mistaken(sight.scene, face))
        for sight in sights
        for face in sight.counted
        if face.found and not face.is_right
    ]
    missed = [
        (face.side_px, _mistaken(sight.scene, face))
        for sight in sights
        for face in sight.counted
        if not face.found
    ]
    alarms = [
        (a.score, Mistake(Kind.ALARM, sight.scene, a.box, None, a.called, a.score))
        for sight in sights
        for a in sight.false_alarms
    ]
    ranked = (sorted(each, key=lambda pair: -pair[0])[:most] for each in (wrong, missed, alarms))
    return tuple(dict.fromkeys(mistake for pairs in ranked for _, mistake in pairs))


def pictured(mistake: Mistake) -> bytes:
    """Return the place with its surroundings and its box as a JPEG of _SIDE_PX square.

    Raises SourceError when the picture is gone.
    """
    return _jpeg(_framed(read_picture(mistake.scene.path), mistake.box))


def _mistaken(scene: Scene, face: Judged) -> Mistake:
    if face.found is None:
        return Mistake(Kind.MISSED, scene, face.box, face.label, None, None)
    called, sureness = face.found.called, face.found.sureness
    return Mistake(Kind.WRONG, scene, face.box, face.label, called, sureness)


def _framed(picture: Picture, box: Box) -> Picture:
    x1, y1, x2, y2 = box
    cut = square_crop(picture, box, _SURROUNDINGS, _SIDE_PX)
    scale = _SIDE_PX / (_SURROUNDINGS * max(x2 - x1, y2 - y1))
    half = (round((x2 - x1) * scale / 2), round((y2 - y1) * scale / 2))
    middle = _SIDE_PX // 2
    low, high = (middle - half[0], middle - half[1]), (middle + half[0], middle + half[1])
    framed = np.ascontiguousarray(cut)
    cv2.rectangle(framed, low, high, _OUTER, 3)
    cv2.rectangle(framed, low, high, _INNER, 1)
    return framed


def _jpeg(picture: Picture) -> bytes:
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return bytes(coded.tobytes())
