"""Faces made of two real ones."""

import numpy as np

from compliance.evaluation.truth import Label
from compliance.training.composites import bare_nose, is_straight, worn_cloth
from compliance.training.pools import Fit, Wardrobe
from compliance.training.subjects import Subject
from compliance.training.synthetic import Landmarks, Wear, put_on

POINTS = np.array([[80, 90], [120, 90], [100, 112], [86, 130], [114, 130]], np.float32)
FACE = Landmarks(POINTS)
SKIN, CLOTH = (120, 150, 200), (160, 60, 20)


def bare() -> np.ndarray:
    return np.full((200, 200, 3), SKIN, np.uint8)


def masked() -> np.ndarray:
    picture = bare()
    picture[104:160] = CLOTH
    return picture


def test_a_bare_nose_shows_over_the_mask_and_the_mouth_stays_covered() -> None:
    made = bare_nose(masked(), FACE, bare(), FACE, np.random.default_rng(1))
    assert np.abs(made[112, 100].astype(int) - SKIN).max() < 25
    assert made[135, 100].tolist() == list(CLOTH)
    assert made[112, 60].tolist() == list(CLOTH)


def test_a_mask_that_somebody_wears_can_be_put_on_another() -> None:
    worn = worn_cloth(masked(), FACE)
    made = put_on(bare(), FACE, worn, Wear.BELOW_NOSE, np.random.default_rng(0))
    assert np.abs(made[128, 100].astype(int) - SKIN).max() > 30
    assert made[104, 100].tolist() == list(SKIN)


def test_a_turned_head_is_not_straight() -> None:
    turned = POINTS.copy()
    turned[2, 0] = 112
    assert is_straight(FACE)
    assert not is_straight(Landmarks(turned))


def test_every_label_has_faces_made_for_it() -> None:
    box = ((60.0, 60.0, 140.0, 150.0),)
    plain, covered = (
        Fit(Subject(picture, box, label), FACE)
        for picture, label in ((bare(), Label.NO_MASK), (masked(), Label.MASK))
    )
    rng = np.random.default_rng(2)
    for label, make in Wardrobe([plain], [covered], ()).makers().items():
        assert {make(rng).label for _ in range(12)} == {label}
