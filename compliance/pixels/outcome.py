"""What a track came to: which crops are judged, how they vote, and whether it is a passage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from compliance.pixels.track import Track

Probabilities: TypeAlias = tuple[float, float, float]
"""Of mask, incorrect and no_mask, summing to 1."""

_MOST_SAMPLES = 5
_MOST_LOOKS = 12  # crops judged per track in all, however long it lasts
_APART_SECONDS = 0.3  # neighbouring frames repeat each other's mistakes
_CLEARLY_BETTER = 1.3
_LARGE_ENOUGH_PX = 64.0  # faces above this are judged equally well


class Outcome(Enum):
    """What is counted of a passage."""

    MASK = "mask"
    INCORRECT = "incorrect"
    NO_MASK = "no_mask"
    UNKNOWN = "unknown"


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
    """The samples of one track: a few, the best, spread over time."""

    _samples: list[Sample] = field(default_factory=list)
    _looks: int = 0
    _faces: float = 0.0
    _next_seconds: float = float("-inf")

    def wants(self, promise: float, at_seconds: float) -> bool:
        """Say whether a crop of this promise is worth judging now."""
        if self._looks >= _MOST_LOOKS or at_seconds < self._next_seconds:
            return False
        return len(self._samples) < _MOST_SAMPLES or promise > _CLEARLY_BETTER * self._weakest()

    def add(self, sample: Sample, at_seconds: float) -> None:
        """Take in a judged crop; beyond a few, the least promising one is forgotten."""
        self._looks += 1
        self._faces += sample.is_face
        self._next_seconds = at_seconds + _APART_SECONDS
        self._samples.append(sample)
        self._samples.sort(key=lambda one: -one.promise)
        del self._samples[_MOST_SAMPLES:]

    def shows_face(self, rejects_below: float) -> bool:
        """Say whether the crops judged show a face on average; where none was, it is believed."""
        return self._faces >= rejects_below * self._looks

    def outcome(self, decided_probability: float) -> Outcome:
        """Return what the samples say together."""
        return vote(self._samples, decided_probability)

    def means(self) -> Probabilities | None:
        """Return the samples' mean, weighted by quality; None while none has any."""
        return _means(self._samples)

    @property
    def looks(self) -> int:
        """How many crops were judged."""
        return self._looks

    def _weakest(self) -> float:
        return self._samples[-1].promise


def promise(longer_side_px: float, score: float) -> float:
    """Say before it is cut how well a crop can be judged, 0 to 1: large, clear and frontal.

    The detector's score stands for the last two: it falls when a face turns away or is covered.
    """
    return min(longer_side_px / _LARGE_ENOUGH_PX, 1.0) * score


def vote(samples: Sequence[Sample], decided_probability: float) -> Outcome:
    """Return the outcome by the mean of the probabilities, weighted by quality.

    Unknown: no samples, none of any quality, or no label reaches `decided_probability`.
    """
    means = _means(samples)
    if means is None:
        return Outcome.UNKNOWN
    best = max(means)
    return _IN_ORDER[means.index(best)] if best >= decided_probability else Outcome.UNKNOWN


def is_passage(track: Track, minimum_face_px: float) -> bool:
    """Say whether a track counts: confirmed, and large enough at least once."""
    return track.is_confirmed and track.largest_px >= minimum_face_px


def _means(samples: Sequence[Sample]) -> Probabilities | None:
    weight = sum(sample.quality for sample in samples)
    if weight <= 0:
        return None
    mask, incorrect, no_mask = (
        sum(sample.quality * sample.probabilities[label] for sample in samples) / weight
        for label in range(len(_IN_ORDER))
    )
    return mask, incorrect, no_mask
