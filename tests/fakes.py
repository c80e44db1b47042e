"""Stand-ins: a stream that follows a script, a judge that counts frames, a sink that remembers."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from compliance.camera import Camera, Order, Recording, Source, SourceKind
from compliance.counts.sink import CameraStatus
from compliance.errors import StoreError
from compliance.faults import Fault
from compliance.pixels import sandbox
from compliance.pixels.entry import begin, send
from compliance.tally import Health, State, Tally

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
START_MINUTE = int(START.timestamp()) // 60


def until(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until a condition holds; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@dataclass(frozen=True, slots=True)
class Script:
    """What a fake stream does. It crosses to the process as the source's address."""

    frames: int = 600
    period_seconds: float = 0.2
    """Stream time from frame to frame."""
    delay_seconds: float = 0.0
    """Real time from frame to frame."""
    then: str = "end"
    """After the last frame: end, stall, kill, or the name of a fault."""
    on_load: str = ""
    """Before the first: nothing, or the name of a fault."""
    passages_per_frame: int = 1
    judging_seconds: float = 0.0
    """Real time the judge takes for the third frame."""
    leap_at: float = 0.0
    """When the wall clock leaps, in monotonic seconds."""
    leap_seconds: float = 0.0
    mark: str = ""
    """A file the first run leaves; a run that finds it ends its stream in peace."""


def a_camera(script: Script | None = None, *, number: int = 0, **changes: object) -> Camera:
    """Return a camera whose stream follows the script; live unless `recording` is given."""
    address = json.dumps(asdict(script or Script()))
    kind = SourceKind.FILE if "recording" in changes else SourceKind.RTSP
    source = Source(kind, address, label="a script")
    return Camera(number, f"camera-{number}", "site", source, **changes)  # type: ignore[arg-type]


def recorded(
    script: Script | None = None, *, number: int = 0, speed: float | None = None, loop: bool = False
) -> Camera:
    """Return a camera that replays the script from START."""
    return a_camera(script, number=number, recording=Recording(START, speed=speed, loop=loop))


@dataclass(frozen=True, slots=True)
class FakeFrame:
    """A frame without a picture."""

    seconds: float
    arrived: float


class FakeStream:
    """A stream that follows a script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.frames_expected = script.frames
        self.frames_per_second = 1 / script.period_seconds
        self.duration_seconds = script.frames * script.period_seconds

    def frames(self) -> Iterator[FakeFrame]:
        for number in range(self._script.frames):
            time.sleep(self._script.delay_seconds)
            yield FakeFrame(number * self._script.period_seconds, time.monotonic())
        if self._script.then == "stall":
            time.sleep(60)
        if self._script.then == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self._script.then != "end":
            raise fault_named(self._script.then)

    def rewind(self) -> None:
        """Begin again."""


class FakeJudge:
    """Sees passages in every frame, and one undecided when the tracks are ended."""

    def __init__(self, script: Script) -> None:
        from compliance.pixels.outcome import Outcome  # noqa: PLC0415 - pixel processes only

        self._seen = (Outcome.MASK,) * script.passages_per_frame
        self._left = (Outcome.UNKNOWN,)
        self._judging_seconds = script.judging_seconds
        self._frames = 0

    def analyse(self, _frame: FakeFrame, _at_seconds: float) -> tuple[object, ...]:
        self._frames += 1
        if self._frames == 3:
            time.sleep(self._judging_seconds)
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


def leaping_wall(script: Script) -> float:
    """Tell the time of a wall clock that leaps when the script says so."""
    has_leapt = time.monotonic() >= script.leap_at
    return time.time() + script.leap_seconds * has_leapt


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
    from compliance.errors import SandboxError  # noqa: PLC0415
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
    import sys  # noqa: PLC0415

    begin(order, channel)
    print("this must not be seen", flush=True)  # noqa: T201
    from compliance.pixels import eyes  # noqa: F401, PLC0415

    fds = {
        int(e.name): str(e.readlink()) for e in Path("/proc/self/fd").iterdir() if e.is_symlink()
    }
    told = {
        "descriptors": [fd for fd in fds if sandbox._is_open(fd)],
        "standard": [fds[fd] for fd in (0, 1, 2)],
        "roots": sorted({name.partition(".")[0] for name in sys.modules}),
        "environment": sorted(os.environ),
        "parent": os.getppid(),
    }
    os.write(3, json.dumps(told).encode())


@dataclass
class RememberingSink:
    """A sink that keeps everything, and refuses as many tallies as it is told."""

    refusals: int = 0
    first_sequence: int = 0
    tallies: dict[int, list[Tally]] = field(default_factory=dict)
    healths: list[Health] = field(default_factory=list)
    states: list[CameraStatus] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    stops: list[tuple[int, int]] = field(default_factory=list)
    """Frames analysed and passages delivered when a process said its last word."""

    def next_sequence(self, camera: Camera) -> int:
        self._refuse()
        kept = self.tallies.get(camera.number)
        return kept[-1].sequence + 1 if kept else self.first_sequence

    def tally(self, camera: Camera, tally: Tally) -> None:
        self._refuse()
        self.tallies.setdefault(camera.number, []).append(tally)

    def health(self, camera: Camera, health: Health) -> None:
        self.healths.append(health)
        if health.state is State.STOPPED:
            self.stops.append((health.analysed, self.passages(camera.number)))

    def state(self, _camera: Camera, status: CameraStatus) -> None:
        self.states.append(status)

    def ended(self, camera: Camera) -> None:
        self._refuse()
        self.ends.append(camera.number)

    def of(self, number: int = 0) -> list[Tally]:
        """Return the tallies of a camera."""
        return list(self.tallies.get(number, []))

    def passages(self, number: int = 0) -> int:
        """Return all passages delivered of a camera."""
        return sum(t.mask + t.incorrect + t.no_mask + t.unknown for t in self.of(number))

    @property
    def faults(self) -> list[Fault]:
        """Faults in the order they were told, each change once."""
        told = [status.fault for status in self.states if not status.is_up]
        return [fault for fault in dict.fromkeys(told) if fault is not Fault.NONE]

    def _refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StoreError("the store is asked to refuse")
