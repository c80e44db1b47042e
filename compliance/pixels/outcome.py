"""What a track came to: which crops are judged, how they vote, and whether it is a passage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from operator import itemgetter
from typing import TypeAlias

from compliance.pixels.track import Track

Probabilities: TypeAlias = tuple[float, float, float]
"""Of mask, incorrect and no_mask, summing to 1."""

_MOST_SAMPLES = 4  # an even number: they are thinned by pairs
_MOST_LOOKS = 12  # crops judged per track in all, however long it lasts
_APART_SECONDS = 1.0  # neighbouring frames repeat each other's mistakes
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
    """The samples of one track: a few, spread evenly over its life, the best of each stretch."""

    _samples: list[Sample] = field(default_factory=list)
    _looks: int = 0
    _faces: float = 0.0
    _apart_seconds: float = _APART_SECONDS
    _next_seconds: float = float("-inf")

    def wants(self, at_seconds: float) -> bool:
        """Say whether a crop is worth judging now."""
        return self._looks < _MOST_LOOKS and at_seconds >= self._next_seconds

    def add(self, sample: Sample, at_seconds: float) -> None:
        """Take in a judged crop; when there are enough, the better of each two neighbours stays."""
        self._looks += 1
        self._faces += sample.is_face
        self._samples.append(sample)
        if len(self._samples) == _MOST_SAMPLES:
            pairs = zip(self._samples[::2], self._samples[1::2], strict=True)
            self._samples = [max(pair, key=lambda one: one.quality) for pair in pairs]
            self._apart_seconds *= 2
        self._next_seconds = at_seconds + self._apart_seconds

    def shows_face(self, rejects_below: float) -> bool:
        """Say whether the crops judged show a face on average; where none was, it is believed."""
        return self._faces >= rejects_below * self._looks

    def judgement(self, decided_probability: float) -> Judgement:
        """Return what the samples say together, and how surely."""
        return Judgement(vote(self._samples, decided_probability), _sureness(self._samples))

    def means(self) -> Probabilities | None:
        """Return the samples' mean, weighted by quality; None while none has any."""
        return _means(self._samples)

    @property
    def looks(self) -> int:
        """How many crops were judged."""
        return self._looks


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
    return _IN_ORDER[means.index(max(means))]


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
    """Return the mean of a value of the probabilities, weighted by quality."""
    weight = sum(sample.quality for sample in samples)
    return sum(sample.quality * value(sample.probabilities) for sample in samples) / weight
