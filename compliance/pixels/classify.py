"""The crop classifier: square crops in; is it a face, and what does it wear, out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from compliance.models import ClassifierModel
from compliance.pixels.crop import face_crop
from compliance.pixels.geometry import Boxes, Picture
from compliance.pixels.onnx import Session

Real = TypeVar("Real", np.float32, np.float64)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the classifier says of n crops."""

    probabilities: NDArray[np.float32]
    """(n, 3), each row summing to 1, of what a face there wears: mask, incorrect, no_mask."""
    is_face: NDArray[np.float32]
    """(n,), 0 to 1: how probably it is a face at all."""


class Classifier:
    """A loaded classifier; it has run once, so nothing is left to load."""

    def __init__(self, model: ClassifierModel, threads: int = 1) -> None:
        self.model = model
        self._session = Session(model.path, threads)
        self.judge(np.zeros((1, model.size_px, model.size_px, 3), np.uint8))

    def crop(self, picture: Picture, box: NDArray[np.float32]) -> Picture:
        """Cut the face at the box out of a BGR picture as this classifier wants it."""
        return face_crop(picture, box.tolist(), self.model.crop_scale, self.model.size_px)

    def crops(self, picture: Picture, boxes: Boxes) -> NDArray[np.uint8]:
        """Cut out all faces: (n, size_px, size_px, 3) uint8 BGR; n may be 0."""
        size = self.model.size_px
        cut = [self.crop(picture, box) for box in boxes]
        return np.array(cut, np.uint8).reshape(-1, size, size, 3)

    def judge(self, crops: NDArray[np.uint8]) -> Judged:
        """Say of each crop whether it is a face and what it wears.

        crops: (n, size_px, size_px, 3) uint8 BGR; n may be 0. One at a time, so that the
        runtime only ever sees one shape.
        """
        rows = [self._logits(crop[None]) for crop in crops]
        logits = np.array(rows, np.float32).reshape(-1, len(self.model.labels) + 1)
        return judged(logits, self.model.temperature, self.model.offsets)

    def _logits(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        (logits,) = self._session.run(("logits",), {"crops": np.ascontiguousarray(crop)})
        return np.asarray(logits[0], np.float32)


def judged(logits: NDArray[np.float32], temperature: float, offsets: Sequence[float]) -> Judged:
    """Divide logits (n, 4), of which the last is for no face, into both answers.

    temperature and offsets: what calibrates the labels; whether it is a face hangs on neither.
    """
    worn = logits[:, :-1] / np.float32(temperature) + np.array(offsets, np.float32)
    return Judged(softmax(worn), 1 - softmax(logits)[:, -1])


def softmax(logits: NDArray[Real]) -> NDArray[Real]:
    """Return probabilities along the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), logits.dtype)
