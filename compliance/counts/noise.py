"""Noise on released counts: what one passage may tell, and how sure a rate is with it.

Geometric noise (A. Ghosh, T. Roughgarden & M. Sundararajan, Universally utility-maximizing
privacy mechanisms, SIAM Journal on Computing 41 (2012) 1673-1693) is added to each outcome's
count of a release, once. Whatever is published is then at most e^epsilon times as likely with a
passage's outcome as with any other that it might have had: who knows that somebody passed, and
when, learns little of what they did. A changed outcome takes one from a count and gives one to
another, so counts differ by 2 in all and the noise is scaled to that; that somebody passed at all
changes one count by 1 and is told by half of epsilon.

A passage is in one release, so its epsilon is that of its row, however many rows are summed.
Somebody who passes k times spends k times as much.

Noise takes counts below nought. What falls below is owed: the row says 0, and the next one is
lowered by it. So nothing published is negative, counters never fall, every door tells the same
sums, and these stay right to within what is owed. (Cut off and forgotten, noise would add a few
people to every quiet hour.) It is worked out from noisy counts alone and costs no privacy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from math import exp
from typing import Protocol

from compliance.counts.buckets import Counts

SENSITIVITY = 2
"""By how much counts differ in all when one passage has another outcome."""


class Noise(Protocol):
    """Adds noise to counts that are about to be released."""

    @property
    def epsilon(self) -> float:
        """What one passage may tell at most."""

    def add_to(self, counts: Counts) -> Counts:
        """Return the counts with fresh noise; they may be negative."""


class Noisy(Protocol):
    """Counts that may have noise on them."""

    @property
    def noise_epsilon(self) -> float | None:
        """The noise's epsilon; None: there is none."""


@dataclass(frozen=True, slots=True)
class Noisiness:
    """The noise in some summed counts."""

    epsilon: float
    """Of a passage: the largest of any row, because it is in one of them alone."""
    releases: int
    """Rows with noise."""
    variance: float
    """Of the noise on one outcome's sum."""


@lru_cache(maxsize=64)
def variance(epsilon: float) -> float:
    """Return the variance of the noise on one outcome's count in one release."""
    ratio = exp(-epsilon / SENSITIVITY)
    return 2 * ratio / (1 - ratio) ** 2


def noisiness(rows: Iterable[Noisy], weights: Sequence[float] | None = None) -> Noisiness | None:
    """Return the noise in the sum of some rows, each times its weight; None without any."""
    found = [
        (row.noise_epsilon, weights[place] if weights else 1.0)
        for place, row in enumerate(rows)
        if row.noise_epsilon is not None
    ]
    if not found:
        return None
    return Noisiness(
        max(epsilon for epsilon, _ in found),
        len(found),
        sum(weight * weight * variance(epsilon) for epsilon, weight in found),
    )


def settle(noisy: Counts, owed: Counts) -> tuple[Counts, Counts]:
    """Return what is published of noisy counts, nowhere negative, and what is owed after it."""
    due = [count - debt for count, debt in zip(astuple(noisy), astuple(owed), strict=True)]
    published = Counts(*(max(count, 0) for count in due))
    return published, Counts(*(max(-count, 0) for count in due))
