"""What a pixel process has to say, said in order from whichever of its threads has the word."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from compliance.faults import Fault
from compliance.pixels.minutes import Minutes
from compliance.pixels.outcome import Judgement
from compliance.sight import Sight
from compliance.tally import HEALTH_SECONDS, LAG_STEP_MS, Health, Record, State

_LARGEST = 2**32 - 1  # what a counter's field holds


@dataclass(slots=True)
class Frames:
    """Frames since the start, and how late the newest analysed one was."""

    decoded: int = 0
    analysed: int = 0
    dropped: int = 0
    expected: int = 0
    lag_seconds: float = 0.0


class Report:
    """The records of one pixel process. Its methods may be called from any thread.

    A `minute` that is not given is the one that `wall_minute` shows; a recording's shows none.
    """

    def __init__(
        self,
        camera: int,
        minutes: Minutes,
        send: Callable[[Record], None],
        wall_minute: Callable[[], int | None],
        *,
        is_sandboxed: bool,
    ) -> None:
        self.frames = Frames()
        self.sight = Sight.CLEAR
        """How well the camera sees, as far as it may be told."""
        self._camera = camera
        self._minutes = minutes
        self._send = send
        self._wall_minute = wall_minute
        self._is_sandboxed = is_sandboxed
        self._sequence = 0
        self._next_health_seconds = 0.0
        self._lock = Lock()

    def watched(
        self, seconds: float, judgements: Iterable[Judgement], minute: int | None = None
    ) -> None:
        """Add what was seen in a minute, after sending the minutes before it."""
        with self._lock:
            self._advance(minute)
            self._minutes.observe(seconds)
            self._count(judgements)

    def decided(self, judgements: Iterable[Judgement]) -> None:
        """Add what tracks came to that end because the stream does."""
        with self._lock:
            self._advance()
            self._count(judgements)

    def tick(self, monotonic_seconds: float) -> None:
        """Send the minutes that are over, and the Health record when it is due."""
        with self._lock:
            self._advance()
            if monotonic_seconds >= self._next_health_seconds:
                self._next_health_seconds = monotonic_seconds + HEALTH_SECONDS
                self._send_health(State.RUNNING, Fault.NONE)

    def finish(self, fault: Fault) -> None:
        """Send the last Tally and the last Health record; nothing is sent afterwards."""
        with self._lock:
            self._advance()
            for tally in self._minutes.close():
                self._send(tally)
            self._send_health(State.STOPPED, fault)
            self._send = _say_nothing

    def _count(self, judgements: Iterable[Judgement]) -> None:
        for judgement in judgements:
            self._minutes.count(judgement.outcome.value, judgement.sureness)

    def _advance(self, minute: int | None = None) -> None:
        now = self._wall_minute() if minute is None else minute
        if now is None:
            return
        for tally in self._minutes.advance(now):
            self._send(tally)

    def _send_health(self, state: State, fault: Fault) -> None:
        frames = self.frames
        steps = round(max(0.0, frames.lag_seconds) * 1000 / LAG_STEP_MS)
        health = Health(
            camera=self._camera,
            sequence=self._sequence,
            decoded=min(frames.decoded, _LARGEST),
            analysed=min(frames.analysed, _LARGEST),
            dropped=min(frames.dropped, _LARGEST),
            expected=min(frames.expected, _LARGEST),
            lag_ms=min(steps, _LARGEST // LAG_STEP_MS) * LAG_STEP_MS,
            state=state,
            fault=fault,
            is_sandboxed=self._is_sandboxed,
            sight=self.sight,
        )
        self._sequence += 1
        self._send(health)


def _say_nothing(_: Record) -> None:
    """Take the place of the channel once it is closed."""
