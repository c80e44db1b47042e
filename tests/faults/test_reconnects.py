"""A camera that closes every connection, again and again, leaves nothing behind."""

import os
import socket
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from compliance.camera import Camera
from compliance.counts.post import Effects
from compliance.counts.sink import CameraStatus
from compliance.counts.supervisor import Supervisor
from compliance.models import SHIPPED_MODELS
from compliance.tally import Health, Tally
from tests.fakes import until
from tests.faults.ordeals import accepting
from tests.faults.watching import a_camera
from tests.processes import children_of, parent_of, pixel_processes
from tests.servers import free_port

CAMERAS = 8
WARM_UP = 40
"""Reconnects after which everything is loaded that ever will be."""

MOST_GROWN_KB = 2_000

pytestmark = pytest.mark.timeout(900)


class Count:
    """A sink that keeps nothing but the number of failures."""

    def __init__(self) -> None:
        self._failures: dict[int, int] = {}

    @property
    def failures(self) -> int:
        return sum(self._failures.values())

    def next_sequence(self, _camera: Camera) -> int:
        return 0

    def tally(self, camera: Camera, tally: Tally) -> None: ...

    def health(self, camera: Camera, health: Health) -> None: ...

    def ended(self, camera: Camera) -> None: ...

    def state(self, camera: Camera, status: CameraStatus) -> None:
        self._failures[camera.number] = status.failures


def hundred_or(variable: str) -> int:
    """Return the reconnects asked for by the environment; few by default, since they take long."""
    return int(os.environ.get(variable, "100"))


def test_reconnects_leave_no_memory_descriptor_or_zombie_behind() -> None:
    port, count = free_port(), Count()
    cameras = [a_camera(n, f"rtsp://127.0.0.1:{port}/live") for n in range(CAMERAS)]
    effects = replace(Effects(), first_wait_seconds=0.01, longest_wait_seconds=0.02)
    with accepting(port, socket.socket.close):
        supervisor = Supervisor(cameras, SHIPPED_MODELS, count, effects=effects)
        supervisor.start()
        try:
            assert until(pixel_processes)
            server = parent_of(min(pixel_processes()))
            assert until(lambda: count.failures >= WARM_UP, 60)
            before = [held_by(pid) for pid in (os.getpid(), server)]
            whole = WARM_UP + hundred_or("RECONNECTS")
            assert until(lambda: count.failures >= whole, 600)
            after = [held_by(pid) for pid in (os.getpid(), server)]
        finally:
            supervisor.stop()
    assert until(lambda: not pixel_processes(), 5)
    for then, now in zip(before, after, strict=True):
        assert now.memory_kb - then.memory_kb < MOST_GROWN_KB
        assert now.descriptors - then.descriptors <= 2 * CAMERAS  # of the runs of the moment
        assert now.threads == then.threads
    assert not zombies()


@dataclass(frozen=True)
class Held:
    memory_kb: int
    """What is the process's alone."""
    descriptors: int
    threads: int


def held_by(pid: int) -> Held:
    proc = Path(f"/proc/{pid}")
    lines = (proc / "smaps_rollup").read_text().splitlines()
    private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return Held(private, len(list((proc / "fd").iterdir())), len(list((proc / "task").iterdir())))


def zombies() -> list[int]:
    return [pid for pid in children_of(os.getpid()) if state_of(pid) == "Z"]


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
