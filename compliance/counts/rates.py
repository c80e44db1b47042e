"""Rates and how sure they are. Sums first, ratios last; None is unknown, never nought."""

from dataclasses import dataclass

from compliance.counts.buckets import Counts
from compliance.counts.correction import ConfusionCounts, Corrected, Refused, correct
from compliance.counts.wilson import Interval, wilson

_UNMEASURED = Refused("counted by models whose errors are not in this manifest")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published of some counts; every share is 0 to 1."""

    counts: Counts
    rate: float | None
    """Compliance rate as counted."""
    interval: Interval | None
    """The rate's 95 % interval."""
    corrected: Corrected | Refused
    """The rate with the models' measured errors taken out, or why there is none."""
    unknown_share: float | None
    """Passages that could not be decided, of all."""
    coverage: float | None
    """Time watched, of the time that should have been; at most 1."""


def figures(
    counts: Counts, observed_seconds: int, expected_seconds: int, confusion: ConfusionCounts | None
) -> Figures:
    """Return everything that is published of summed counts.

    `confusion`: the manifest's held-out faces by true outcome, then by what they were called;
    None when other models counted than those it was measured on.
    """
    rate = _ratio(counts.mask, counts.decided)
    return Figures(
        counts=counts,
        rate=rate,
        interval=None if rate is None else wilson(rate, counts.decided),
        corrected=_UNMEASURED if confusion is None else correct(counts, confusion),
        unknown_share=_ratio(counts.unknown, counts.passages),
        coverage=_ratio(min(observed_seconds, expected_seconds), expected_seconds),
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
