"""A camera that closes every connection, again and again, leaves nothing behind."""

import os
import socket
import time
from dataclasses import replace

import pytest

from compliance.camera import Camera
from compliance.counts.post import Effects
from compliance.counts.sink import CameraStatus
from compliance.counts.supervisor import Supervisor
from compliance.evaluation.soak.processes import Kind, Sample, sample, zombies
from compliance.models import SHIPPED_MODELS
from compliance.tally import Health, Tally
from tests.fakes import until
from tests.faults.ordeals import accepting
from tests.faults.watching import a_camera
from tests.processes import pixel_processes
from tests.servers import free_port

CAMERAS = 8
RECONNECTS = int(os.environ.get("RECONNECTS", "100"))
"""A thousand prove more, in a minute or two: RECONNECTS=1000 make test ARGS=tests/faults."""
WARM_UP = 40
"""Reconnects after which everything is loaded that ever will be."""

MOST_GROWN_MB = 1.0
OPEN_PER_RUN = 3
"""Descriptors of a run of the moment: two samples may catch different ones."""

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


def test_reconnects_leave_no_memory_descriptor_or_zombie_behind() -> None:
    port, count = free_port(), Count()
    cameras = [a_camera(n, f"rtsp://127.0.0.1:{port}/live") for n in range(CAMERAS)]
    effects = replace(Effects(), first_wait_seconds=0.01, longest_wait_seconds=0.02)
    with accepting(port, socket.socket.close):
        supervisor = Supervisor(cameras, SHIPPED_MODELS, count, effects=effects)
        supervisor.start()
        try:
            assert until(lambda: count.failures >= WARM_UP, 120)
            before = held()
            assert until(lambda: count.failures >= WARM_UP + RECONNECTS, 600)
            after = held()
        finally:
            supervisor.stop()
    assert until(lambda: not pixel_processes(), 5)
    for then, now in zip(before.values(), after.values(), strict=True):
        assert now.megabytes - then.megabytes < MOST_GROWN_MB
        assert (now.descriptors or 0) - (then.descriptors or 0) <= OPEN_PER_RUN * CAMERAS
        assert now.threads == then.threads
    assert until(lambda: not zombies(os.getpid()), 5)


def held() -> dict[Kind, Sample]:
    """Return what this process, as the daemon's main one, and the fork server hold."""
    found = {each.kind: each for each in sample(os.getpid(), time.monotonic())}
    return {kind: found[kind] for kind in (Kind.MAIN, Kind.SERVER)}
