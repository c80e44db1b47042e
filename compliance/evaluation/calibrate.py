"""What makes the classifier's probabilities mean what they say, and no label be favoured.

Temperature scaling (Guo et al. 2017) with an offset per label (Alexandari et al. 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.scores import Judged
from compliance.evaluation.truth import LABELS
from compliance.pixels.classify import softmax

_STEPS, _HALVINGS = 50, 30
_LAST_STEP = 1e-6
_SLACK = 0.01  # pulls towards no correction, which a few hundred faces can bear


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logits are divided by `temperature`, then the labels' `offsets` are added."""

    temperature: float
    offsets: tuple[float, ...]
    """One per label."""

    def applied(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the calibrated logits, (n, 3)."""
        return np.asarray(logits / self.temperature + np.array(self.offsets), np.float32)

    def undone(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logits (n, 3) that these are the calibrated ones of."""
        return np.asarray((logits - np.array(self.offsets)) * self.temperature, np.float32)


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
    likelihood = _Likelihood(np.asarray(logits, np.float64), truth, weight)
    place = _start()
    for _ in range(_STEPS):  # Newton's: the loss is convex
        step = np.linalg.solve(*likelihood.curvature_and_slope(place))
        share, before = 1.0, likelihood.loss(place)
        for _ in range(_HALVINGS):
            if likelihood.loss(place - share * step) <= before:
                break
            share /= 2
        place = place - share * step
        if np.abs(share * step).max() < _LAST_STEP:
            break
    sharpness, *offsets = place
    centred = tuple(round(float(each - np.mean(offsets)), 3) for each in offsets)
    return Calibration(round(1 / max(float(sharpness), 0.05), 3), centred)


def fitted(judged: Sequence[Judged]) -> Calibration:
    """Return the calibration that suits found faces, whose probabilities are not calibrated."""
    found = [(face.found.probabilities, face.label) for face in judged if face.found]
    rows = np.array([row for row, _ in found], np.float32).reshape(-1, len(LABELS))
    truth = np.array([LABELS.index(label) for _, label in found], np.int64)
    return calibration(np.log(rows.clip(1e-6)), truth)


def _start() -> NDArray[np.float64]:
    """Return what corrects nothing: the sharpness, then an offset per label."""
    return np.array([1.0, *(0.0 for _ in LABELS)])


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """How unlikely the truth is by a sharpness and offsets, and how that changes with them."""

    logits: NDArray[np.float64]
    truth: NDArray[np.int64]
    weight: NDArray[np.float64]

    def loss(self, place: NDArray[np.float64]) -> float:
        chances = self._chances(place)[np.arange(len(self.truth)), self.truth]
        pulled = _SLACK * ((place - _start()) ** 2).sum() / 2
        return float(-(self.weight * np.log(chances.clip(1e-300))).sum() + pulled)

    def curvature_and_slope(
        self, place: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the second derivatives (4, 4) and the first (4,)."""
        chances = self._chances(place)
        excess = chances - np.eye(len(LABELS))[self.truth]
        # What moves a logit: sharpness by its value, its own offset by one.
        moves = np.concatenate(
            (self.logits[:, :, None], np.broadcast_to(np.eye(len(LABELS)), (*chances.shape, 3))), 2
        )
        mean = (chances[:, :, None] * moves).sum(1)
        slope = np.einsum("n,nk,nkd->d", self.weight, excess, moves)
        curvature = np.einsum("n,nk,nkd,nke->de", self.weight, chances, moves, moves)
        curvature -= np.einsum("n,nd,ne->de", self.weight, mean, mean)
        return (
            curvature + _SLACK * np.eye(1 + len(LABELS)),
            slope + _SLACK * (place - _start()),
        )

    def _chances(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        return softmax(self.logits * place[0] + place[1:])
