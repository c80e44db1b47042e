"""Two periods or two areas beside each other: how their rates differ, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot

from compliance.counts.clustering import design_effect
from compliance.counts.correction import Corrected, Refused
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.rates import Figures, Measured, models_of
from compliance.counts.weighting import weighted_figures
from compliance.counts.wilson import Interval

_OTHER_MODELS = "other models counted the one than the other: part of the difference may be theirs"
_IN_COMMON = "both hold some of the same releases: they differ less than what sets them apart does"
_GROUPS_UNKNOWN = (
    "too few releases show whether people came in groups: the intervals take them one by one"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The second rate minus the first, -1 to 1, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_beyond_chance(self) -> bool:
        """Say whether the interval leaves out nought."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    figures: Figures
    """Each release counts for the time it stands for, see `weighting`."""
    start: datetime
    end: datetime
    models: tuple[ModelIdentity, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and their difference."""

    first: Side
    second: Side
    raw: Difference | None
    """Of the rates as counted; None when nobody was decided on one side."""
    corrected: Difference | Refused
    """Of the rates with the models' errors taken out."""
    cautions: tuple[str, ...]
    """Why the difference may be another, or less sure, than it seems."""

    @property
    def judged(self) -> Difference | None:
        """The difference to go by: the corrected one where there is one."""
        return self.raw if isinstance(self.corrected, Refused) else self.corrected


def compare(
    first: Sequence[Release],
    second: Sequence[Release],
    measured: Measured,
    effect: float | None = None,
) -> Comparison | None:
    """Return how the second selection differs from the first; None when one is empty.

    The releases of each come area by area, in order of time. `effect`: the design effect of
    both, where it is known from more than these.
    """
    if not first or not second:
        return None
    effects = [effect or design_effect(side) for side in (first, second)]
    one, other = _side(first, measured, effects[0]), _side(second, measured, effects[1])
    return Comparison(
        one,
        other,
        _raw(one.figures, other.figures),
        _corrected(one.figures.corrected, other.figures.corrected),
        _cautions(first, second, effects),
    )


def divided(releases: Sequence[Release], at: datetime) -> tuple[list[Release], list[Release]]:
    """Return what had ended by a moment and what began from it on, as of a new sign's hanging.

    A release around that moment belongs to neither.
    """
    before = [release for release in releases if release.end <= at]
    return before, [release for release in releases if release.start >= at]


def difference(
    first: float, first_interval: Interval, second: float, second_interval: Interval
) -> Difference:
    """Return the second rate minus the first, both independent.

    R. G. Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17 (1998) 873-890, method 10, for any two intervals.
    """
    value = second - first
    return Difference(
        value,
        value - hypot(second - second_interval.low, first_interval.high - first),
        value + hypot(second_interval.high - second, first - first_interval.low),
    )


def _side(releases: Sequence[Release], measured: Measured, effect: float | None) -> Side:
    return Side(
        weighted_figures(releases, measured, effect),
        min(release.start for release in releases),
        max(release.end for release in releases),
        models_of(releases),
    )


def _cautions(
    first: Sequence[Release], second: Sequence[Release], effects: Sequence[float | None]
) -> tuple[str, ...]:
    found = {
        _OTHER_MODELS: set(models_of(first)) != set(models_of(second)),
        _IN_COMMON: _reach_into(first, second) and not _keys(first).isdisjoint(_keys(second)),
        _GROUPS_UNKNOWN: None in effects,
    }
    return tuple(caution for caution, is_so in found.items() if is_so)


def _reach_into(first: Sequence[Release], second: Sequence[Release]) -> bool:
    """Say whether the one's time has a part of the other's; quick, and mostly the whole answer."""
    return min(release.start for release in second) < max(release.end for release in first) and (
        min(release.start for release in first) < max(release.end for release in second)
    )


def _keys(releases: Sequence[Release]) -> set[tuple[str, str, datetime]]:
    return {(release.site, release.area, release.start) for release in releases}


def _raw(first: Figures, second: Figures) -> Difference | None:
    if first.rate is None or first.interval is None:
        return None
    if second.rate is None or second.interval is None:
        return None
    return difference(first.rate, first.interval, second.rate, second.interval)


def _corrected(first: Corrected | Refused, second: Corrected | Refused) -> Difference | Refused:
    """Return the difference of corrected rates; a little too cautious.

    The same held-out faces corrected both, so their errors partly cancel out. That is left aside.
    """
    if isinstance(first, Refused):
        return first
    if isinstance(second, Refused):
        return second
    return difference(first.rate, first.interval, second.rate, second.interval)
