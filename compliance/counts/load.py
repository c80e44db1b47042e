"""How a camera's frames fared, told once a bucket: in between it could tell who passes.

While faces are judged, frames wait to be decoded, and on a machine that is short of time they come
late. Seconds after seconds, all of that would say when many people are in view, and a pixel process
that was taken over could send pictures by it; summed over a bucket it does neither.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from compliance.counts.frames import Frames

_MS_PER_SECOND = 1000


@dataclass(frozen=True, slots=True)
class Load:
    """What is told in a slot: how it was when the slot began."""

    slot: int | None = None
    frames: Frames = field(default_factory=Frames)
    """All until the slot began, since the daemon's start."""
    lag_seconds: int | None = None
    """Mean of the slot before, in whole seconds; None before the first has ended."""
    sum_ms: int = 0
    number: int = 0

    def seen(self, slot: int, frames: Frames, lag_ms: int) -> "Load":
        """Return it after a health record that came in `slot`; `frames`: until then."""
        if slot == self.slot:
            return replace(self, sum_ms=self.sum_ms + lag_ms, number=self.number + 1)
        if self.slot is None:
            return Load(slot, sum_ms=lag_ms, number=1)
        mean_seconds = self.sum_ms // self.number // _MS_PER_SECOND
        return Load(slot, frames, mean_seconds, lag_ms, 1)


def slots(length: timedelta, wall: Callable[[], float]) -> Callable[[], int]:
    """Return what tells the number of the bucket that the wall clock is in."""
    seconds = length.total_seconds()
    return lambda: int(wall() // seconds)
