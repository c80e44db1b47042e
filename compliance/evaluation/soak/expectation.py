"""How many passages a camera should have counted while it really watched; pure.

A camera watches in stretches: from when it was up to its first trouble, and after each trouble
again. How long it takes to watch again is what its coverage tells. A perfect counter counts in
each stretch everybody who is clear to be seen in it for long enough, so whoever is in view while
watching breaks off and begins again is counted twice.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

from compliance.evaluation.street.street_truth import Truth

COUNTED_SECONDS = 0.6
"""Who is clear to be seen for so long is counted."""

SHARE = 0.10
"""Of the expected passages, that may be missed or split where the street is busy."""
EDGE = 0.7
"""Passages more or less, as a standard deviation, at each end of a stretch: who is in view there
is seen for a moment more or less than reckoned."""
_SIGMAS = 3.0  # several cameras are judged at once


@dataclass(frozen=True, slots=True)
class Span:
    """From one time to another, in seconds since 1970."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """Length."""
        return self.end - self.begin


def joined(spans: Sequence[Span]) -> list[Span]:
    """Return the same times as spans that are apart and in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: each.begin):
        if found and span.begin <= found[-1].end:
            found[-1] = Span(found[-1].begin, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


@dataclass(frozen=True, slots=True)
class Showing:
    """A film shown over and over, by when each person is clear to be seen."""

    people: tuple[tuple[float, ...], ...]
    """For each, the times of the frames, rising, in seconds from the film's beginning."""
    frames_per_second: float
    round_seconds: float
    epoch: float
    """When a round began, in seconds since 1970."""

    def seen_in(self, span: Span) -> int:
        """Return how many people are seen for long enough in a stretch."""
        first = floor((span.begin - self.epoch) / self.round_seconds)
        last = floor((span.end - self.epoch) / self.round_seconds)
        return sum(self._seen(number, span) for number in range(first, last + 1))

    def _seen(self, number: int, span: Span) -> int:
        """Return the people of one round who are; nobody is in view from one to the next."""
        start = self.epoch + number * self.round_seconds
        least = COUNTED_SECONDS * self.frames_per_second
        begin, end = span.begin - start, span.end - start
        return sum(bisect_left(p, end) - bisect_left(p, begin) >= least for p in self.people)


def showing(truth: Truth, epoch: float) -> Showing:
    """Return how a film is shown by a camera that began it at `epoch`."""
    rate = truth.frames_per_second
    clear: defaultdict[int, list[float]] = defaultdict(list)
    for number, frame in enumerate(truth.frames):
        for sighting in frame:
            if sighting.is_clear:
                clear[sighting.person].append(number / rate)
    people = tuple(tuple(times) for times in clear.values())
    return Showing(people, rate, len(truth.frames) / rate, epoch)


def stretches(whole: Span, away: Sequence[Span], watched_seconds: float) -> list[Span]:
    """Return when a camera watched that was away at times; all returns took equally long."""
    late = return_seconds(whole, away, watched_seconds)
    begins = [whole.begin, *(span.end + late for span in away)]
    ends = [*(span.begin for span in away), whole.end]
    return [Span(begin, max(begin, end)) for begin, end in zip(begins, ends, strict=True)]


def return_seconds(whole: Span, away: Sequence[Span], watched_seconds: float) -> float:
    """Return what each absence cost in coverage beyond its own length, on average."""
    lost = whole.seconds - watched_seconds - sum(span.seconds for span in away)
    return max(0.0, lost) / max(1, len(away))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a count is held against."""

    passages: int
    edges: int
    """Ends of stretches."""

    def __add__(self, other: "Expected") -> "Expected":
        """Return what two cameras should count together."""
        return Expected(self.passages + other.passages, self.edges + other.edges)

    @property
    def tolerance(self) -> float:
        """How far a good count may be off."""
        return SHARE * self.passages + _SIGMAS * EDGE * sqrt(self.edges)


def expected(of: Showing, watched: Sequence[Span]) -> Expected:
    """Return what should be counted in these stretches."""
    return Expected(sum(of.seen_in(span) for span in watched), 2 * len(watched))
