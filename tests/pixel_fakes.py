"""Pixel processes for tests: real ones with a fake stream or judge, and ones that misbehave."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from compliance.camera import Order
from compliance.errors import SandboxError
from compliance.faults import Fault
from compliance.pixels.entry import begin, send
from compliance.pixels.lock.held import descriptors
from compliance.tally import Health, State, Tally
from tests.fakes import START_MINUTE, Script, leaping_wall


@dataclass(frozen=True, slots=True)
class FakeFrame:
    """A frame unlike every other."""

    seconds: float
    arrived: float
    is_timed: bool = True
    leap: None = None

    def tiny(self) -> Any:  # noqa: ANN401 - numpy is of pixel processes only
        import numpy as np  # noqa: PLC0415

        pattern = np.arange(3600).reshape(45, 80) * (round(self.seconds * 1000) + 7919)
        return (pattern % 251).astype(np.uint8)


class FakeStream:
    """A stream that follows a script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.frames_expected = script.frames
        self.frames_per_second = 1 / script.period_seconds
        self.duration_seconds = script.frames * script.period_seconds

    def frames(self) -> Iterator[FakeFrame]:
        began, period = time.monotonic(), self._script.period_seconds
        for number in range(self._script.frames):
            ahead = began + number * period - time.monotonic()
            time.sleep(max(self._script.is_clocked * ahead, self._script.delay_seconds))
            yield FakeFrame(number * self._script.period_seconds, time.monotonic())
        if self._script.then == "stall":
            time.sleep(60)
        if self._script.then == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self._script.then == "break out":
            os.execv("/bin/true", ["true"])  # noqa: S606
        if self._script.then != "end":
            raise fault_named(self._script.then)

    def rewind(self) -> None:
        """Begin again."""

    def catch_up(self, behind_seconds: float) -> None:
        """Go on, frame by frame: they cost nothing."""


class FakeJudge:
    """Sees passages in every frame, and one undecided when the tracks are ended."""

    def __init__(self, script: Script) -> None:
        from compliance.pixels.outcome import (  # noqa: PLC0415 - pixel processes only
            Judgement,
            Outcome,
        )

        self._seen = (Judgement(Outcome.MASK, 0.99),) * script.passages_per_frame
        self._left = (Judgement(Outcome.UNKNOWN, None),)
        self._judging_seconds = script.judging_seconds
        self._slow_until, self._slow_seconds = script.slow_until, script.slow_seconds
        self._frames = 0

    def analyse(self, _frame: FakeFrame, _at_seconds: float) -> tuple[object, ...]:
        self._frames += 1
        if self._frames == 3:
            time.sleep(self._judging_seconds)
        if time.monotonic() < self._slow_until:
            time.sleep(self._slow_seconds)
        return self._seen

    def finish(self) -> tuple[object, ...]:
        return self._left


def fault_named(name: str) -> Exception:
    """Return the exception a real stream would raise."""
    from compliance.pixels.failures import CaptureFault  # noqa: PLC0415 - pixel processes only

    return CaptureFault(Fault[name], "by the script")


def script_of(order: Order) -> Script:
    """Return the script in an order."""
    return Script(**json.loads(order.camera.source.address))


def enter_script(order: Order, channel: Connection) -> None:
    """Be a real pixel process, with a scripted stream and judge."""
    begin(order, channel)
    from compliance.pixels.worker import Effects, Eyes, run  # noqa: PLC0415 - pixel processes only

    def load(order: Order) -> Eyes:
        script = script_of(order)
        if script.mark and Path(script.mark).exists():
            script = replace(script, then="end", on_load="")
        if script.mark:
            Path(script.mark).touch()
        if script.on_load:
            raise fault_named(script.on_load)
        return Eyes(FakeStream(script), FakeJudge(script))  # type: ignore[arg-type]

    os._exit(run(order, send, Effects(load, wall=partial(leaping_wall, script_of(order)))))


def enter_capture(order: Order, channel: Connection) -> None:
    """Be a real pixel process with a real stream; only the judge is a fake, and looks at it."""
    begin(order, channel)
    from compliance.pixels.capture import open_source  # noqa: PLC0415 - pixel processes only
    from compliance.pixels.worker import Effects, Eyes, run  # noqa: PLC0415 - pixel processes only

    def load(order: Order) -> Eyes:
        source = order.camera.source
        opened = open_source(source, 5.0, order.camera.read_timeout_seconds)
        stream = opened.__enter__()
        stream.prime()
        return Eyes(stream, LookingJudge(Script()), hold=opened)  # type: ignore[arg-type]

    os._exit(run(order, send, Effects(load)))


class LookingJudge(FakeJudge):
    """A fake judge that converts every frame both ways."""

    def analyse(self, frame: Any, at_seconds: float) -> tuple[object, ...]:  # noqa: ANN401
        assert frame.small(64, 32).shape == (32, 64, 3)
        assert frame.full().shape == (frame.height_px, frame.width_px, 3)
        return super().analyse(frame, at_seconds)


def enter_unlockable(order: Order, channel: Connection) -> None:
    """Be a pixel process on a system that has no lock."""
    begin(order, channel)
    from compliance.pixels.worker import Effects, Eyes, run  # noqa: PLC0415

    def refuse() -> None:
        raise SandboxError("no such lock here")

    def load(order: Order) -> Eyes:
        return Eyes(FakeStream(script_of(order)), FakeJudge(Script()))  # type: ignore[arg-type]

    os._exit(run(order, send, Effects(load, lock=refuse)))


def enter_liar(order: Order, channel: Connection) -> None:
    """Be a pixel process that sends good records and then one that cannot be true."""
    begin(order, channel)
    number, sequence = order.camera.number, order.first_sequence
    send(Health(number, 0, 1, 1, 0, 0, 0, State.RUNNING, Fault.NONE, is_sandboxed=True))
    send(Tally(number, sequence, START_MINUTE, 1000, 1, 0, 0, 0))
    send(Tally(number, sequence + 7, START_MINUTE + 1, 1000, 99, 0, 0, 0))
    time.sleep(60)


def enter_babbler(order: Order, channel: Connection) -> None:
    """Be a pixel process that writes something that is no record."""
    begin(order, channel)
    os.write(3, b"x" * 20)
    time.sleep(60)


def enter_mute(order: Order, channel: Connection) -> None:
    """Be a pixel process that ignores every request to end."""
    begin(order, channel)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def enter_witness(order: Order, channel: Connection) -> None:
    """Tell on the channel, as JSON, what this process holds, and wait to be ended."""

    begin(order, channel)
    print("this must not be seen", flush=True)  # noqa: T201
    from compliance.pixels import eyes  # noqa: F401, PLC0415

    fds = {
        int(e.name): str(e.readlink()) for e in Path("/proc/self/fd").iterdir() if e.is_symlink()
    }
    told = {
        "descriptors": sorted(descriptors()),
        "standard": [fds[fd] for fd in (0, 1, 2)],
        "roots": sorted({name.partition(".")[0] for name in sys.modules}),
        "environment": sorted(os.environ),
        "parent": os.getppid(),
    }
    os.write(3, json.dumps(told).encode())
