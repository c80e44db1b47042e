"""The temperature at which the classifier's probabilities mean what they say (Guo et al. 2017)."""

import numpy as np
from numpy.typing import NDArray

_LOW, _HIGH, _STEPS = 0.25, 4.0, 241


def temperature(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """Return the divisor of logits (n, 3) that makes the truth (n,) likeliest.

    The likelihood counts every label equally, as operation may see any mixture.
    """
    candidates = np.geomspace(_LOW, _HIGH, _STEPS)
    costs = [_cost(logits / candidate, truth) for candidate in candidates]
    return round(float(candidates[int(np.argmin(costs))]), 3)


def _cost(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    likely = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    cost = -likely[np.arange(len(truth)), truth]
    return float(np.mean([cost[truth == label].mean() for label in np.unique(truth)]))
