"""How much more counts vary than independent passages would: people walk in groups.

Friends and families wear masks alike, so a hundred passages tell less than a hundred coins. The
design effect (L. Kish, Survey Sampling, Wiley 1965, section 8.2) says how much less: a rate of
n passages is as sure as one of n divided by it.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from compliance.counts.disclosure import Release

MINIMUM_PAIRS = 20
"""Pairs of neighbouring releases that are needed: from fewer, chance is all that would show."""


def design_effect(releases: Iterable[Release]) -> float | None:
    """Return by what the variance of these releases' rates exceeds independent passages'.

    The releases of an area come together, in order of time. Neighbours are compared, because
    the rate itself changes little from one to the next (J. von Neumann et al., The mean square
    successive difference, Annals of Mathematical Statistics 12 (1941) 153-162); what it does
    change counts as well, so this errs on the safe side. Never below 1; None when too few can
    be compared.
    """
    return effect_of(contrasts(releases))


def contrasts(releases: Iterable[Release]) -> list[float]:
    """Return for each two neighbours how much more they differ than chance would make them."""
    return [
        value
        for first, second in pairwise(releases)
        if first.area == second.area
        and first.site == second.site
        and (value := _contrast(first, second)) is not None
    ]


def effect_of(found: Sequence[float]) -> float | None:
    """Return the design effect that contrasts of one area, or of several, show together."""
    if len(found) < MINIMUM_PAIRS:
        return None
    return max(1.0, sum(found) / len(found))


def _contrast(first: Release, second: Release) -> float | None:
    """Return the squared difference of two rates over its variance if passages were independent.

    Its mean is then 1 (K. Pearson's chi-squared of a table of two by two with its margins given).
    None when nothing can be said: nobody decided, or all alike.
    """
    a, m = first.counts.mask, first.counts.decided
    b, n = second.counts.mask, second.counts.decided
    masked, decided = a + b, m + n
    if not m or not n or masked in (0, decided):
        return None
    return (a * n - b * m) ** 2 * (decided - 1) / (m * n * masked * (decided - masked))
