"""The real supervisor and real pixel processes, watched: what was noticed, and when."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from compliance.camera import Camera, Source, SourceKind
from compliance.counts.post import Effects
from compliance.counts.sink import CameraStatus
from compliance.counts.supervisor import Supervisor
from compliance.faults import Fault
from compliance.models import SHIPPED_MODELS
from compliance.tally import HEALTH_SECONDS, Health, State, Tally

ANALYSED_PER_SECOND = 5.0

REAL = Effects()


def a_camera(number: int, address: str) -> Camera:
    """Return a camera as configured by default, but for a small search."""
    kind = SourceKind.HTTP if address.startswith("http:") else SourceKind.RTSP
    source = Source(kind, address, f"camera {number}")
    return Camera(number, f"camera-{number}", "site", source, detector_width_px=160)


@dataclass
class Seen:
    """What was told of one camera, with when it was told in monotonic seconds."""

    healths: list[tuple[float, Health]] = field(default_factory=list)
    statuses: list[tuple[float, CameraStatus]] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)

    def counts_at(self, since: float = 0.0) -> float | None:
        """Return when a running process first told of frames analysed, from then on."""
        told = (at for at, h in list(self.healths) if h.state is State.RUNNING and h.analysed)
        return next((at for at in told if at >= since), None)

    def down_at(self, since: float) -> float | None:
        """Return when the camera was first said to be down, from then on."""
        down = (at for at, status in list(self.statuses) if not status.is_up)
        return next((at for at in down if at >= since), None)

    def faults(self) -> list[Fault]:
        """Return the faults in order, repetitions left out."""
        found = [status.fault for _, status in self.statuses if not status.is_up]
        return [fault for fault in dict.fromkeys(found) if fault is not Fault.NONE]

    @property
    def restarts(self) -> int:
        return self.statuses[-1][1].restarts

    @property
    def observed_seconds(self) -> float:
        return sum(tally.observed_ms for tally in self.tallies) / 1000

    @property
    def longest_silence_seconds(self) -> float:
        times = [at for at, _ in self.healths]
        return max(after - before for before, after in pairwise(times))

    def analysed_per_second(self, begin: float, end: float) -> float:
        """Return how many frames the one process analysed that ran from `begin` to `end`."""
        told = [(at, health.analysed) for at, health in self.healths if begin <= at <= end]
        (first_at, first), (last_at, last) = told[0], told[-1]
        return (last - first) / (last_at - first_at)

    def is_counting(self) -> bool:
        """Say whether the newest word is fresh, and of a process that counts."""
        fresh = time.monotonic() - 2 * HEALTH_SECONDS
        return self.counts_at(fresh) is not None and self.statuses[-1][1].is_up


class Watch:
    """A sink that keeps everything, camera by camera."""

    def __init__(self) -> None:
        self.of: defaultdict[int, Seen] = defaultdict(Seen)

    def next_sequence(self, _camera: Camera) -> int:
        return 0

    def tally(self, camera: Camera, tally: Tally) -> None:
        self.of[camera.number].tallies.append(tally)

    def health(self, camera: Camera, health: Health) -> None:
        self.of[camera.number].healths.append((time.monotonic(), health))

    def state(self, camera: Camera, status: CameraStatus) -> None:
        self.of[camera.number].statuses.append((time.monotonic(), status))

    def ended(self, camera: Camera) -> None:
        pass


@contextmanager
def supervised(watch: Watch, *cameras: Camera, effects: Effects = REAL) -> Iterator[None]:
    """Run the real supervisor and the real pixel processes for the length of the block."""
    supervisor = Supervisor(cameras, SHIPPED_MODELS, watch, effects=effects)
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()
