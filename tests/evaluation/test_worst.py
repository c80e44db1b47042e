"""Which mistakes are the worst, and how they are shown."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.errors import SourceError
from compliance.evaluation.worst import Kind, Mistake, pictured, worst
from tests.evaluation.cases import INCORRECT, MASK, NO_MASK, face, found, scene, sight
from tests.evaluation.portraits import write_portraits

PICTURES = (
    sight(
        face(MASK, NO_MASK, sureness=0.7),
        face(MASK, MASK, sureness=0.99),
        face(INCORRECT, MASK, sureness=0.9),
        face(NO_MASK, None, 30),
        face(NO_MASK, None, 90),
        face(NO_MASK, None, 20),
        alarms=(found(MASK), found(NO_MASK, box=(0, 0, 20, 20))),
    ),
)


def test_the_surest_and_the_largest_mistakes_come_first() -> None:
    told = [(m.kind, m.label, m.called) for m in worst(PICTURES)]
    assert told == [
        (Kind.WRONG, INCORRECT, MASK),
        (Kind.WRONG, MASK, NO_MASK),
        (Kind.MISSED, NO_MASK, None),
        (Kind.MISSED, NO_MASK, None),
        (Kind.ALARM, None, MASK),
    ]
    assert [m.box[2] for m in worst(PICTURES) if m.kind is Kind.MISSED] == [90, 30]


def test_no_more_than_asked_for_of_each_kind_are_told() -> None:
    assert [m.kind for m in worst(PICTURES, most=1)] == [Kind.WRONG, Kind.MISSED, Kind.ALARM]


def test_a_face_that_the_truth_holds_twice_is_told_once() -> None:
    twice = face(MASK, None)
    assert len(worst((sight(twice, twice),))) == 1


def test_a_mistake_is_told_in_words() -> None:
    wrong, _, missed, _, alarm = worst(PICTURES)
    assert wrong.words == "Is: worn incorrectly. Called: mask, 90 % sure."
    assert missed.words == "Is: no mask. Called: missed."
    assert alarm.words == "Is: no labelled face. Called: mask, 90 % sure."


def test_the_picture_shows_the_place_with_its_box(tmp_path: Path) -> None:
    _, images = write_portraits(tmp_path, "mask")
    place = scene(name=str(images / "0-mask.png"))
    jpeg = pictured(Mistake(Kind.WRONG, place, (121, 66, 209, 175), MASK, NO_MASK, 0.9))
    shown = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))
    assert shown.shape == (240, 240, 3)
    assert shown[70:170, 80].mean() > 200  # the box's left edge
    with pytest.raises(SourceError):
        pictured(Mistake(Kind.WRONG, scene(name="gone.png"), (0, 0, 9, 9), MASK, None, None))
