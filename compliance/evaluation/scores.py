"""What became of each true face: found or missed, called what, how surely; counts only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

import numpy as np

from compliance.evaluation.truth import LABELS, Box, Label, shorter_side
from compliance.pixels.geometry import as_boxes, iou

MATCH_IOU = 0.4
MISSED = "missed"
SIZE_BANDS_PX = (24.0, 40.0, 80.0, float("inf"))
"""Edges of the bands by a face's shorter side; the first is the least that counts."""
LEAST_PX = SIZE_BANDS_PX[0]


@dataclass(frozen=True, slots=True)
class Band:
    """Faces whose shorter side is at least `low_px` and below `high_px`."""

    name: str
    low_px: float
    high_px: float

    def holds(self, side_px: float) -> bool:
        """Say whether a face of this size belongs to it."""
        return self.low_px <= side_px < self.high_px


BANDS = tuple(
    Band(f"{low:g} px to {high:g} px" if isfinite(high) else f"{low:g} px and more", low, high)
    for low, high in pairwise(SIZE_BANDS_PX)
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; no ratio exists of nothing."""

    hits: int
    total: int

    @property
    def ratio(self) -> float | None:
        """Return hits / total, or None when the total is 0."""
        return self.hits / self.total if self.total else None

    @staticmethod
    def of(hits: Iterable[bool]) -> "Share":
        """Count what is true."""
        values = list(hits)
        return Share(sum(values), len(values))


@dataclass(frozen=True, slots=True)
class Found:
    """One face as the models gave it; probabilities in the order of LABELS."""

    box: Box
    score: float
    probabilities: tuple[float, float, float]

    @property
    def called(self) -> Label:
        """Return the likeliest label."""
        return LABELS[int(np.argmax(self.probabilities))]

    @property
    def sureness(self) -> float:
        """Return the probability of the likeliest label."""
        return max(self.probabilities)

    @property
    def side_px(self) -> float:
        """Return the shorter side."""
        return shorter_side(self.box)


@dataclass(frozen=True, slots=True)
class Judged:
    """One true face and what was made of it; `found` is None when it was missed."""

    label: Label
    side_px: float
    found: Found | None
    box: Box = (0.0, 0.0, 0.0, 0.0)
    """Where it truly is."""
    tags: frozenset[str] = frozenset()

    @property
    def is_right(self) -> bool:
        """Say whether it was found and called what it is."""
        return self.found is not None and self.found.called is self.label


def match(truth: Sequence[Box], found: Sequence[Box], least: float = MATCH_IOU) -> list[int | None]:
    """Return for each true box the index of its detection, or None.

    Pairs of most overlap first; every box is used once; an overlap below `least` is no pair.
    """
    overlap = iou(as_boxes(truth), as_boxes(found))
    pairs: list[int | None] = [None] * len(truth)
    while overlap.size and float(overlap.max()) >= least:
        row, column = np.unravel_index(int(overlap.argmax()), overlap.shape)
        pairs[int(row)] = int(column)
        overlap[row, :] = 0
        overlap[:, column] = 0
    return pairs


def recall(judged: Iterable[Judged]) -> dict[Label, Share]:
    """Return by true label how many faces were found."""
    faces = list(judged)
    return {
        label: Share.of(face.found is not None for face in faces if face.label is label)
        for label in LABELS
    }


def confusion(judged: Iterable[Judged]) -> dict[str, dict[str, int]]:
    """Return by true label how many faces were called what, or missed."""
    counts = {str(label): dict.fromkeys((*map(str, LABELS), MISSED), 0) for label in LABELS}
    for face in judged:
        counts[face.label][face.found.called if face.found else MISSED] += 1
    return counts
