"""What would have been counted had every second been watched.

An hour half of which was not watched saw half of its people. Added up as they are, hours that
were watched badly would weigh too little in a period's rate; so each release counts for the time
it stands for (D. G. Horvitz & D. J. Thompson, Journal of the American Statistical Association 47
(1952) 663-685), at the cost of less certainty (L. Kish, Survey Sampling, Wiley 1965).
"""

from collections.abc import Sequence
from operator import mul

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import Release
from compliance.counts.noise import noisiness
from compliance.counts.rates import Figures, Measured, figures

MINIMUM_COVERAGE = 0.25
"""A release watched for less counts as if watched for this much: no hour is blown up further."""

_OF_DECIDED = 3
"""The first columns of the counts: mask, incorrect, no_mask."""


def weighted_figures(
    releases: Sequence[Release], measured: Measured, effect: float | None
) -> Figures:
    """Return the figures of some releases, one or more, each with its weight.

    Their counts are the passages really counted. `effect`: the design effect of their area, None
    where it is not known; that of the figures holds the uneven weights as well.
    """
    weights = [_weight(release) for release in releases]
    columns = _columns(releases)
    decided = [sum(each) for each in zip(*columns[:_OF_DECIDED], strict=True)]
    stands_for = _product(weights, decided)
    counted = Counts(*map(sum, columns))
    squares = [weight * weight for weight in weights]
    uneven = _product(squares, decided) / stands_for if stands_for else 1.0
    known = measured.known_of(releases)
    found = figures(
        Counts(*(round(_product(weights, column)) for column in columns)),
        sum([release.observed_seconds for release in releases]),
        sum([release.expected_seconds for release in releases]),
        known.correction,
        (effect or 1.0) * uneven,
        noisiness(releases, weights),
        known.local,
    )
    overall = effect * uneven * counted.decided / stands_for if effect and stands_for else None
    return found._replace(counts=counted, design_effect=overall, noise=noisiness(releases))


def _columns(releases: Sequence[Release]) -> list[list[int]]:
    """Return each outcome's counts, in the order of Counts; of many, faster than one by one."""
    counts = [release.counts for release in releases]
    return [
        [each.mask for each in counts],
        [each.incorrect for each in counts],
        [each.no_mask for each in counts],
        [each.unknown for each in counts],
        [each.withheld for each in counts],
    ]


def effective_decided(releases: Sequence[Release], effect: float | None) -> float:
    """Return the passages decided that would say as much of the weighted rate, each by itself."""
    weights = [_weight(release) for release in releases]
    decided = [release.counts.decided for release in releases]
    stands_for = _product(weights, decided)
    if not stands_for:
        return 0.0
    squares = [weight * weight for weight in weights]
    return stands_for * stands_for / _product(squares, decided) / (effect or 1.0)


def _product(weights: Sequence[float], numbers: Sequence[int]) -> float:
    return float(sum(map(mul, weights, numbers)))


def _weight(release: Release) -> float:
    """Return what a release counts for; 1 where all was watched, or nothing was to be."""
    if release.observed_seconds >= release.expected_seconds:
        return 1.0
    return 1 / max(release.observed_seconds / release.expected_seconds, MINIMUM_COVERAGE)
