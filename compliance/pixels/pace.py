"""Which frames are analysed: a matter of time alone, never of what they show."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from compliance import tempo
from compliance.camera import Camera, SourceKind
from compliance.pixels.keyframes import LONGEST_PAUSE_SECONDS
from compliance.pixels.lag import Behind, Lag, Leap

ALLOWED_LAG_SECONDS = 1.0
"""An older frame of a live stream is left out, so that newer ones are reached."""

JOINING_SECONDS = 5.0
JOINING_LAG_SECONDS = 0.6
"""The same for as long after a stream was joined: where there is no time for many that are joined
at once, it is older than can be known, by up to 0.5 s as measured."""

KEPT_SECONDS = 1.0
"""Where passing over frames has not helped for the longest pause between key frames, one in this
time is analysed however late it is: slow, but not blind."""

BURST_SECONDS = 1.0
"""Cameras may send this much at once and still be analysed evenly."""


class Verdict(Enum):
    """What becomes of a frame."""

    ANALYSE = "analyse"
    SKIP = "skip"
    """Not due."""
    LATE = "late"
    """Due, and dropped for being too old."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, with the times that belong to it."""

    verdict: Verdict
    lag_seconds: float
    """Age of the frame, as far as it is our own delay; 0 or more."""
    wait_seconds: float = 0.0
    """How long to wait before the frame is its time's; 0 for a live stream."""
    is_behind: bool = False
    """Whether frames should be passed over undecoded, to reach newer ones."""
    dropped: int = 0
    """Frames due that were too old, this one or undecoded ones before it."""


class Pacer(Protocol):
    """Decides about each frame in turn."""

    def decide(
        self, stream_seconds: float, arrived_seconds: float, leap: Leap | None = None
    ) -> Decision:
        """Decide about the next frame, by its stream time and its arrival (monotonic).

        leap: what was passed over before it.
        """

    def keep(self, step: int) -> None:
        """From now on pick frames at this step of the rate; see `tempo.py`."""


def pacer_for(camera: Camera, step: int = 0) -> Pacer:
    """Return the pacer of a camera's source: live, or a file at its recording's speed."""
    if camera.source.kind is not SourceKind.FILE:
        pacer = LivePacer(camera.analysed_per_second)
        pacer.keep(step)
        return pacer
    speed = camera.recording.speed if camera.recording else 1.0
    return RecordingPacer(camera.analysed_per_second, speed)


