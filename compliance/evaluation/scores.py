"""Scores from raw counts: what was found, what it was called, how sure; ratios last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from compliance.evaluation.truth import LABELS, Box, Label
from compliance.pixels.geometry import as_boxes, iou

MATCH_IOU = 0.4
MISSED = "missed"
SIZE_BANDS_PX = (24.0, 40.0, 80.0, float("inf"))
"""Edges of the bands by a face's shorter side; the first is the least that counts."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; no ratio exists of nothing."""

    hits: int
    total: int

    @property
    def ratio(self) -> float | None:
        """Return hits / total, or None when the total is 0."""
        return self.hits / self.total if self.total else None


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


@dataclass(frozen=True, slots=True)
class Judged:
    """One true face and what was made of it; `found` is None when it was missed."""

    label: Label
    side_px: float
    found: Found | None


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
        label: _share(face.found is not None for face in faces if face.label is label)
        for label in LABELS
    }


def within(judged: Iterable[Judged], low_px: float, high_px: float) -> list[Judged]:
    """Return the faces whose shorter side is at least `low_px` and below `high_px`."""
    return [face for face in judged if low_px <= face.side_px < high_px]


def confusion(judged: Iterable[Judged]) -> dict[str, dict[str, int]]:
    """Return by true label how many faces were called what, or missed."""
    counts = {str(label): dict.fromkeys((*map(str, LABELS), MISSED), 0) for label in LABELS}
    for face in judged:
        counts[face.label][face.found.called if face.found else MISSED] += 1
    return counts


def balanced_accuracy(counts: Mapping[str, Mapping[str, int]]) -> float | None:
    """Return the mean over true labels of the share called rightly, missed faces left out.

    None when a label has no found face.
    """
    shares = [
        Share(counts[label][label], sum(counts[label][other] for other in LABELS))
        for label in LABELS
    ]
    ratios = [share.ratio for share in shares if share.ratio is not None]
    return sum(ratios) / len(ratios) if len(ratios) == len(LABELS) else None


def mask_or_none(counts: Mapping[str, Mapping[str, int]]) -> float | None:
    """Return the balanced accuracy of mask against no mask; what is incorrect is left out."""
    mask, bare = Label.MASK, Label.NO_MASK
    shares = (
        Share(counts[mask][mask], counts[mask][mask] + counts[mask][bare]),
        Share(counts[bare][bare], counts[bare][bare] + counts[bare][mask]),
    )
    ratios = [share.ratio for share in shares if share.ratio is not None]
    return sum(ratios) / len(ratios) if len(ratios) == len(shares) else None


def calibration_error(judged: Iterable[Judged], bins: int = 10) -> float | None:
    """Return the expected calibration error (Guo et al. 2017, equation 3), None without faces.

    In equal bins of sureness: the gap between mean sureness and share right, weighted by faces.
    """
    found = [(face.found, face.label) for face in judged if face.found]
    if not found:
        return None
    sure = np.array([item.sureness for item, _ in found])
    right = np.array([item.called is label for item, label in found], float)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(float(sure[place == index].sum() - right[place == index].sum()))
        for index in range(bins)
    ]
    return sum(gaps) / len(found)


@dataclass(frozen=True, slots=True)
class Decided:
    """Deciding only from a sureness on: how many found faces are decided, how many wrongly."""

    sureness: float
    decided: Share
    wrong: Share


def risk_and_coverage(judged: Iterable[Judged], levels: Sequence[float]) -> list[Decided]:
    """Return what deciding from each level of sureness on would give, level by level."""
    found = [(face.found, face.label) for face in judged if face.found]
    rows = []
    for level in levels:
        sure = [(item, label) for item, label in found if item.sureness >= level]
        wrong = _share(item.called is not label for item, label in sure)
        rows.append(Decided(level, Share(len(sure), len(found)), wrong))
    return rows


def _share(hits: Iterable[bool]) -> Share:
    values = list(hits)
    return Share(sum(values), len(values))
