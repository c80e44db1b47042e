"""The compliance rate with the models' measured errors taken out.

A passage of true outcome j is called i with probability R[i][j], or missed; R is estimated from
held-out faces. What was called is R x what passed, so what passed is estimated by the inverse
(W. J. Youden's and W. J. Rogan & B. Gladen's estimator, American Journal of Epidemiology 107
(1978) 71-76, for three outcomes). The interval holds every rate that a score test does not
reject; the variance is the delta method's, with the sampling of both the passages and the
held-out faces in it. With perfect models it is Wilson's interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from compliance.counts.buckets import Counts
from compliance.counts.wilson import Z_95, Interval

ConfusionCounts = Mapping[str, Mapping[str, int]]
"""Held-out faces by true outcome, then by what they were called; `missed` is one of the calls."""

OUTCOMES = ("mask", "incorrect", "no_mask")
MINIMUM_FACES = 20
"""Held-out faces an outcome needs: with fewer, nobody knows how well it is recognised."""
MINIMUM_RECALL = 0.5
"""Share of an outcome's faces that must be found and named: above it R has an inverse."""

_PRECISION = 1e-5

_Vector = tuple[float, float, float]
_Matrix = tuple[_Vector, _Vector, _Vector]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected compliance rate, 0 to 1, with its 95 % interval."""

    rate: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no corrected rate."""

    reason: str


def correct(counts: Counts, confusion: ConfusionCounts) -> Corrected | Refused:
    """Return the corrected rate, or why it would be an invention."""
    faces = {outcome: sum(confusion.get(outcome, {}).values()) for outcome in OUTCOMES}
    if refused := _refusal(counts, confusion, faces):
        return refused
    called = (counts.mask, counts.incorrect, counts.no_mask)
    passed = _times(_inverse(_recall(confusion, faces)), called)
    rate = min(max(passed[0] / sum(passed), 0.0), 1.0)
    error = _StandardError(confusion, faces, passed, counts.decided)
    low = _edge(rate, 0.0, error)
    return Corrected(rate, Interval(low, _edge(rate, 1.0, error)))


def _refusal(
    counts: Counts, confusion: ConfusionCounts, faces: Mapping[str, int]
) -> Refused | None:
    if not counts.decided:
        return Refused("nobody was decided")
    for outcome in OUTCOMES:
        if faces[outcome] < MINIMUM_FACES:
            return Refused(
                f"the models were measured on {faces[outcome]} {outcome} faces, "
                f"fewer than {MINIMUM_FACES}"
            )
        if confusion[outcome].get(outcome, 0) <= MINIMUM_RECALL * faces[outcome]:
            return Refused(f"the models recognise no more than half of the {outcome} faces")
    return None


def _recall(confusion: ConfusionCounts, faces: Mapping[str, int], prior: float = 0.0) -> _Matrix:
    """Return R; `prior` is added to each of the four ways a face can be called."""

    def row(called: str) -> _Vector:
        mask, incorrect, no_mask = (
            (confusion[true].get(called, 0) + prior) / (faces[true] + 4 * prior)
            for true in OUTCOMES
        )
        return mask, incorrect, no_mask

    return row("mask"), row("incorrect"), row("no_mask")


def _edge(rate: float, far: float, error: "_StandardError") -> float:
    """Return the outermost rate towards `far` that does not contradict `rate` (a score test)."""
    near = rate
    if abs(rate - far) <= Z_95 * error.at(far):
        return far
    while abs(far - near) > _PRECISION:
        middle = (near + far) / 2
        if abs(rate - middle) <= Z_95 * error.at(middle):
            near = middle
        else:
            far = middle
    return near


class _StandardError:
    """The corrected rate's standard error, if the true rate were such and such."""

    def __init__(
        self,
        confusion: ConfusionCounts,
        faces: Mapping[str, int],
        passed: _Vector,
        decided: int,
    ) -> None:
        # Half a face more everywhere (Jeffreys), so that none seen is not taken for never.
        self._recall = _recall(confusion, faces, prior=0.5)
        self._backwards = _transposed(_inverse(self._recall))
        self._faces = [faces[outcome] for outcome in OUTCOMES]
        incorrect, no_mask = (max(0.0, number) + 0.5 for number in passed[1:])
        self._incorrect_share = incorrect / (incorrect + no_mask)
        self._decided = decided

    def at(self, rate: float) -> float:
        """Return the standard error of the rate, were it `rate`."""
        incorrect = (1 - rate) * self._incorrect_share
        passing = (rate, incorrect, 1 - rate - incorrect)
        called = _times(self._recall, passing)
        total = self._decided / sum(called)
        weights = _times(self._backwards, (1 - rate, -rate, -rate))
        shares = [share / sum(called) for share in called]
        variance = self._decided * _spread(weights, shares) / total**2
        for share, column, faces in zip(
            passing, _transposed(self._recall), self._faces, strict=True
        ):
            variance += share**2 * _spread(weights, column) / faces
        return sqrt(variance)


def _spread(weights: _Vector, shares: Sequence[float]) -> float:
    """Return the variance of one draw's weight; what is left of the shares weighs nothing."""
    mean = sum(w * p for w, p in zip(weights, shares, strict=True))
    return sum(w * w * p for w, p in zip(weights, shares, strict=True)) - mean * mean


def _transposed(m: _Matrix) -> _Matrix:
    first, second, third = zip(*m, strict=True)
    return first, second, third


def _times(m: _Matrix, v: _Vector) -> _Vector:
    first, second, third = (sum(a * b for a, b in zip(row, v, strict=True)) for row in m)
    return first, second, third


def _inverse(m: _Matrix) -> _Matrix:
    """Return the inverse, by the adjugate."""
    (a, b, c), (d, e, f), (g, h, i) = m
    x, y, z = e * i - f * h, f * g - d * i, d * h - e * g
    det = a * x + b * y + c * z
    return (
        (x / det, (c * h - b * i) / det, (b * f - c * e) / det),
        (y / det, (a * i - c * g) / det, (c * d - a * f) / det),
        (z / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )
