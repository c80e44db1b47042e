"""Validation of a detector while it is trained."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.geometry import MOST_CANDIDATES
from compliance.pixels.onnx import Session
from compliance.training.found import answers


class FacesEverywhere:
    """A network that has learned nothing yet: every place of a large picture is a face."""

    def run(self, *_asked: object) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        corners = np.random.default_rng(0).uniform(0, 1000, (1, 20_000, 2)).astype(np.float32)
        boxes = np.concatenate((corners, corners + 2), axis=2)
        return boxes, np.full((1, 20_000), 0.5, np.float32)


def test_a_network_that_sees_faces_everywhere_is_validated_by_its_best_answers() -> None:
    """All of them, compared with one another, would take gigabytes."""
    network = cast("Session", FacesEverywhere())
    boxes, scores = answers(network, np.zeros((640, 640, 3), np.uint8))
    assert 100 < len(boxes) == len(scores) <= MOST_CANDIDATES
