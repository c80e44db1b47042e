"""How much more counts vary than independent passages would: people walk in groups.

Friends and families wear masks alike, so a hundred passages tell less than a hundred coins. The
design effect (L. Kish, Survey Sampling, Wiley 1965, section 8.2) says how much less: a rate of
n passages is as sure as one of n divided by it. Noise that was added on purpose makes counts vary
too; it is known, stands in the intervals by itself, and is taken out here.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import Release
from compliance.counts.matrix import Vector
from compliance.counts.noise import variance

MINIMUM_PAIRS = 20
"""Pairs of neighbouring releases that are needed: from fewer, chance is all that would show. One
whose difference is mostly noise counts for less than one."""


class Contrast(NamedTuple):
    """How two neighbouring releases differ."""

    value: float
    """The squared difference of their rates over its variance if passages were independent."""
    noise: float
    """The share of that variance which is noise, 0 to 1."""


def design_effect(releases: Iterable[Release]) -> float | None:
    """Return by what the variance of these releases' rates exceeds independent passages'.

    The releases of an area come together, in order of time. Neighbours are compared, because
    the rate itself changes little from one to the next (J. von Neumann et al., The mean square
    successive difference, Annals of Mathematical Statistics 12 (1941) 153-162); what it does
    change counts as well, so this errs on the safe side. Never below 1; None when too few can
    be compared.
    """
    return effect_of(contrasts(releases))


def contrasts(releases: Iterable[Release]) -> list[Contrast]:
    """Return for each two neighbours how much more they differ than chance would make them."""
    rows = list(releases)
    means = _means([row.counts for row in rows if row.noise_epsilon is not None])
    return [
        Contrast(value, _noise_share(first, second, means))
        for first, second in pairwise(rows)
        if first.area == second.area
        and first.site == second.site
        and (value := _contrast(first, second)) is not None
    ]


def effect_of(found: Sequence[Contrast]) -> float | None:
    """Return the design effect that contrasts of one area, or of several, show together."""
    # Over its whole variance, a difference's square is 1 in the mean if passages are independent;
    # of that 1, the part that is not noise grows with the design effect.
    told = sum([1 - noise for _, noise in found])
    if told < MINIMUM_PAIRS:
        return None
    return max(1.0, sum([value * (1 - noise) - noise for value, noise in found]) / told)


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


def _means(counts: Sequence[Counts]) -> Vector:
    """Return the mean counts of the three outcomes that are decided."""
    number = max(len(counts), 1)
    return (
        sum(each.mask for each in counts) / number,
        sum(each.incorrect for each in counts) / number,
        sum(each.no_mask for each in counts) / number,
    )


def _noise_share(first: Release, second: Release, means: Vector) -> float:
    """Return how much of the variance of the rates' difference is noise, 0 to 1.

    means: of the outcomes' counts in all rows with noise. A small count, which is not let fall
    below nought, varies less than noise would have it: by no more than about half its square.
    """
    if first.noise_epsilon is None and second.noise_epsilon is None:
        return 0.0
    m, n = first.counts.decided, second.counts.decided
    rate = (first.counts.mask + second.counts.mask) / (m + n)
    of_chance = rate * (1 - rate) * (m + n) ** 2 / (m * n * (m + n - 1))
    of_noise = 0.0
    for release, decided in ((first, m), (second, n)):
        if release.noise_epsilon is not None:
            most = variance(release.noise_epsilon)
            mask, incorrect, no_mask = (min(most, mean * mean / 2) for mean in means)
            of_noise += ((1 - rate) ** 2 * mask + rate**2 * (incorrect + no_mask)) / decided**2
    return of_noise / (of_chance + of_noise)
