"""How what was counted agrees with what people saw: one area, one pair of models.

Both saw the same people, so each comparison is a pair, and what varies from pair to pair is error
alone. Sums first, ratios last: how far the ratios may lie from the truth is told by leaving out
one pair after the other (M. H. Quenouille, Biometrika 43 (1956) 353-360; J. W. Tukey, Annals of
Mathematical Statistics 29 (1958) 614), with Student's t, since pairs are few. One person more is
taken to have been judged otherwise, so that no error seen is not taken for none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from compliance.counts.auditing.pairs import Pair
from compliance.counts.auditing.quantiles import chi_squared_90, student_95
from compliance.counts.buckets import Counts
from compliance.counts.correction import OUTCOMES, Refused

MINIMUM_PAIRS = 8
"""Fewer say little: of 40 people each, 8 tell the shipped models' error to 2.7 points, 4 to 5.4.
`python -m compliance.evaluation.auditing` works it out."""
MINIMUM_PEOPLE = 200
"""Fewer leave an error of one person in a hundred unseen more than one time in eight."""
_LARGEST_SHARE = 0.5
"""Of the people: where one audit holds more, leaving out the others changes nothing."""

_Statistic = Callable[["_Sums"], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Found:
    """What audits say of an area's counts."""

    passages_per_person: Estimate
    """Passages counted, `unknown` included, for each person seen."""
    excess: Mapping[str, Estimate]
    """Per outcome: its share of the passages decided minus its share of the people seen."""
    rate: float
    """The compliance rate of the audited releases, as counted."""
    least: float
    most: float
    """Between what the rate's error lay in single comparisons."""

    @property
    def bias(self) -> Estimate:
        """The compliance rate as counted minus the true one."""
        return self.excess["mask"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """An area's audits together, however many."""

    pairs: int
    releases: int
    seen: Counts
    counted: Counts
    found: Found | Refused


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Return what comparisons of one area and the same models say together."""
    seen = sum((pair.seen for pair in pairs), Counts())
    counted = sum((pair.counted for pair in pairs), Counts())
    found = _refusal(pairs, seen, counted) or found_of(pairs)
    return Agreement(len(pairs), sum(pair.releases for pair in pairs), seen, counted, found)


def found_of(pairs: Sequence[Pair]) -> Found:
    """Return what two or more comparisons say, however few they are."""
    sums = [_Sums.of(pair) for pair in pairs]
    counted = sum((pair.counted for pair in pairs), Counts())
    errors = _errors(pairs)
    return Found(
        _estimate(sums, lambda all_of: all_of.counted / all_of.seen, 0.0, float("inf")),
        {
            outcome: _estimate(sums, _excess(number), -1.0, 1.0)
            for number, outcome in enumerate(OUTCOMES)
        },
        _rate(counted),
        min(errors),
        max(errors),
    )


def contradiction(pairs: Sequence[Pair]) -> Refused | None:
    """Return why some audits cannot all be of one error; None where they can.

    Both saw the same people, so their difference varies less than if they had seen different
    ones. Where it varies more (W. G. Cochran's test, Biometrics 10 (1954) 101-129, which would
    fail one time in ten had they seen different ones), the error itself changes from audit to
    audit: with the light, or with whoever taps.
    """
    found = [pair for pair in pairs if pair.counted.decided]
    shown = _smoothed(sum((pair.counted for pair in found), Counts()))
    true = _smoothed(sum((pair.seen for pair in found), Counts()))
    weights = [
        1 / (shown * (1 - shown) / pair.counted.decided + true * (1 - true) / pair.seen.decided)
        for pair in found
    ]
    errors = _errors(found)
    mean = sum(w * error for w, error in zip(weights, errors, strict=True)) / sum(weights)
    spread = sum(w * (error - mean) ** 2 for w, error in zip(weights, errors, strict=True))
    if spread <= chi_squared_90(len(found) - 1):
        return None
    return Refused(
        "audits contradict each other by more than chance: the count was off by between "
        f"{100 * min(errors):+.0f} and {100 * max(errors):+.0f} points"
    )


def _refusal(pairs: Sequence[Pair], seen: Counts, counted: Counts) -> Refused | None:
    return (
        _too_little(len(pairs), seen.decided)
        or _lopsided(pairs, seen.decided, counted.decided)
        or contradiction(pairs)
    )


def _too_little(pairs: int, people: int) -> Refused | None:
    if not pairs:
        return Refused("nobody audited what these models count here")
    if pairs < MINIMUM_PAIRS:
        times = "once" if pairs == 1 else f"{pairs} times"
        return Refused(f"audited {times}, fewer than {MINIMUM_PAIRS} times")
    if people < MINIMUM_PEOPLE:
        return Refused(f"{people} people were seen in audits, fewer than {MINIMUM_PEOPLE}")
    return None


def _lopsided(pairs: Sequence[Pair], people: int, decided: int) -> Refused | None:
    if not decided:
        return Refused("nobody was decided in what was audited")
    if max(pair.seen.decided for pair in pairs) > _LARGEST_SHARE * people:
        return Refused("more than half of the people were seen in a single audit")
    if max(pair.counted.decided for pair in pairs) > _LARGEST_SHARE * decided:
        return Refused("more than half of the passages were counted in a single audit")
    return None


def _estimate(sums: Sequence["_Sums"], of: _Statistic, least: float, most: float) -> Estimate:
    total = sum(sums[1:], sums[0])
    value, number = of(total), len(sums)
    left = [of(total - one) for one in sums]
    mean = sum(left) / number
    variance = (number - 1) / number * sum((each - mean) ** 2 for each in left)
    half = student_95(number - 1) * sqrt(variance + 1 / total.seen**2)
    return Estimate(value, max(least, value - half), min(most, value + half))


def _excess(number: int) -> _Statistic:
    def of(sums: "_Sums") -> float:
        return sums.calls[number] / sum(sums.calls) - sums.people[number] / sums.seen

    return of


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums that pairs can be taken from again."""

    people: tuple[int, ...]
    calls: tuple[int, ...]
    counted: int

    @classmethod
    def of(cls, pair: Pair) -> "_Sums":
        seen, counted = pair.seen, pair.counted
        return cls(_by_outcome(seen), _by_outcome(counted), counted.passages)

    @property
    def seen(self) -> int:
        return sum(self.people)

    def __add__(self, other: "_Sums") -> "_Sums":
        return self._with(other, 1)

    def __sub__(self, other: "_Sums") -> "_Sums":
        return self._with(other, -1)

    def _with(self, other: "_Sums", sign: int) -> "_Sums":
        return _Sums(
            tuple(a + sign * b for a, b in zip(self.people, other.people, strict=True)),
            tuple(a + sign * b for a, b in zip(self.calls, other.calls, strict=True)),
            self.counted + sign * other.counted,
        )


def _by_outcome(counts: Counts) -> tuple[int, int, int]:
    return counts.mask, counts.incorrect, counts.no_mask


def _errors(pairs: Sequence[Pair]) -> list[float]:
    """Return by how much the rate as counted exceeded the true one, where anybody was decided."""
    return [_rate(pair.counted) - _rate(pair.seen) for pair in pairs if pair.counted.decided]


def _rate(counts: Counts) -> float:
    return counts.mask / counts.decided


def _smoothed(counts: Counts) -> float:
    """Return a rate that is never 0 or 1, so that none seen is not taken for never."""
    return (counts.mask + 0.5) / (counts.decided + 1)
