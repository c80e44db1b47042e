"""One camera under supervision: its pixel process, and what happens when that ends."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import wait

from compliance import tempo
from compliance.camera import Camera, Order
from compliance.counts.backoff import FIRST_SECONDS, HEALTHY_SECONDS, LONGEST_SECONDS, Backoff
from compliance.counts.frames import FrameCounter
from compliance.counts.outbox import Outbox
from compliance.counts.overload import Measures
from compliance.counts.process import PixelProcess
from compliance.counts.receiver import Receiver
from compliance.counts.run import Run
from compliance.counts.sink import CameraStatus, Sink
from compliance.counts.storm import Storm
from compliance.counts.strain import Sample
from compliance.errors import RecordError
from compliance.faults import Fault
from compliance.pixels.entry import Enter, enter
from compliance.sight import Sight, explain
from compliance.tally import RECORD_SIZE_BYTES, Health, State

LOADING_SECONDS = 60.0
SILENT_SECONDS = 30.0
"""A process that sends nothing for so long hangs."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Effects:
    """What supervision takes from outside."""

    enter: Enter = enter
    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random
    first_wait_seconds: float = FIRST_SECONDS
    longest_wait_seconds: float = LONGEST_SECONDS
    silent_seconds: float = SILENT_SECONDS


class Post:
    """Keeps one camera's process running, believes it little, and loses none of its tallies."""

    def __init__(self, order: Order, sink: Sink, effects: Effects) -> None:
        """`order` is completed at each start."""
        camera = order.camera
        self._order, self._camera, self._sink, self._effects = order, camera, sink, effects
        self._outbox = Outbox(camera, sink)
        self._backoff = Backoff(
            effects.random, effects.first_wait_seconds, effects.longest_wait_seconds
        )
        self._storm = Storm(camera.name)
        self._run: Run | None = None
        self._first_minute = _start_minute(camera)
        self._starts = 0
        self._start_at = 0.0
        self._fault = Fault.NONE
        self._sight = Sight.CLEAR
        self._frames, self._lag_ms = FrameCounter(), 0
        self._step = 0
        self._is_shed = False
        self._is_stopping = False
        self._is_at_end = False

    @property
    def camera(self) -> Camera:
        """Whose post it is."""
        return self._camera

    @property
    def channel(self) -> PixelProcess | None:
        """What may be read now, if anything."""
        return self._run.process if self._run and not self._outbox.is_full else None

    @property
    def is_finished(self) -> bool:
        """Whether a recording is at its end and wholly delivered."""
        return self._outbox.is_closed

    @property
    def is_at_rest(self) -> bool:
        """Whether no process runs and nothing waits to be delivered."""
        is_delivered = self._outbox.is_closed if self._is_at_end else not self._outbox
        return self._run is None and is_delivered

    @property
    def sample(self) -> Sample | None:
        """How a live camera fares; None while it is not up."""
        is_counted = self._is_up and self._camera.recording is None
        return Sample(self._frames.total, self._lag_ms) if is_counted else None

    @property
    def waiting(self) -> int:
        """Tallies not yet delivered."""
        return len(self._outbox)

    def turn(self) -> None:
        """Do what is due: deliver, start, end a process that hangs."""
        now = self._effects.monotonic()
        before = (self.is_finished, self._outbox.is_elsewhere)
        self._outbox.deliver(now)
        if before != (self.is_finished, self._outbox.is_elsewhere):
            self._tell()
        if self._run and self._outbox.is_elsewhere:
            self._end(self._run.process.close(), now)
        if self._run:
            self._watch(self._run, now)
        elif self._may_start and now >= self._start_at:
            self._start(now)

    def read(self) -> None:
        """Take in what the process sent, or that it ended."""
        run = self._run
        if run is None:
            return
        data = run.process.read()
        now = self._effects.monotonic()
        if not data:
            self._end(run.process.close(), now)
            return
        run.silent_from = now + self._effects.silent_seconds
        healths: list[Health] = []
        try:
            for begin in range(0, len(data), RECORD_SIZE_BYTES):
                self._take(run, data[begin : begin + RECORD_SIZE_BYTES], now, healths)
        except RecordError as error:
            run.process.close()
            run.fault, run.detail = Fault.DISTRUSTED, f" ({error.message})"
            self._end(Fault.DISTRUSTED, now)
        self._outbox.deliver(now)
        for health in healths:
            self._learn(run, health, now)

    def keep(self, measures: Measures) -> None:
        """Analyse a live camera at the step in force, or not at all; told again, it is the same."""
        if self._camera.recording:
            return
        before = (self._step, self._is_shed)
        self._step, self._is_shed = measures.step, self._camera.number in measures.shed
        if self._run and self._is_shed:
            self._run.ask_to_end(self._effects.monotonic())
        elif self._run and self._run.is_up:
            self._run.process.tell(tempo.signal_of(self._step))
        if before != (self._step, self._is_shed):
            self._tell()

    def stop(self) -> None:
        """Have the process send what it counted and end; no other is started."""
        self._is_stopping = True
        if self._run:
            self._run.ask_to_end(self._effects.monotonic())

    def abandon(self) -> None:
        """End the process at once."""
        self._is_stopping = True
        if self._run:
            self._end(self._run.process.close(), self._effects.monotonic())

    @property
    def _may_start(self) -> bool:
        return not (self._is_stopping or self._is_at_end or self._is_shed)

    @property
    def _is_up(self) -> bool:
        return self._run is not None and self._run.is_up

    def _start(self, now: float) -> None:
        was_elsewhere = self._outbox.is_elsewhere
        sequence = self._outbox.next_sequence(now)
        if was_elsewhere != self._outbox.is_elsewhere:
            self._tell()
        if sequence is None:
            return
        camera, first_minute = self._camera, self._first_minute or 0
        order = replace(
            self._order, first_sequence=sequence, first_minute=first_minute, step=self._step
        )
        self._starts += 1
        self._tell()
        try:
            process = PixelProcess(order, self._effects.enter)
        except OSError:
            self._fail(Fault.CRASHED, now)
            return
        receiver = Receiver(camera.number, sequence, now, self._first_minute)
        allowed = LOADING_SECONDS + camera.open_timeout_seconds + camera.read_timeout_seconds
        self._run = Run(process, receiver, silent_from=now + allowed, began=now)

    def _take(self, run: Run, data: bytes, now: float, healths: list[Health]) -> None:
        record = run.receiver.accept(data, self._effects.wall(), now)
        if isinstance(record, Health):
            healths.append(record)
            return
        self._outbox.add(record)
        if self._first_minute is not None:
            self._first_minute = record.minute + 1

    def _learn(self, run: Run, health: Health, now: float) -> None:
        self._sink.health(self._camera, health)
        self._frames, self._lag_ms = self._frames.seen(health), health.lag_ms
        if health.sight is not self._sight:
            self._sight = health.sight
            self._warn(f"camera {self._camera.name}: {explain(self._sight)}")
            self._tell()
        if health.state is State.STOPPED:
            run.fault = health.fault
        elif health.state is State.RUNNING and not run.is_up:
            run.up_since = now
            self._tell()

    def _watch(self, run: Run, now: float) -> None:
        """End a process that hangs; say so of one that works again."""
        is_silent = now >= run.silent_from and self.channel and not wait([run.process.fileno()], 0)
        if is_silent or now >= run.kill_at:
            run.process.kill()
        if run.up_since is not None and now - run.up_since >= HEALTHY_SECONDS:
            line = self._storm.end()
            if line:
                self._warn(line)

    def _end(self, exit_fault: Fault, now: float) -> None:
        """Decide what the end of a run means."""
        run, self._run = self._run, None
        if run is None:
            return
        self._sight = Sight.CLEAR
        fault = run.fault or exit_fault or Fault.CRASHED  # in peace without being asked to
        if exit_fault is Fault.BREAKOUT:
            fault = exit_fault  # whatever it said before
        if fault is Fault.END_OF_STREAM and _ends(self._camera):
            self._is_at_end = True
            self._outbox.close()
            self._fault = fault
            self._tell()
        elif self._is_stopping or self._is_shed or self._outbox.is_elsewhere:
            self._tell()
        else:
            self._fail(fault, now, run, run.detail)

    def _fail(self, fault: Fault, now: float, run: Run | None = None, detail: str = "") -> None:
        self._fault = fault
        up_at = now if run is None or run.up_since is None else run.up_since
        tried_seconds = 0.0 if run is None else up_at - run.began
        self._start_at = now + self._backoff.after_failure(fault, tried_seconds, now - up_at)
        line = self._storm.add(fault, now)
        if line:
            self._warn(f"{line}{detail}")
        self._tell()

    def _warn(self, line: str) -> None:
        _log.warning(line, extra={"camera": self._camera.name})

    def _tell(self) -> None:
        configured = self._camera.analysed_per_second
        status = CameraStatus(
            is_up=self._is_up,
            restarts=max(0, self._starts - 1),
            fault=self._fault,
            failures=self._backoff.failures,
            is_finished=self.is_finished,
            sight=self._sight,
            analysed_share=round(tempo.per_second(configured, self._step) / configured, 3),
            is_shed=self._is_shed,
            is_elsewhere=self._outbox.is_elsewhere,
        )
        self._sink.state(self._camera, status)


def _start_minute(camera: Camera) -> int | None:
    return int(camera.recording.start.timestamp() // 60) if camera.recording else None


def _ends(camera: Camera) -> bool:
    return camera.recording is not None and not camera.recording.loop
