"""A pixel process: load, lock, loop. It never retries; whoever started it does."""

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Protocol

from compliance import tempo
from compliance.camera import Clock, Order
from compliance.errors import ModelError, SandboxError
from compliance.faults import Fault
from compliance.pixels.failures import CaptureFault
from compliance.pixels.frame import Frame
from compliance.pixels.lock.lock import lock_in
from compliance.pixels.minutes import Minutes, longest_gap_seconds
from compliance.pixels.outcome import Judgement
from compliance.pixels.pace import Verdict, pacer_for
from compliance.pixels.report import Report
from compliance.pixels.sight import Watchdog
from compliance.pixels.timeline import Timeline
from compliance.tally import Record

TICK_SECONDS = 0.25
HEARD = frozenset({signal.SIGTERM}) | tempo.SIGNALS
"""What a pixel process can be told once it is locked in: to end, and how often to look."""

PATIENCE_SECONDS = 1.0
"""How long a stop waits for the analysis of a frame."""


class Stream(Protocol):
    """An open source; its methods raise CaptureFault."""

    @property
    def frames_expected(self) -> int: ...  # noqa: D102
    @property
    def frames_per_second(self) -> float | None: ...  # noqa: D102
    @property
    def duration_seconds(self) -> float | None: ...  # noqa: D102
    def frames(self) -> Iterator[Frame]: ...  # noqa: D102
    def rewind(self) -> None: ...  # noqa: D102
    def catch_up(self, behind_seconds: float) -> None: ...  # noqa: D102


class Judge(Protocol):
    """Whoever says how those who passed were masked."""

    def analyse(self, frame: Frame, at_seconds: float) -> Iterable[Judgement]: ...  # noqa: D102
    def finish(self) -> Iterable[Judgement]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Eyes:
    """What is loaded and opened before the lock."""

    stream: Stream
    judge: Judge
    hold: object = None
    """What keeps the stream open: the process's end closes it, since a thread may be in it."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a pixel process takes from outside."""

    load: Callable[[Order], Eyes]
    lock: Callable[[], None] = lock_in
    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def run(order: Order, send: Callable[[Record], None], effects: Effects) -> Fault:
    """Do the order until the stream ends or SIGTERM comes; return why it ended."""
    try:
        eyes = effects.load(order)
        is_sandboxed = _lock(order, effects.lock)
    except Exception as error:  # noqa: BLE001 - only the fault's number may leave
        return _fault_of(error)
    return _Loop(order, eyes, effects, send, is_sandboxed=is_sandboxed).run()


def _lock(order: Order, lock: Callable[[], None]) -> bool:
    try:
        lock()
    except SandboxError:
        if not order.allow_unsandboxed:
            raise
        return False
    return True


def _fault_of(error: Exception) -> Fault:
    match error:
        case CaptureFault():
            return error.fault
        case ModelError():
            return Fault.MODEL
        case SandboxError():
            return Fault.LOCK_REFUSED
        case MemoryError():
            return Fault.OUT_OF_MEMORY
    return Fault.INTERNAL


