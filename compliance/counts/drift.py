"""How far the models' sureness has moved from where their errors were measured.

The histogram of the newest releases is held against the one the models' manifest carries, by the
Jensen-Shannon distance (J. Lin, Divergence measures based on the Shannon entropy, IEEE
Transactions on Information Theory 37 (1991) 145-151; its root is a metric, 0 to 1 with logarithms
of base 2). A changed camera, a dirty lens or a new kind of mask moves it; so do places that are
simply not like the pictures the models were measured on. A rise says more than a height.
"""

from collections.abc import Iterable
from math import log2, sqrt

from compliance.counts.disclosure import ModelIdentity, Release
from compliance.sureness import NOBODY, Sureness

FEWEST = 100
"""Judged passages that are needed. Where nothing has moved, 100 are at a distance of 0.10 on
average by chance alone, and beyond 0.18 one time in a hundred."""
ENOUGH = 500
"""Judged passages after which no older release is looked at: then 0.04, seldom beyond 0.08."""


def distance(one: Sureness, other: Sureness) -> float:
    """Return the Jensen-Shannon distance of two histograms that are not empty, 0 to 1."""
    shares = zip(one.classes, other.classes, strict=True)
    terms = (_terms(p / one.total, q / other.total) for p, q in shares)
    return sqrt(max(0.0, min(1.0, sum(terms))))


def drift(
    releases: Iterable[Release], reference: Sureness, models: ModelIdentity | None = None
) -> float | None:
    """Return how far an area's newest releases, the newest first, are from the reference.

    None where fewer than FEWEST were judged by these models, or the reference is empty.
    """
    seen = NOBODY
    for release in releases:
        if seen.total >= ENOUGH:
            break
        if models is None or release.models == models:
            seen += release.sureness
    if seen.total < FEWEST or not reference.total:
        return None
    return distance(seen, reference)


def _terms(p: float, q: float) -> float:
    middle = (p + q) / 2
    return (_divergence(p, middle) + _divergence(q, middle)) / 2


def _divergence(share: float, middle: float) -> float:
    return share * log2(share / middle) if share else 0.0
