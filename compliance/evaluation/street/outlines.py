"""Smooth outlines from a few points."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def rounded(points: ArrayLike, rounds: int = 2) -> NDArray[np.float32]:
    """Cut the corners of a closed outline, (n, 2), as Chaikin does; returns (n * 2**rounds, 2)."""
    smooth = np.asarray(points, np.float32)
    for _ in range(rounds):
        after = np.roll(smooth, -1, axis=0)
        both = np.stack([0.8 * smooth + 0.2 * after, 0.2 * smooth + 0.8 * after], axis=1)
        smooth = both.reshape(-1, 2).astype(np.float32)
    return smooth
