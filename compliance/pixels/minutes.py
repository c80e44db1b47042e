"""What is counted, cut into tallies at the minutes of the source's clock; pure."""

from collections.abc import Iterator

from compliance.camera import Clock
from compliance.sureness import CLASSES, Sureness, class_of
from compliance.tally import MAXIMUM_COUNT, MAXIMUM_OBSERVED_MS, Tally

LONGEST_FILL_MINUTES = 1_440
"""Minutes without a frame that a recording may hold; a longer leap is a broken time stamp."""

_CARRIED_MS = 5_000
"""Time watched beyond a minute's, left over by uneven frames, that the next minute takes in."""

_COUNTED = ("mask", "incorrect", "no_mask", "unknown")


class Minutes:
    """The open minute of one camera, and the tallies that leave when it closes.

    A recording's minutes all get a tally, in order. The wall clock's get one as they pass; when
    the clock is set while a minute is open, the minute is given the new time, since by then the
    old one is known to be wrong.
    """

    def __init__(self, camera: int, first_sequence: int, clock: Clock, minute: int) -> None:
        self._camera = camera
        self._sequence = first_sequence
        self._clock = clock
        self._minute = minute
        self._observed_ms = 0.0
        self._empty()
        self._is_begun = clock is Clock.WALL

    def count(self, outcome: str, sureness: float | None = None) -> None:
        """Add one passage with `outcome`, one of the words of DESIGN.

        sureness: how surely it was judged, 0 to 1; None where nothing could be judged.
        """
        if self._counts[outcome] == MAXIMUM_COUNT:
            return
        self._counts[outcome] += 1
        if sureness is not None:
            self._classes[class_of(sureness)] += 1

    def observe(self, seconds: float) -> None:
        """Add time really watched."""
        self._is_begun = True
        self._observed_ms += seconds * 1000

    def advance(self, minute: int) -> Iterator[Tally]:
        """Yield what is to be sent, now that the source's clock shows `minute`."""
        if self._observed_ms > MAXIMUM_OBSERVED_MS + _CARRIED_MS:
            yield self._cut(self._minute)  # the clock was set back: this minute is a long one
        if minute == self._minute:
            return
        if self._clock is Clock.RECORDING:
            yield from self._pass_to(minute)
        else:
            yield self._cut(self._minute if minute == self._minute + 1 else minute)
            self._minute = minute

    def close(self) -> Iterator[Tally]:
        """Yield all that was not sent, an empty minute too; nothing of a recording never seen."""
        if self._is_begun:
            yield self._cut(self._minute)
            while round(self._observed_ms):
                yield self._cut(self._minute)

    def _pass_to(self, minute: int) -> Iterator[Tally]:
        """Close the minutes of a recording up to `minute`, which never lies before."""
        if minute - self._minute > LONGEST_FILL_MINUTES:
            yield self._cut(self._minute)
            self._minute = minute
        while self._minute < minute:
            yield self._cut(self._minute)
            self._minute += 1

    def _cut(self, minute: int) -> Tally:
        observed_ms = min(round(self._observed_ms), MAXIMUM_OBSERVED_MS)
        sureness = Sureness(*self._classes)
        tally = Tally(
            self._camera, self._sequence, minute, observed_ms, **self._counts, sureness=sureness
        )
        self._sequence += 1
        self._observed_ms = max(0.0, self._observed_ms - observed_ms)
        self._empty()
        return tally

    def _empty(self) -> None:
        self._counts = dict.fromkeys(_COUNTED, 0)
        self._classes = [0] * CLASSES


def longest_gap_seconds(analysed_per_second: float, frames_per_second: float | None) -> float:
    """Return how much of a gap between two analysed frames counts as watched."""
    slowest = min(analysed_per_second, frames_per_second or analysed_per_second)
    return max(2.0, 3 / slowest)
