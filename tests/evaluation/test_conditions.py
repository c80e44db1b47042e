"""Pictures made hard on purpose: the same each time, and truth that still fits."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from compliance.evaluation.conditions import CONDITIONS, Condition
from compliance.evaluation.truth import Face
from tests.evaluation.cases import BOX, MASK, scene


def edge() -> NDArray[np.uint8]:
    picture = np.full((240, 320, 3), (40, 80, 120), np.uint8)
    picture[:, 160:] = (200, 180, 160)
    return picture


def changed(name: str) -> NDArray[np.uint8]:
    (condition,) = (each for each in CONDITIONS if each.name == name)
    return condition.change(edge())


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda each: each.name)
def test_a_change_is_the_same_at_every_run_and_leaves_its_input(condition: Condition) -> None:
    picture = edge()
    first = condition.change(picture)
    assert np.array_equal(picture, edge())
    assert np.array_equal(first, condition.change(picture))
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert not np.array_equal(first, picture)
    assert first.shape[0] == round(240 * condition.scale)


@pytest.mark.parametrize("name", ["blurred", "moving"])
def test_blur_makes_an_edge_softer(name: str) -> None:
    def steepest(picture: NDArray[np.uint8]) -> int:
        return int(np.abs(np.diff(picture[..., 0].astype(int), axis=1)).max())

    assert steepest(changed(name)) < steepest(edge()) / 2


def test_the_dark_is_dark_and_noisy() -> None:
    picture = changed("dark")
    assert picture.mean() < edge().mean() / 2
    assert picture[:, :150, 1].std() > 2


def test_infrared_has_no_colour_and_little_contrast() -> None:
    picture = changed("infrared")
    assert (picture[..., 0] == picture[..., 2]).all()
    assert np.ptp(picture) < np.ptp(cv2.cvtColor(edge(), cv2.COLOR_BGR2GRAY)) / 2


def test_the_truth_shrinks_with_the_picture() -> None:
    (quarter,) = (each for each in CONDITIONS if each.scale != 1)
    small = quarter.changed(scene(Face(BOX, MASK), ignored=((60, 60, 100, 100),)))
    assert (small.width, small.height) == (25, 25)
    assert small.faces[0].box == (0, 0, 12.5, 12.5)
    assert small.ignored == ((15, 15, 25, 25),)
