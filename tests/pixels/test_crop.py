"""The crop rule shared by training and operation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.crop import face_crop, square_crop, window_for_crop

edges = st.floats(-300, 300)


def test_an_inside_square_is_cut_as_it_is() -> None:
    picture = np.arange(100 * 100 * 3, dtype=np.uint32).reshape(100, 100, 3).astype(np.uint8)
    crop = square_crop(picture, (40, 40, 60, 60), 2.0, 40)
    assert (crop == picture[30:70, 30:70]).all()


def test_the_longer_side_decides() -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[30:70, 30:70] = 255
    assert (square_crop(picture, (45, 30, 55, 70), 1.0, 40) == 255).all()


def test_outside_the_picture_its_border_is_replicated() -> None:
    picture = np.zeros((50, 50, 3), np.uint8)
    picture[:, 0] = 200
    crop = square_crop(picture, (-20, 10, 0, 30), 1.0, 20)
    assert (crop == 200).all()


@given(edges, edges, st.floats(0.1, 400), st.floats(0.1, 400), st.floats(0.5, 3))
def test_any_box_gives_a_crop_of_the_size_asked(
    x: float, y: float, width: float, height: float, scale: float
) -> None:
    picture = np.full((60, 80, 3), 7, np.uint8)
    crop = square_crop(picture, (x, y, x + width, y + height), scale, 24)
    assert crop.shape == (24, 24, 3)
    assert crop.dtype == np.uint8
    assert (crop == 7).all()


@pytest.mark.parametrize("size", [8, 96])
def test_the_crop_does_not_change_the_picture(size: int) -> None:
    picture = np.full((30, 30, 3), 9, np.uint8)
    square_crop(picture, (5, 5, 20, 20), 1.3, size)[:] = 0
    assert (picture == 9).all()


def test_a_face_with_light_enough_is_cut_as_it_is() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    box = (20, 20, 40, 40)
    assert (face_crop(picture, box, 1.3, 96) == square_crop(picture, box, 1.3, 96)).all()


def test_a_face_in_the_dark_is_lit_the_same_in_a_part_as_in_the_whole_picture() -> None:
    picture = np.random.default_rng(0).integers(0, 50, (300, 300, 3), dtype=np.uint8)
    picture[:100] = 255  # a lit window beside the face tells nothing of its light
    box = (120, 150, 160, 190)
    crop = face_crop(picture, box, 1.3, 96)
    assert crop.max() > 1.5 * square_crop(picture, box, 1.3, 96).max()
    window = window_for_crop(box, 1.3, (300, 300))
    x1, y1, x2, y2 = box
    moved = (x1 - window.left, y1 - window.top, x2 - window.left, y2 - window.top)
    assert (face_crop(picture[window.slices], moved, 1.3, 96) == crop).all()
