"""Rates and how sure they are. Sums first, ratios last; None is unknown, never nought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from compliance.counts.auditing.local import UNAUDITED, Local, Locals
from compliance.counts.auditing.pairs import Pair
from compliance.counts.buckets import Counts, summed
from compliance.counts.clustering import design_effect
from compliance.counts.correction import Corrected, Correction, Refused
from compliance.counts.disclosure import ModelIdentity, Release, identity
from compliance.counts.noise import Noisiness, noisiness
from compliance.counts.wilson import Interval, wilson
from compliance.models import Models

_UNMEASURED = Refused("counted by models whose errors are not in this manifest")

_WITHHELD = Refused("outcomes are withheld: all who were decided did alike")


class Figures(NamedTuple):
    """What is published of some counts; every share is 0 to 1."""

    counts: Counts
    rate: float | None
    """Compliance rate as counted."""
    interval: Interval | None
    """The rate's 95 % interval."""
    corrected: Corrected | Refused
    """The rate with the models' measured errors taken out, or why there is none."""
    unknown_share: float | None
    """Passages that could not be decided, of those whose outcome is told."""
    bounds: Interval | None
    """The rate if no undecided or withheld passage had worn a mask, and if all had; None where
    no outcome is told."""
    coverage: float | None
    """Time watched, of the time that should have been; at most 1."""
    design_effect: float | None
    """What both intervals take groups of people for, see `clustering`; None is not known: 1."""
    local: Corrected | Refused
    """The rate with the error taken out that audits found in the area, or why there is none."""
    noise: Noisiness | None = None
    """The noise in the counts, which both intervals hold; None: there is none."""


class Known(NamedTuple):
    """What is known of the models that counted some releases."""

    models: tuple[ModelIdentity, ...]
    """Which they are, in the order they came."""
    correction: Correction | None
    """What their errors do to a rate; None when these were not measured."""
    local: Local
    """What audits say of them where they counted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The models whose errors were measured, and what these errors do to a rate."""

    correction: Correction
    models: ModelIdentity | None = None
    """Which they are; None: whatever counted."""
    audits: Locals = field(default_factory=Locals)
    """What people saw beside what was counted."""

    def beside(self, pairs: Iterable[Pair]) -> "Measured":
        """Return the same, and what these audits found."""
        return replace(self, audits=Locals(pairs))

    def known_of(self, releases: Sequence[Release]) -> Known:
        """Return what is known of the models that counted some releases, one or more."""
        counted = models_of(releases)
        is_theirs = self.models is None or counted == (self.models,)
        local = self.audits.of({(release.site, release.area) for release in releases}, counted)
        return Known(counted, self.correction if is_theirs else None, local)


def measured_of(models: Models) -> Measured:
    """Return what is known of some models, without audits."""
    return Measured(Correction(models.confusion), identity(models))


UNKNOWN_MODELS = Measured(Correction({}))
"""Models of whose errors nothing is known."""


def figures(
    counts: Counts,
    observed_seconds: int,
    expected_seconds: int,
    correction: Correction | None,
    design_effect: float | None = None,
    noise: Noisiness | None = None,
    local: Local = UNAUDITED,
) -> Figures:
    """Return everything that is published of summed counts.

    `correction`: of the models that counted; None when their errors are not known. `local`: what
    audits say of them in the area.
    """
    decided = counts.decided
    told = counts.told
    rate = _ratio(counts.mask, decided)
    effect = design_effect or 1.0
    blur = noise.variance / decided**2 if noise and decided else 0.0
    interval = None if rate is None else wilson(rate, decided / effect, blur)
    is_withheld = bool(counts.withheld and not told)
    return Figures(
        counts,
        rate,
        interval,
        corrected=_WITHHELD if is_withheld else _corrected(counts, correction, effect, blur),
        unknown_share=_ratio(counts.unknown, told),
        bounds=_bounds(counts),
        coverage=_ratio(min(observed_seconds, expected_seconds), expected_seconds),
        design_effect=design_effect,
        local=_WITHHELD if is_withheld else local.of(rate, interval),
        noise=noise,
    )


def of_releases(releases: Sequence[Release], measured: Measured, effect: float | None) -> Figures:
    """Return everything that is published of some releases together, one or more.

    `effect`: the design effect of the area they are from.
    """
    return of_known(releases, measured.known_of(releases), effect)


def of_known(releases: Sequence[Release], known: Known, effect: float | None) -> Figures:
    """Return the same, with what is known of the models that counted these releases."""
    observed_seconds = expected_seconds = 0
    for release in releases:
        observed_seconds += release.observed_seconds
        expected_seconds += release.expected_seconds
    return figures(
        summed([release.counts for release in releases]),
        observed_seconds,
        expected_seconds,
        known.correction,
        effect,
        noisiness(releases),
        known.local,
    )


def of_selection(releases: Sequence[Release], models: Measured) -> Figures | None:
    """Return the figures of any releases, area by area in order of time; None without any."""
    if not releases:
        return None
    return of_releases(releases, models, design_effect(releases))


def models_of(releases: Sequence[Release]) -> tuple[ModelIdentity, ...]:
    """Return which models counted some releases, one or more, in the order they came."""
    found = [release.models for release in releases]
    if found.count(found[0]) == len(found):  # nearly always; much faster than hashing them
        return (found[0],)
    return tuple(dict.fromkeys(found))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _corrected(
    counts: Counts, correction: Correction | None, effect: float, blur: float
) -> Corrected | Refused:
    return correction.of(counts, effect, blur) if correction else _UNMEASURED


def _bounds(counts: Counts) -> Interval | None:
    if not counts.told:
        return None
    passages = counts.passages
    most = counts.mask + counts.unknown + counts.withheld
    return Interval(counts.mask / passages, most / passages)
