"""What would have been counted had every second been watched.

An hour half of which was not watched saw half of its people. Added up as they are, hours that
were watched badly would weigh too little in a period's rate; so each release counts for the time
it stands for (D. G. Horvitz & D. J. Thompson, Journal of the American Statistical Association 47
(1952) 663-685), at the cost of less certainty (L. Kish, Survey Sampling, Wiley 1965).
"""

from collections.abc import Sequence
from dataclasses import astuple, replace

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import Release
from compliance.counts.noise import noisiness
from compliance.counts.rates import Figures, Measured, figures, models_of

MINIMUM_COVERAGE = 0.25
"""A release watched for less counts as if watched for this much: no hour is blown up further."""


def weighted_figures(
    releases: Sequence[Release], measured: Measured, effect: float | None
) -> Figures:
    """Return the figures of some releases, one or more, each with its weight.

    Their counts are the passages really counted. `effect`: the design effect of their area, None
    where it is not known; that of the figures holds the uneven weights as well.
    """
    weights = [1 / max(_coverage(release), MINIMUM_COVERAGE) for release in releases]
    decided = [release.counts.decided for release in releases]
    stands_for = _product(weights, decided)
    counted = sum((release.counts for release in releases), Counts())
    squares = [weight * weight for weight in weights]
    uneven = _product(squares, decided) / stands_for if stands_for else 1.0
    found = figures(
        _as_if_watched(releases, weights),
        sum(release.observed_seconds for release in releases),
        sum(release.expected_seconds for release in releases),
        measured.correction_of(models_of(releases)),
        (effect or 1.0) * uneven,
        noisiness(releases, weights),
    )
    overall = effect * uneven * counted.decided / stands_for if effect and stands_for else None
    return replace(found, counts=counted, design_effect=overall, noise=noisiness(releases))


def _as_if_watched(releases: Sequence[Release], weights: Sequence[float]) -> Counts:
    mask, incorrect, no_mask, unknown, withheld = (
        round(_product(weights, numbers))
        for numbers in zip(*(astuple(release.counts) for release in releases), strict=True)
    )
    return Counts(mask, incorrect, no_mask, unknown, withheld)


def _product(weights: Sequence[float], numbers: Sequence[int]) -> float:
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))


def _coverage(release: Release) -> float:
    """Return the share that was watched; all, where nothing was to be watched."""
    if not release.expected_seconds:
        return 1.0
    return min(release.observed_seconds / release.expected_seconds, 1.0)
