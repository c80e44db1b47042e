"""What the classifier learns to reject lies on no face that anybody knows of."""

from dataclasses import dataclass

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.pixels.geometry import as_boxes
from compliance.training.negatives import negatives
from compliance.training.teacher import Seen

LABELLED, UNLABELLED, HAND, FAINT = (
    (20.0, 20.0, 60.0, 60.0),
    (100.0, 20.0, 140.0, 60.0),
    (20.0, 100.0, 60.0, 140.0),
    (100.0, 100.0, 140.0, 140.0),
)
PICTURE = np.random.default_rng(0).integers(0, 256, (320, 320, 3), dtype=np.uint8)


@dataclass(frozen=True)
class Finds:
    """A detector that finds the same at every size."""

    def run(self, _outputs: object, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        factor = inputs["image"].shape[2] / 320
        boxes = np.array([LABELLED, UNLABELLED, HAND, FAINT], np.float32) * factor
        return [boxes[None], np.array([[0.9, 0.9, 0.7, 0.2]], np.float32)]


@dataclass(frozen=True)
class Doubts:
    """A teacher that half believes in the face nobody labelled."""

    def detect(self, _picture: np.ndarray) -> Seen:
        return Seen(as_boxes([UNLABELLED]), np.array([0.3], np.float32), np.zeros((1, 5, 2)))


def test_only_what_is_on_no_known_or_possible_face_is_a_mistake() -> None:
    found = negatives(
        [(PICTURE, as_boxes([LABELLED]))], Finds(), Doubts(), np.random.default_rng(0)
    )
    assert len(found.mistakes) == 3  # the hand, once at each size
    assert {item.label for item in (*found.mistakes, *found.places)} == {None}
    assert {item.patch.shape for item in found.mistakes} == {(88, 88, 3)}


def test_the_same_seed_gives_the_same_places() -> None:
    pictures = [(PICTURE, as_boxes([LABELLED]))] * 5
    first, second = (
        negatives(pictures, Finds(), Doubts(), np.random.default_rng(7)).places for _ in range(2)
    )
    assert [item.boxes for item in first] == [item.boxes for item in second]
    assert first
