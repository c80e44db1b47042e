"""How sure a figure is: intervals of shares and their sums, the bootstrap for the rest; 95 %."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from compliance.counts.wilson import wilson
from compliance.evaluation.scores import Share

RESAMPLES = 1000

_EDGES_PERCENT = (2.5, 97.5)
_LEAST_DEFINED = 0.95
"""Share of the resamples in which a figure must exist for its interval to be told."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; None is unknown."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> "Estimate":
        """Return the figure in another unit; the factor is above 0."""
        value, low, high = (
            None if x is None else factor * x for x in (self.value, self.low, self.high)
        )
        return Estimate(value, low, high)


def estimated(share: Share) -> Estimate:
    """Return a share with Wilson's interval."""
    if share.ratio is None:
        return Estimate()
    interval = wilson(share.ratio, share.total)
    return Estimate(share.ratio, interval.low, interval.high)


def mean(shares: Sequence[Share]) -> Estimate:
    """Return the mean of independent shares, unknown when one of them is."""
    return _combined([(1 / len(shares), share) for share in shares])


def difference(first: Share, second: Share) -> Estimate:
    """Return the first share minus the second, both independent, unknown when one of them is."""
    return _combined([(1.0, first), (-1.0, second)])


def mean_count(counts: Sequence[int], seed: int) -> Estimate:
    """Return the mean of one count per picture, with its bootstrap interval."""
    if not counts:
        return Estimate()
    drawn = resamples(len(counts), seed) @ np.array(counts, np.float64) / len(counts)
    return Estimate(sum(counts) / len(counts), *edges(drawn))


def bootstrapped(
    figure: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    counts: NDArray[np.float64],
    seed: int,
) -> Estimate:
    """Return a figure of all pictures together, with its percentile interval.

    figure: from (..., a, b) to (...), NaN where undefined. counts: (pictures, a, b). Pictures are
    drawn anew, not faces (B. Efron, Bootstrap methods, Annals of Statistics 7 (1979) 1-26).
    """
    value = float(figure(counts.sum(axis=0)))
    low, high = edges(figure(np.tensordot(resamples(len(counts), seed), counts, axes=1)))
    return Estimate(None if np.isnan(value) else value, low, high)


def resamples(pictures: int, seed: int) -> NDArray[np.float64]:
    """Return how often each picture is drawn in each resample: (RESAMPLES, pictures)."""
    if not pictures:
        return np.zeros((RESAMPLES, 0))
    chance = np.random.default_rng(seed)
    drawn = chance.multinomial(pictures, np.full(pictures, 1 / pictures), RESAMPLES)
    return drawn.astype(np.float64)


def edges(drawn: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the 2.5 and 97.5 % points; None where too few of the values exist."""
    known = drawn[~np.isnan(drawn)]
    if not len(known) or len(known) < _LEAST_DEFINED * len(drawn):
        return None, None
    low, high = np.percentile(known, _EDGES_PERCENT)
    return float(low), float(high)


def _combined(terms: Sequence[tuple[float, Share]]) -> Estimate:
    """Return a weighted sum of independent shares.

    Its interval puts theirs together (G. Y. Zou & A. Donner, Construction of confidence limits
    about effect measures, Statistics in Medicine 27 (2008) 1693-1702); unlike the bootstrap's it
    does not shrink to nothing where no mistake was seen.
    """
    value = below = above = 0.0
    for weight, share in terms:
        one = estimated(share)
        if one.value is None or one.low is None or one.high is None:
            return Estimate()
        value += weight * one.value
        ends = (weight * (one.value - one.low), weight * (one.value - one.high))
        below += max(ends) ** 2
        above += min(ends) ** 2
    return Estimate(value, value - sqrt(below), value + sqrt(above))