class Grid:
    """Picks frames evenly at a rate: for each due time the frame nearest to it.

    In any span of time at most one frame more is picked than the rate gives.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1.0 / per_second
        self._due: float | None = None
        self._last = 0.0

    def keep(self, per_second: float) -> None:
        """From the next frame picked on, pick at this rate."""
        self._interval = 1.0 / per_second

    def is_due(self, seconds: float) -> bool:
        """Say whether the frame at this time is picked; times that run back begin anew."""
        step = seconds - self._last
        self._last = seconds
        if self._due is None or step < 0:
            self._due = seconds + self._interval
            return True
        early = min(step, self._interval) / 2  # the next frame would be farther from due
        if seconds < self._due - early:
            return False
        is_behind = seconds > self._due + self._interval / 2
        self._due = (seconds if is_behind else self._due) + self._interval
        return True


class RecordingPacer:
    """Paces a recording: frames are picked by stream time alone, none is dropped."""

    def __init__(self, per_second: float, speed: float | None = 1.0) -> None:
        self._grid = Grid(per_second)
        self._speed = speed
        self._origin: tuple[float, float] | None = None
        self._last = 0.0

    def decide(
        self, stream_seconds: float, arrived_seconds: float, _leap: Leap | None = None
    ) -> Decision:
        """Decide about the next frame; a stream time that runs back is a new beginning."""
        is_due = self._grid.is_due(stream_seconds)
        ahead = self._ahead(stream_seconds, arrived_seconds)
        verdict = Verdict.ANALYSE if is_due else Verdict.SKIP
        return Decision(verdict, lag_seconds=max(0.0, -ahead), wait_seconds=max(0.0, ahead))

    def keep(self, step: int) -> None:
        """Go on as before: a recording waits for whoever is slow, and none of it is left out."""

    def _ahead(self, stream_seconds: float, arrived_seconds: float) -> float:
        if self._speed is None:
            return 0.0
        if self._origin is None or stream_seconds < self._last:
            self._origin = (stream_seconds, arrived_seconds)
        self._last = stream_seconds
        began, arrived = self._origin
        return arrived + (stream_seconds - began) / self._speed - arrived_seconds


class LivePacer:
    """Paces a live stream: newest frame wins, what is too old is dropped."""

    def __init__(self, per_second: float) -> None:
        self._per_second = self._rate = per_second
        self._grid = Grid(per_second)
        self._purse = Purse(per_second, BURST_SECONDS)
        self._lag, self._behind = Lag(), Behind()
        self._joined: float | None = None
        self._analysed = float("-inf")
        self._late_since: float | None = None

    def decide(
        self, stream_seconds: float, arrived_seconds: float, leap: Leap | None = None
    ) -> Decision:
        """Decide about the next frame."""
        if leap and leap.came is not None:
            self._lag = Lag(arrived_seconds - leap.came)
            self._joined = arrived_seconds if self._joined is None else self._joined
        lag = self._lag.of(stream_seconds, arrived_seconds)
        is_late = lag > self._allowed(arrived_seconds)
        verdict = self._verdict(stream_seconds, arrived_seconds, is_late=is_late)
        if verdict is Verdict.ANALYSE:
            self._analysed = arrived_seconds
        is_behind = self._behind.stays(lag, arrived_seconds)
        if not is_late:
            self._late_since = None
        elif is_behind and self._late_since is None:
            self._late_since = arrived_seconds
        passed_over = int(leap.seconds * self._rate) if leap else 0
        dropped = passed_over + (verdict is Verdict.LATE)
        return Decision(verdict, lag, is_behind=is_behind, dropped=dropped)

    def _allowed(self, arrived_seconds: float) -> float:
        """Return how far behind a frame may be that is analysed now."""
        is_known = self._joined is None or arrived_seconds - self._joined >= JOINING_SECONDS
        return ALLOWED_LAG_SECONDS if is_known else JOINING_LAG_SECONDS

    def _verdict(self, stream_seconds: float, arrived_seconds: float, *, is_late: bool) -> Verdict:
        if not self._grid.is_due(stream_seconds):
            return Verdict.SKIP
        if is_late and not self._is_starving(arrived_seconds):
            return Verdict.LATE
        return Verdict.ANALYSE if self._purse.spend(arrived_seconds) else Verdict.SKIP

    def keep(self, step: int) -> None:
        """From now on pick frames at this step of the rate; from any thread."""
        self._rate = tempo.per_second(self._per_second, step)
        self._grid.keep(self._rate)

    def _is_starving(self, arrived_seconds: float) -> bool:
        """Say whether all came too late for long, though newer frames were asked for."""
        if self._late_since is None or arrived_seconds - self._late_since < LONGEST_PAUSE_SECONDS:
            return False
        return arrived_seconds - self._analysed >= KEPT_SECONDS


class Purse:
    """Bounds what is analysed in real time, against streams whose own time runs too fast."""

    def __init__(self, per_second: float, burst_seconds: float) -> None:
        self._per_second = per_second
        self._most = max(2.0, per_second * burst_seconds)
        self._held = self._most
        self._at: float | None = None

    def spend(self, seconds: float) -> bool:
        """Take one if there is one; `seconds` is monotonic."""
        earned = 0.0 if self._at is None else (seconds - self._at) * self._per_second
        self._at = seconds
        self._held = min(self._most, self._held + earned)
        if self._held < 1.0:
            return False
        self._held -= 1.0
        return True
