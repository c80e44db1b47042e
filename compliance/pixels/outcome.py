"""What a track came to: which crops are judged, how they vote, and whether it is a passage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import pairwise
from math import fsum
from operator import itemgetter
from typing import TypeAlias

from compliance.pixels.followed import Track

Probabilities: TypeAlias = tuple[float, float, float]
"""Of mask, incorrect and no_mask, summing to 1."""

_MOST_LOOKS = 12  # crops judged per track in all, however long it lasts
_APART_SECONDS = 1.0  # neighbouring frames repeat each other's mistakes
_SURE = 0.9  # probability from which a sample is sure of itself
_WAIT_SHARE = 0.4  # of the time since the first look, at least: so twelve last a minute
_LARGE_ENOUGH_PX = 64.0  # faces above this are judged equally well


class Outcome(Enum):
    """What is counted of a passage."""

    MASK = "mask"
    INCORRECT = "incorrect"
    NO_MASK = "no_mask"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a passage came to."""

    outcome: Outcome
    sureness: float | None
    """How sure the samples are of themselves, a third to 1; None where there are none."""


_IN_ORDER = (Outcome.MASK, Outcome.INCORRECT, Outcome.NO_MASK)


@dataclass(frozen=True, slots=True)
class Sample:
    """One judged crop; the crop itself is gone."""

    probabilities: Probabilities
    promise: float
    quality: float
    """0 to 1: its weight in the vote."""
    is_face: float
    """0 to 1: how probably it shows a face at all."""


@dataclass(slots=True)
class Ballot:
    """The samples of one track, taken the more seldom the surer they agree.

    Somebody clear costs two or three looks, somebody doubtful up to twelve. Each sample speaks for
    the time round it, so that looking seldom weighs no less, and whoever puts a mask on is seen
    to by the next look.
    """

    _samples: list[Sample] = field(default_factory=list)
    _times: list[float] = field(default_factory=list)
    _apart_seconds: float = _APART_SECONDS

    def wants(self, at_seconds: float) -> bool:
        """Say whether a crop is worth judging now."""
        if not self._times:
            return True
        elapsed_seconds = self._times[-1] - self._times[0]
        apart_seconds = max(self._apart_seconds, _WAIT_SHARE * elapsed_seconds)
        is_time = at_seconds >= self._times[-1] + apart_seconds
        return is_time and len(self._samples) < _MOST_LOOKS

    def add(self, sample: Sample, at_seconds: float) -> None:
        """Take in a judged crop; when it surely agrees with the one before, the wait doubles."""
        is_settled = bool(self._samples) and _agree(self._samples[-1], sample)
        self._apart_seconds = 2 * self._apart_seconds if is_settled else _APART_SECONDS
        self._samples.append(sample)
        self._times.append(at_seconds)

    def take_over(self, later: "Ballot") -> None:
        """Take in a later ballot, of somebody who turned out to be the same."""
        for sample, at_seconds in later.timed():
            self.add(sample, at_seconds)

    def timed(self) -> Iterator[tuple[Sample, float]]:
        """Yield the samples with their times, in order."""
        yield from zip(self._samples, self._times, strict=True)

    def shows_face(self, rejects_below: float) -> bool:
        """Say whether the crops judged show a face on average; where none was, it is believed."""
        return sum(one.is_face for one in self._samples) >= rejects_below * self.looks

    def judgement(self, decided_probability: float) -> Judgement:
        """Return what the samples say together, and how surely."""
        votes = self._votes()
        return Judgement(vote(votes, decided_probability), _sureness(votes))

    def means(self) -> Probabilities | None:
        """Return the samples' mean, weighted by quality; None while none has any."""
        return _means(self._votes())

    @property
    def looks(self) -> int:
        """How many crops were judged."""
        return len(self._samples)

    def _votes(self) -> list[Sample]:
        """Return the samples, each weighing as much more as it speaks for a longer time."""
        spans = zip(self._samples, _spans(self._times), strict=True)
        return [replace(one, quality=one.quality * span) for one, span in spans]


def promise(longer_side_px: float, score: float) -> float:
    """Say before it is cut how well a crop can be judged, 0 to 1: large, clear and frontal.

    The detector's score stands for the last two: it falls when a face turns away or is covered.
    """
    return min(longer_side_px / _LARGE_ENOUGH_PX, 1.0) * score


def vote(samples: Sequence[Sample], decided_probability: float) -> Outcome:
    """Return the likeliest outcome by the mean of the probabilities, weighted by quality.

    Unknown: no samples, none of any quality, or the samples are less sure of themselves, on
    average, than `decided_probability`. So a doubtful face stays unknown, while somebody who puts
    a mask on half-way counts as what was seen for longer.
    """
    means, sureness = _means(samples), _sureness(samples)
    if means is None or sureness is None or sureness < decided_probability:
        return Outcome.UNKNOWN
    return _likeliest(means)


def _agree(one: Sample, other: Sample) -> bool:
    """Say whether both are sure, and of the same."""
    is_sure = all(max(each.probabilities) >= _SURE and each.quality for each in (one, other))
    return is_sure and _likeliest(one.probabilities) is _likeliest(other.probabilities)


def _likeliest(probabilities: Probabilities) -> Outcome:
    return _IN_ORDER[probabilities.index(max(probabilities))]


def _spans(times: Sequence[float]) -> list[float]:
    """Return for how long each moment stands: half-way to its neighbours; any for a single one."""
    gaps = [after - before for before, after in pairwise(times)]
    if not gaps:
        return [1.0] * len(times)
    return [(a + b) / 2 for a, b in zip((gaps[0], *gaps), (*gaps, gaps[-1]), strict=True)]


def is_passage(track: Track, minimum_face_px: float) -> bool:
    """Say whether a track counts: confirmed, and large enough at least once."""
    return track.is_confirmed and track.largest_px >= minimum_face_px


def _sureness(samples: Sequence[Sample]) -> float | None:
    return _mean(samples, max) if _has_votes(samples) else None


def _means(samples: Sequence[Sample]) -> Probabilities | None:
    if not _has_votes(samples):
        return None
    mask, incorrect, no_mask = (_mean(samples, itemgetter(i)) for i in range(len(_IN_ORDER)))
    return mask, incorrect, no_mask


def _has_votes(samples: Sequence[Sample]) -> bool:
    return any(sample.quality for sample in samples)


def _mean(samples: Sequence[Sample], value: Callable[[Probabilities], float]) -> float:
    """Return the mean of a value of the probabilities, weighted by quality; to the last digit."""
    weight = fsum(sample.quality for sample in samples)
    return fsum(sample.quality * value(sample.probabilities) for sample in samples) / weight
