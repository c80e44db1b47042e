"""The compliance rate with the models' measured errors taken out.

A passage of true outcome j is called i with probability R[i][j], or missed; R is estimated from
held-out faces. What was called is R x what passed, so what passed is estimated by the inverse
(W. J. Youden's and W. J. Rogan & B. Gladen's estimator, American Journal of Epidemiology 107
(1978) 71-76, for three outcomes). The interval holds every rate that a score test does not
reject; the variance is the delta method's, with the sampling of both the passages and the
held-out faces in it, and the noise where counts have some. With perfect models it is Wilson's
interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from compliance.counts.buckets import Counts
from compliance.counts.matrix import Matrix, Vector, inverse, times
from compliance.counts.spread import Spread, score_interval, spread_of, standard_error
from compliance.counts.wilson import Interval

ConfusionCounts = Mapping[str, Mapping[str, int]]
"""Held-out faces by true outcome, then by what they were called; `missed` is one of the calls."""

OUTCOMES = ("mask", "incorrect", "no_mask")
MINIMUM_FACES = 20
"""Held-out faces an outcome needs: with fewer, nobody knows how well it is recognised."""
MINIMUM_RECALL = 0.5
"""Share of an outcome's faces that must be found and named: above it R has an inverse."""

_CONTRADICTION = 3.29
"""Standard errors beyond 0 or 1 that chance passes once in a thousand times."""


class Corrected(NamedTuple):
    """A corrected compliance rate, 0 to 1, with its 95 % interval."""

    rate: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no corrected rate."""

    reason: str


_NOBODY = Refused("nobody was decided")
_CONTRADICTED = Refused(
    "the counts contradict the models' measured errors by more than chance: the models err "
    "otherwise here than where they were measured"
)


class Correction:
    """What the errors of one pair of models do to a rate, ready for any number of rates."""

    def __init__(self, confusion: ConfusionCounts) -> None:
        self._refused = _refusal(confusion)
        if self._refused is None:
            self._backwards = inverse(_recall(confusion))
            self._spread = _spread(confusion)

    def of(
        self, counts: Counts, design_effect: float = 1.0, noise: float = 0.0
    ) -> Corrected | Refused:
        """Return the corrected rate of some counts, or why it would be an invention.

        design_effect: 1 or more, see `clustering`. noise: as `wilson` takes it.
        """
        decided = counts.decided
        if self._refused or not decided:
            return self._refused or _NOBODY
        mask, incorrect, no_mask = times(
            self._backwards, (counts.mask, counts.incorrect, counts.no_mask)
        )
        estimate = mask / (mask + incorrect + no_mask)
        # Half a passage more, so that none seen is not taken for never.
        incorrect, no_mask = max(0.0, incorrect) + 0.5, max(0.0, no_mask) + 0.5
        variance = self._spread.variance(
            incorrect / (incorrect + no_mask), decided / design_effect, noise
        )
        rate = 1.0 if estimate > 1 else max(estimate, 0.0)
        if rate != estimate:
            furthest = _CONTRADICTION * standard_error(variance, rate)
            if abs(estimate - rate) > furthest:
                return _CONTRADICTED
        return Corrected(rate, score_interval(rate, variance))


def correct(counts: Counts, confusion: ConfusionCounts) -> Corrected | Refused:
    """Return one corrected rate, or why it would be an invention."""
    return Correction(confusion).of(counts)


def _refusal(confusion: ConfusionCounts) -> Refused | None:
    for outcome in OUTCOMES:
        calls = confusion.get(outcome, {})
        faces, right = sum(calls.values()), calls.get(outcome, 0)
        if faces < MINIMUM_FACES:
            return Refused(
                f"the models were measured on {faces} {outcome} faces, fewer than {MINIMUM_FACES}"
            )
        if right <= MINIMUM_RECALL * faces:
            return Refused(f"the models recognise no more than half of the {outcome} faces")
    return None


def _recall(confusion: ConfusionCounts, prior: float = 0.0) -> Matrix:
    """Return R; `prior` is added to each of the four ways a face can be called."""
    faces = [sum(confusion[true].values()) + 4 * prior for true in OUTCOMES]

    def row(called: str) -> Vector:
        mask, incorrect, no_mask = (
            (confusion[true].get(called, 0) + prior) / number
            for true, number in zip(OUTCOMES, faces, strict=True)
        )
        return mask, incorrect, no_mask

    return row("mask"), row("incorrect"), row("no_mask")


def _spread(confusion: ConfusionCounts) -> Spread:
    mask, incorrect, no_mask = (float(sum(confusion[true].values())) for true in OUTCOMES)
    # Half a face more everywhere (H. Jeffreys), so that none seen is not taken for never.
    return spread_of(_recall(confusion, prior=0.5), (mask, incorrect, no_mask))
