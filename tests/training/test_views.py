"""Views for the detector, and crops for the classifier."""

import numpy as np
import pytest

from compliance.evaluation.truth import Label
from compliance.training.photometry import spoil
from compliance.training.subjects import SIZE_PX, still, subject, varied
from compliance.training.views import LARGE_VIEW_PX, SMALL_VIEW_PX, Example, view
from tests.training.made import face_picture

NONE = np.zeros((0, 4), np.float32)


@pytest.mark.parametrize("size_px", [SMALL_VIEW_PX, LARGE_VIEW_PX])
def test_a_view_shows_the_face_where_its_box_says(size_px: int) -> None:
    picture = np.zeros((200, 200, 3), np.uint8)
    picture[80:130, 60:110] = 255
    example = Example(picture, np.array([[60, 80, 110, 130]], np.float32), NONE)
    rng = np.random.default_rng(3)
    seen = [one for one in (view(example, size_px, rng) for _ in range(20)) if len(one.faces)]
    assert len(seen) > 10
    for one in seen:
        x1, y1, x2, y2 = one.faces[0].round().astype(int)
        middle = one.picture[(y1 + y2) // 2, (x1 + x2) // 2]
        assert one.picture.shape == (size_px, size_px, 3)
        assert middle.min() > 90


def test_a_face_hardly_in_view_is_ignored_and_not_background() -> None:
    picture, box = face_picture(Label.MASK, 1)
    example = Example(picture, np.array([box], np.float32), NONE)
    rng = np.random.default_rng(0)
    for _ in range(50):
        one = view(example, SMALL_VIEW_PX, rng)
        assert len(one.faces) + len(one.ignored) <= 1
        assert (one.faces >= 0).all()
        assert (one.faces <= SMALL_VIEW_PX).all()


def test_spoiling_keeps_shape_and_type() -> None:
    picture, _ = face_picture(Label.MASK, 1)
    rng = np.random.default_rng(0)
    for _ in range(40):
        spoiled = spoil(picture, rng)
        assert (spoiled.shape, spoiled.dtype) == (picture.shape, np.uint8)


def test_the_same_seed_gives_the_same_crop() -> None:
    picture, box = face_picture(Label.MASK, 1)
    item = subject(picture, (box,), Label.MASK)
    first, second = (varied(item, np.random.default_rng(5)) for _ in range(2))
    assert (first == second).all()


def test_a_plain_crop_shows_the_face_in_its_middle() -> None:
    picture, box = face_picture(Label.NO_MASK, 1, side_px=600)
    crop = still(subject(picture, (box,), Label.NO_MASK))
    assert crop.shape == (SIZE_PX, SIZE_PX, 3)
    assert crop[SIZE_PX // 2, SIZE_PX // 2] == pytest.approx((130, 160, 210), abs=3)
