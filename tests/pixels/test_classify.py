"""The shipped classifier tells faces from none, and what they wear, for any number of crops."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import data

from compliance.models import LABELS, read_manifest
from compliance.pixels.classify import Classifier, judged, softmax
from compliance.pixels.geometry import as_boxes

NO_OFFSETS = (0.0, 0.0, 0.0)

SHIPPED = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(read_manifest(SHIPPED).classifier)


def test_a_bare_face_is_called_bare(classifier: Classifier) -> None:
    portrait = np.ascontiguousarray(data.astronaut()[..., ::-1])
    crops = classifier.crops(portrait, as_boxes([(176, 64, 272, 180)]))
    told = classifier.judge(crops)
    assert LABELS[int(told.probabilities[0].argmax())] == "no_mask"
    assert told.is_face[0] > 0.9


def test_a_part_of_the_background_is_no_face(classifier: Classifier) -> None:
    portrait = np.ascontiguousarray(data.astronaut()[..., ::-1])
    boxes = as_boxes([(380, 330, 480, 430), (10, 300, 110, 400)])  # sleeve and flag
    assert (classifier.judge(classifier.crops(portrait, boxes)).is_face < 0.5).all()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_each_crop_has_probabilities_that_sum_to_one(classifier: Classifier, count: int) -> None:
    size = classifier.model.size_px
    noise = np.random.default_rng(0).integers(0, 256, (count, size, size, 3), np.uint8)
    told = classifier.judge(noise)
    assert (told.probabilities.shape, told.is_face.shape) == ((count, 3), (count,))
    assert np.allclose(told.probabilities.sum(axis=1), 1)


def test_a_crop_is_judged_alike_alone_and_among_others(classifier: Classifier) -> None:
    size = classifier.model.size_px
    noise = np.random.default_rng(1).integers(0, 256, (3, size, size, 3), np.uint8)
    together, alone = classifier.judge(noise), classifier.judge(noise[2:])
    assert np.array_equal(together.probabilities[2], alone.probabilities[0])
    assert together.is_face[2] == alone.is_face[0]


def test_a_face_outside_the_picture_is_cut_all_the_same(classifier: Classifier) -> None:
    picture = np.zeros((50, 50, 3), np.uint8)
    size = classifier.model.size_px
    assert classifier.crops(picture, as_boxes([(-90, -90, -60, -50)])).shape == (1, size, size, 3)


@given(arrays(np.float32, (2, 3), elements=st.floats(-100, 100, width=32)))
def test_probabilities_keep_the_order_of_the_logits(logits: np.ndarray) -> None:
    rows = softmax(logits)
    assert np.allclose(rows.sum(axis=1), 1)
    assert (rows[np.arange(2), logits.argmax(axis=1)] == rows.max(axis=1)).all()


@given(arrays(np.float32, (2, 4), elements=st.floats(-30, 30, width=32)))
def test_an_offset_favours_its_label_and_says_nothing_of_faces(logits: np.ndarray) -> None:
    plain = judged(logits, 0.5, NO_OFFSETS)
    offset = judged(logits, 0.5, (0.0, 2.0, 0.0))
    assert (offset.probabilities[:, 1] >= plain.probabilities[:, 1]).all()
    assert np.array_equal(plain.is_face, offset.is_face)


@given(
    arrays(np.float32, (2, 4), elements=st.floats(-30, 30, width=32)),
    st.floats(-30, 30, width=32),
)
def test_what_is_worn_does_not_depend_on_whether_it_is_a_face(
    logits: np.ndarray, other: float
) -> None:
    before = judged(logits, 1.0, NO_OFFSETS)
    logits[:, 3] = other
    after = judged(logits, 1.0, NO_OFFSETS)
    assert np.array_equal(before.probabilities, after.probabilities)
    assert ((after.is_face >= 0) & (after.is_face <= 1)).all()
