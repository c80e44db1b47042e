"""What makes the classifier's probabilities mean what they say, and no label be favoured.

Temperature scaling (Guo et al. 2017) with an offset per label (Alexandari et al. 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.scores import Judged
from compliance.evaluation.truth import LABELS

_ROUNDS, _STEP = 4000, 0.2
_SLACK = 0.01  # pulls towards no correction, which a few hundred faces can bear


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logits are divided by `temperature`, then the labels' `offsets` are added."""

    temperature: float
    offsets: tuple[float, float, float]

    def applied(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the calibrated logits, (n, 3)."""
        return np.asarray(logits / self.temperature + np.array(self.offsets), np.float32)


NONE = Calibration(1.0, (0.0, 0.0, 0.0))


def calibration(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> Calibration:
    """Return what makes the truth (n,) likeliest, given logits (n, 3).

    The likelihood counts every label equally, as operation may see any mixture; so no label
    gains by being frequent here.
    """
    if not len(truth):
        return NONE
    labels, counts = np.unique(truth, return_counts=True)
    weight = (1 / (len(labels) * counts))[np.searchsorted(labels, truth)]
    wanted = np.eye(logits.shape[1])[truth]
    sharpness, offsets = 1.0, np.zeros(logits.shape[1])
    for _ in range(_ROUNDS):
        excess = (_softmax(logits * sharpness + offsets) - wanted) * weight[:, None]
        sharpness -= _STEP * (float((excess * logits).sum()) + _SLACK * (sharpness - 1)) / 10
        offsets -= _STEP * (excess.sum(0) + _SLACK * offsets)
    mask, incorrect, no_mask = (round(float(value), 3) for value in offsets - offsets.mean())
    return Calibration(round(1 / max(sharpness, 0.05), 3), (mask, incorrect, no_mask))


def fitted(judged: Sequence[Judged]) -> Calibration:
    """Return the calibration that suits found faces, whose probabilities are not calibrated."""
    found = [(face.found.probabilities, face.label) for face in judged if face.found]
    rows = np.array([row for row, _ in found], np.float32).reshape(-1, len(LABELS))
    truth = np.array([LABELS.index(label) for _, label in found], np.int64)
    return calibration(np.log(rows.clip(1e-6)), truth)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
