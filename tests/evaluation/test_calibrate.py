"""What makes probabilities mean what they say."""

import numpy as np
import pytest
from numpy.typing import NDArray

from compliance.evaluation.calibrate import NONE, Calibration, calibration


def test_overconfident_logits_are_cooled() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 3)).astype(np.float32)
    likely = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    truth = np.array([rng.choice(3, p=row / row.sum()) for row in likely.astype(float)])
    shifted = logits * 2 - np.array([0, 1.5, 0], np.float32)
    found = calibration(shifted, truth)
    assert found.temperature == pytest.approx(2.0, rel=0.1)
    assert found.offsets[1] - found.offsets[0] == pytest.approx(0.75, abs=0.15)


def test_without_faces_nothing_is_calibrated() -> None:
    assert calibration(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)) == NONE


def surprise(
    fit: Calibration, logits: NDArray[np.float32], truth: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the surprise of each face's truth, in nats."""
    moved = fit.applied(logits).astype(np.float64)
    return np.asarray(np.log(np.exp(moved).sum(1)) - moved[np.arange(len(truth)), truth])


@pytest.mark.parametrize("seed", range(4))
def test_no_other_calibration_makes_the_truth_likelier(seed: int) -> None:
    """But for the pull towards no correction, which hundreds of faces hardly feel."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, 600)
    logits = (np.eye(3)[truth] * rng.uniform(1, 4) + rng.normal(0, 2, (600, 3))).astype(np.float32)
    found = calibration(logits, truth)
    weight = 1 / np.bincount(truth)[truth]
    best = float((weight * surprise(found, logits, truth)).sum())
    for _ in range(200):
        factor, shift = rng.uniform(0.8, 1.25), rng.normal(0, 0.2, 3)
        other = Calibration(found.temperature * factor, tuple(found.offsets + shift))
        assert (weight * surprise(other, logits, truth)).sum() > best - 0.01


@pytest.mark.parametrize("count", [1, 3])
def test_few_faces_that_are_all_told_rightly_are_not_made_certain(count: int) -> None:
    truth = np.arange(count)
    found = calibration(np.eye(3, dtype=np.float32)[truth], truth)
    assert 0.05 < found.temperature < 1
    assert max(map(abs, found.offsets)) < 10
