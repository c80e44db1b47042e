"""Whether sureness can be trusted: calibration, and what deciding only when sure would give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.scores import Judged, Share

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The found faces whose sureness lies in [low, high)."""

    low: float
    high: float
    right: Share
    mean_sureness: float | None


@dataclass(frozen=True, slots=True)
class Decided:
    """Deciding only from a sureness on: how many found faces are decided, how many wrongly."""

    sureness: float
    decided: Share
    wrong: Share


def calibration(judged: Iterable[Judged], bins: int = BINS) -> list[Bin]:
    """Return the found faces in equal bins of sureness from 0 to 1; 1 belongs to the last."""
    sure, right = _found(judged)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    result = []
    for index in range(bins):
        here = place == index
        mean = float(sure[here].mean()) if here.any() else None
        share = Share(int(right[here].sum()), int(here.sum()))
        result.append(Bin(index / bins, (index + 1) / bins, share, mean))
    return result


def calibration_error(judged: Iterable[Judged], bins: int = BINS) -> float | None:
    """Return the expected calibration error (Guo et al. 2017, equation 3), None without faces.

    In equal bins of sureness: the gap between mean sureness and share right, weighted by faces.
    """
    filled = [
        (each.right, each.mean_sureness)
        for each in calibration(judged, bins)
        if each.mean_sureness is not None
    ]
    total = sum(right.total for right, _ in filled)
    gaps = (abs(mean * right.total - right.hits) for right, mean in filled)
    return sum(gaps) / total if total else None


def risk_and_coverage(judged: Iterable[Judged], levels: Sequence[float]) -> list[Decided]:
    """Return what deciding from each level of sureness on would give, level by level."""
    sure, right = _found(judged)
    rows = []
    for level in levels:
        is_decided = sure >= level
        decided = int(is_decided.sum())
        wrong = int((is_decided & ~right).sum())
        rows.append(Decided(level, Share(decided, len(sure)), Share(wrong, decided)))
    return rows


def whole_curve(judged: Iterable[Judged]) -> list[Decided]:
    """Return what deciding from every sureness that occurs would give, the surest last."""
    faces = list(judged)
    return risk_and_coverage(faces, sorted({face.found.sureness for face in faces if face.found}))


def _found(judged: Iterable[Judged]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return sureness and rightness of the found faces, (n,) each."""
    faces = [(face.found.sureness, face.is_right) for face in judged if face.found]
    return np.array([s for s, _ in faces], np.float64), np.array([r for _, r in faces], np.bool_)
