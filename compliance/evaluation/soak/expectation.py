"""How many passages a camera should have counted while it really watched; pure.

A camera watches in stretches: from when it was up to its first trouble, and after each trouble
again. How long it takes to watch again is what its coverage tells. A perfect counter counts in
each stretch everybody who is in view in it for long enough and comes near enough, so whoever is in
view while watching breaks off and begins again is counted twice.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

from compliance.evaluation.street.street_truth import Truth

COUNTED_SECONDS = 0.6
"""Who is in view for so long, and for a moment with a face large enough, is counted."""
NEAR_PX = 24
"""Longer side of a face that is large enough: the cameras' `minimum_face_px`."""

SHARE = 0.05
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
class Passing:
    """One person in a film, by the times of frames: rising, in seconds from its beginning."""

    seen: tuple[float, ...]
    """Frames that show most of the face, however far away."""
    near: tuple[float, ...]
    """Those of them in which it is large enough to be counted."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A film shown over and over."""

    people: tuple[Passing, ...]
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
        return sum(
            _within(each.seen, begin, end) >= least and _within(each.near, begin, end) > 0
            for each in self.people
        )


def showing(truth: Truth, epoch: float) -> Showing:
    """Return how a film is shown by a camera that began it at `epoch`."""
    rate = truth.frames_per_second
    shown: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for number, frame in enumerate(truth.frames):
        for sighting in frame:
            if sighting.is_open:
                shown[sighting.person].append((number / rate, sighting.longer_side_px))
    people = tuple(
        Passing(
            tuple(at for at, _ in frames),
            tuple(at for at, side_px in frames if side_px >= NEAR_PX),
        )
        for frames in shown.values()
    )
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


def _within(times: Sequence[float], begin: float, end: float) -> int:
    """Return how many of some rising times are in [begin, end)."""
    return bisect_left(times, end) - bisect_left(times, begin)
