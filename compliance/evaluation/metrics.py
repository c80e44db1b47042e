"""The figures that sum up a confusion of labels; what cannot be computed is None, never nought."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.intervals import Estimate, bootstrapped, difference, mean
from compliance.evaluation.scores import MISSED, Judged, Share, confusion
from compliance.evaluation.truth import LABELS, Label

Confusion: TypeAlias = Mapping[str, Mapping[str, int]]
"""Faces by true label, then by what they were called, `missed` among the calls."""

Tables: TypeAlias = NDArray[np.float64]
"""(..., 3, 4): the same as numbers, in the order of LABELS, missed last."""

_CALLED = (*map(str, LABELS), MISSED)
_KINDS = len(LABELS)


def balanced_accuracy(counts: Confusion) -> Estimate:
    """Return the mean over true labels of the share called rightly, missed faces left out."""
    return mean([Share(counts[label][label], _found(counts[label])) for label in LABELS])


def mask_or_none(counts: Confusion) -> Estimate:
    """Return the balanced accuracy of mask against no mask; what is incorrect is left out."""
    pair = (Label.MASK, Label.NO_MASK)
    return mean([Share(counts[a][a], sum(counts[a][b] for b in pair)) for a in pair])


def recall_gap_points(counts: Confusion) -> Estimate:
    """Return the recall of masked faces minus that of bare ones, in percentage points."""
    masked, bare = (
        Share(_found(counts[label]), sum(counts[label].values()))
        for label in (Label.MASK, Label.NO_MASK)
    )
    return difference(masked, bare).times(100)


def macro_f1(pictures: Sequence[Sequence[Judged]], seed: int) -> Estimate:
    """Return the mean over labels of F1, the harmonic mean of precision and recall of the label.

    Missed faces and false alarms are left out: they are the detector's.
    """
    return bootstrapped(_macro_f1, tables(pictures), seed)


def tables(pictures: Iterable[Iterable[Judged]]) -> Tables:
    """Return one table of counts per picture: (pictures, 3, 4)."""
    counts = (confusion(faces) for faces in pictures)
    rows = [[[each[label][name] for name in _CALLED] for label in LABELS] for each in counts]
    return np.array(rows, np.float64).reshape(-1, _KINDS, len(_CALLED))


def plain_confusion(table: Tables) -> dict[str, dict[str, int]]:
    """Return one table (3, 4) by its labels."""
    return {
        str(label): {name: int(n) for name, n in zip(_CALLED, row, strict=True)}
        for label, row in zip(LABELS, table, strict=True)
    }


def _macro_f1(counts: Tables) -> NDArray[np.float64]:
    among = counts[..., :_KINDS]
    right = np.diagonal(among, axis1=-2, axis2=-1)
    both = among.sum(axis=-1) + among.sum(axis=-2)
    undefined = np.full(both.shape, np.nan)
    f1 = np.divide(2 * right, both, out=undefined, where=among.sum(axis=-1) > 0)
    return np.asarray(f1.mean(axis=-1), np.float64)


def _found(called: Mapping[str, int]) -> int:
    return sum(called[label] for label in LABELS)
