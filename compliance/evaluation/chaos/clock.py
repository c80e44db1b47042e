"""Simulated time, told alike to every process: fast, and set forward and back at will.

What a clock holds lies in a file that all of them map. A process that is about to end goes on at
the real pace, since what a stop may take is in real seconds.
"""

import mmap
import struct
import time
from pathlib import Path

_FILE = "clock"
_HELD = struct.Struct("<dddd")  # began (monotonic), began (wall), speed, leap


class SimulatedClock:
    """The time in a folder's simulation; every method may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        with (folder / _FILE).open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _HELD.size)
        self._slowed_at: float | None = None

    @classmethod
    def begin(cls, folder: Path, wall: float, speed: float) -> "SimulatedClock":
        """Let time begin: seconds since 1970, and simulated seconds per second."""
        (folder / _FILE).write_bytes(_HELD.pack(time.monotonic(), wall, speed, 0.0))
        return cls(folder)

    def monotonic(self) -> float:
        """Return seconds that never leap."""
        began, _, speed, _ = self._held()
        now = time.monotonic()
        fast = now if self._slowed_at is None else self._slowed_at
        return (fast - began) * speed + (now - fast)

    def wall(self) -> float:
        """Return seconds since 1970 as a wall clock tells them."""
        _, began, _, leap = self._held()
        return began + leap + self.monotonic()

    def leap(self, seconds: float) -> None:
        """Set the wall clock forward, or back."""
        *rest, leap = self._held()
        self._shared[:] = _HELD.pack(*rest, leap + seconds)

    def slow(self) -> None:
        """Go on at the real pace, in this process."""
        self._slowed_at = time.monotonic()

    def real_seconds(self, seconds: float) -> float:
        """Return how long so many simulated seconds last."""
        return seconds / self._held()[2]

    def _held(self) -> tuple[float, float, float, float]:
        began, wall, speed, leap = _HELD.unpack(self._shared[:])
        return began, wall, speed, leap
