"""Stand-ins: a stream that follows a script, a judge that counts frames, a sink that remembers."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from compliance.camera import Camera, Recording, Source, SourceKind
from compliance.counts.buckets import Counts
from compliance.counts.sink import CameraStatus
from compliance.errors import ElsewhereError, StoreError
from compliance.faults import Fault
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
    """After the last frame: end, stall, kill, break out, or the name of a fault."""
    on_load: str = ""
    """Before the first: nothing, or the name of a fault."""
    passages_per_frame: int = 1
    judging_seconds: float = 0.0
    """Real time the judge takes for the third frame."""
    slow_until: float = 0.0
    """Before this, in monotonic seconds, the judge takes `slow_seconds` for every frame."""
    slow_seconds: float = 0.0
    is_clocked: bool = False
    """Frames come at their time whether anybody reads them or not, as a camera's do."""
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


def leaping_wall(script: Script) -> float:
    """Tell the time of a wall clock that leaps when the script says so."""
    has_leapt = time.monotonic() >= script.leap_at
    return time.time() + script.leap_seconds * has_leapt


@dataclass
class ScriptedNoise:
    """Noise whose every draw is written down beforehand; after the last one there is none."""

    draws: list[tuple[int, int, int, int]] = field(default_factory=list)
    epsilon: float = 1.0
    drawn: int = 0

    def add_to(self, counts: Counts) -> Counts:
        draw = self.draws[self.drawn] if self.drawn < len(self.draws) else (0, 0, 0, 0)
        self.drawn += 1
        return counts + Counts(*draw)


@dataclass
class RememberingSink:
    """A sink that keeps everything, and refuses as many tallies as it is told."""

    refusals: int = 0
    first_sequence: int = 0
    is_elsewhere: bool = False
    """Another machine has the camera."""
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
        if self.is_elsewhere:
            raise ElsewhereError("machine cellar counts it")
        if self.refusals:
            self.refusals -= 1
            raise StoreError("the store is asked to refuse")
