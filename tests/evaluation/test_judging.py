"""What is found, missed, a false alarm, or neither."""

import pytest

from compliance.evaluation.judging import Sight, judged_sight
from compliance.evaluation.truth import Box, Face
from tests.evaluation.cases import BOX, MASK, NO_MASK, scene, seen

ELSEWHERE = (60.0, 60.0, 90.0, 90.0)


def judged(*boxes: Box, ignored: tuple[Box, ...] = ()) -> Sight:
    return judged_sight(
        scene(Face(BOX, MASK, frozenset(("beard",))), ignored=ignored), seen(*boxes)
    )


def test_a_detection_on_a_face_finds_it() -> None:
    sight = judged((1, 0, 50, 50))
    (face,) = sight.judged
    assert face.found is not None
    assert (face.box, set(face.tags)) == (BOX, {"beard"})
    assert sight.alarms == ()


def test_a_face_without_a_detection_is_missed_and_a_detection_without_a_face_a_false_alarm() -> (
    None
):
    sight = judged(ELSEWHERE)
    assert [face.found for face in sight.judged] == [None]
    assert [alarm.box for alarm in sight.false_alarms] == [ELSEWHERE]


def test_what_is_under_24_px_does_not_count() -> None:
    tiny = judged_sight(scene(Face((0, 0, 20, 20), NO_MASK)), seen((50, 50, 73, 90)))
    assert (len(tiny.judged), tiny.counted) == (1, [])
    assert (len(tiny.alarms), tiny.false_alarms) == (1, [])


@pytest.mark.parametrize(
    ("ignored", "is_alarm"),
    [
        (ELSEWHERE, False),
        ((55, 55, 100, 100), False),
        ((60, 60, 90, 76), False),  # half of the detection
        ((60, 60, 90, 70), True),
        ((70, 70, 75, 75), True),  # a small place in a large detection excuses nothing
        ((63, 63, 87, 87), False),  # IoU .64
        (BOX, True),
    ],
)
def test_a_detection_on_an_ignored_place_is_neither_right_nor_wrong(
    ignored: Box,
    is_alarm: bool,  # noqa: FBT001
) -> None:
    assert bool(judged(BOX, ELSEWHERE, ignored=(ignored,)).alarms) is is_alarm


def test_an_ignored_place_takes_no_detection_from_a_face() -> None:
    assert judged(BOX, ignored=(BOX,)).judged[0].found is not None
