"""The shipped classifier gives probabilities for any number of crops."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import data

from compliance.models import LABELS, read_manifest
from compliance.pixels.classify import Classifier, softmax
from compliance.pixels.geometry import as_boxes

SHIPPED = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(read_manifest(SHIPPED).classifier)


def test_a_bare_face_is_called_bare(classifier: Classifier) -> None:
    portrait = np.ascontiguousarray(data.astronaut()[..., ::-1])
    crops = classifier.crops(portrait, as_boxes([(176, 64, 272, 180)]))
    row = classifier.probabilities(crops)[0]
    assert LABELS[int(row.argmax())] == "no_mask"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_each_crop_has_probabilities_that_sum_to_one(classifier: Classifier, count: int) -> None:
    size = classifier.model.size_px
    noise = np.random.default_rng(0).integers(0, 256, (count, size, size, 3), np.uint8)
    rows = classifier.probabilities(noise)
    assert rows.shape == (count, 3)
    assert np.allclose(rows.sum(axis=1), 1)


def test_a_crop_is_judged_alike_alone_and_among_others(classifier: Classifier) -> None:
    size = classifier.model.size_px
    noise = np.random.default_rng(1).integers(0, 256, (3, size, size, 3), np.uint8)
    together = classifier.probabilities(noise)
    assert np.array_equal(together[2], classifier.probabilities(noise[2:])[0])


def test_a_face_outside_the_picture_is_cut_all_the_same(classifier: Classifier) -> None:
    picture = np.zeros((50, 50, 3), np.uint8)
    size = classifier.model.size_px
    assert classifier.crops(picture, as_boxes([(-90, -90, -60, -50)])).shape == (1, size, size, 3)


@given(arrays(np.float32, (2, 3), elements=st.floats(-100, 100, width=32)))
def test_probabilities_keep_the_order_of_the_logits(logits: np.ndarray) -> None:
    rows = softmax(logits)
    assert np.allclose(rows.sum(axis=1), 1)
    assert (rows[np.arange(2), logits.argmax(axis=1)] == rows.max(axis=1)).all()
