"""How soon a stall is noticed by whoever reads the stream."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from compliance.faults import Fault
from tests.clips import numbered, write_clip
from tests.pixels.reading import fault_after, rtsp_source

ALLOWED_SECONDS = 2.0


@pytest.fixture
def camera(tmp_path: Path) -> SimulatedCamera:
    return SimulatedCamera(write_clip(tmp_path / "film.mp4", frames=50, paint=numbered))


def noticed(camera: SimulatedCamera, befall: Callable[[], None]) -> tuple[Fault, float]:
    """Return the fault that follows from what befalls a camera, and the seconds until then."""
    began = []

    def begin() -> None:
        befall()
        began.append(time.monotonic())

    with running(camera):
        fault = fault_after(rtsp_source(camera.address()), begin, ALLOWED_SECONDS)
        return fault.fault, time.monotonic() - began[0]


def test_a_stall_is_noticed_in_one_reads_time_though_half_a_picture_came(
    camera: SimulatedCamera,
) -> None:
    fault, seconds = noticed(camera, camera.stop)
    assert fault is Fault.STALLED
    assert ALLOWED_SECONDS - 0.5 < seconds < 1.75 * ALLOWED_SECONDS


def test_garbage_is_noticed_as_soon_though_a_decoder_makes_pictures_of_it(
    camera: SimulatedCamera,
) -> None:
    fault, seconds = noticed(camera, camera.garble)
    assert fault is Fault.UNREADABLE
    assert seconds < 2 * ALLOWED_SECONDS