class _Loop:
    """One thread follows the stream; the main thread keeps the time and hears signals.

    So a read that blocks for seconds delays neither a minute's tally nor a stop.
    """

    def __init__(
        self,
        order: Order,
        eyes: Eyes,
        effects: Effects,
        send: Callable[[Record], None],
        *,
        is_sandboxed: bool,
    ) -> None:
        camera = order.camera
        self._camera, self._eyes, self._effects = camera, eyes, effects
        self._pacer = pacer_for(camera, order.step)
        self._watchdog = Watchdog()
        self._is_recording = camera.clock is Clock.RECORDING
        self._timeline = Timeline(order, effects.wall)
        first_minute = self._timeline.first_minute()
        self._report = Report(
            camera.number,
            Minutes(camera.number, order.first_sequence, camera.clock, first_minute),
            send,
            self._timeline.wall_minute,
            is_sandboxed=is_sandboxed,
        )
        self._report.frames.expected = eyes.stream.frames_expected
        self._longest_gap_seconds = longest_gap_seconds(
            camera.analysed_per_second, eyes.stream.frames_per_second
        )
        self._last_analysed_seconds: float | None = None
        self._unseen_seconds = 0.0
        self._heard_seconds = effects.monotonic()
        self._judging = Lock()
        self._fault = Fault.INTERNAL

    def run(self) -> Fault:
        """Loop until the reader ends or SIGTERM comes, then send all that was counted."""
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        reader = Thread(target=self._read, daemon=True)
        reader.start()
        while reader.is_alive():
            self._report.tick(self._effects.monotonic())
            heard = signal.sigtimedwait(HEARD, TICK_SECONDS)
            if heard and heard.si_signo == signal.SIGTERM:
                return self._finish(Fault.NONE)
            if heard:
                self._pacer.keep(tempo.step_of(heard.si_signo))
            if self._is_stuck():
                return self._finish(Fault.STALLED)
        return self._finish(self._fault)

    def _is_stuck(self) -> bool:
        """Say whether a live source is silent for longer than its own timeout should allow.

        A device's driver may block in the kernel, where no timeout reaches.
        """
        silence = self._effects.monotonic() - self._heard_seconds
        allowed = self._camera.read_timeout_seconds + PATIENCE_SECONDS
        return not self._is_recording and silence > allowed

    def _finish(self, fault: Fault) -> Fault:
        """End the tracks and send the last records; the reader may be blocked, and stays so."""
        if self._judging.acquire(timeout=PATIENCE_SECONDS):
            self._end_tracks()
        self._report.finish(fault)
        return fault

    def _read(self) -> None:
        """Follow the stream to its end, and leave behind why it ended."""
        try:
            self._follow()
            self._fault = Fault.END_OF_STREAM
        except Exception as error:  # noqa: BLE001 - only the fault's number may leave
            self._fault = _fault_of(error)

    def _follow(self) -> None:
        recording, stream = self._camera.recording, self._eyes.stream
        began = self._timeline.rounds_done_seconds(stream.duration_seconds)
        while True:
            for frame in stream.frames():
                self._report.frames.decoded += 1
                self._heard_seconds = frame.arrived
                seconds = began + frame.seconds
                self._watchdog.arrived(self._at(frame, seconds), is_timed=frame.is_timed)
                self._look(frame, seconds)
            if not (recording and recording.loop and stream.duration_seconds):
                return
            with self._judging:
                self._end_tracks()
            began += stream.duration_seconds
            stream.rewind()

    def _look(self, frame: Frame, seconds: float) -> None:
        """Analyse a frame if it is due; `seconds` runs on where a looped recording begins anew."""
        if self._timeline.is_passed_over(seconds):
            return
        decision = self._pacer.decide(seconds, frame.arrived, frame.leap)
        self._unseen_seconds += frame.leap.seconds if frame.leap else 0.0
        if decision.is_behind:
            self._eyes.stream.catch_up(decision.lag_seconds)
        if decision.wait_seconds:
            self._effects.sleep(decision.wait_seconds)
        self._report.frames.dropped += decision.dropped
        if decision.verdict is Verdict.ANALYSE:
            self._report.frames.lag_seconds = decision.lag_seconds
            self._judge(frame, seconds)

    def _judge(self, frame: Frame, seconds: float) -> None:
        at = self._at(frame, seconds)
        with self._judging:
            judgements = self._eyes.judge.analyse(frame, seconds)
            self._report.frames.analysed += 1
            watched_seconds = self._since_the_last(at) * self._sees(frame, at)
            minute = self._timeline.minute(seconds) if self._is_recording else None
            self._report.watched(watched_seconds, judgements, minute)

    def _at(self, frame: Frame, seconds: float) -> float:
        """Return a frame's time on the clock by which time passes for this source."""
        return seconds if self._is_recording else frame.arrived

    def _since_the_last(self, at_seconds: float) -> float:
        last, self._last_analysed_seconds = self._last_analysed_seconds, at_seconds
        unseen, self._unseen_seconds = self._unseen_seconds, 0.0
        gap = 0.0 if last is None else at_seconds - last - unseen
        return min(max(gap, 0.0), self._longest_gap_seconds)

    def _sees(self, frame: Frame, at_seconds: float) -> bool:
        is_seeing = self._watchdog.look(frame.tiny(), at_seconds)
        self._report.sight = self._watchdog.told
        return is_seeing

    def _end_tracks(self) -> None:
        self._report.decided(self._eyes.judge.finish())
