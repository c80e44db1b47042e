"""How soon a stall is noticed by whoever reads the stream."""

import time
from pathlib import Path

import pytest

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from compliance.faults import Fault
from tests.clips import numbered, write_clip
from tests.pixels.reading import fault_after, rtsp_source

ALLOWED_SECONDS = 2.0


def test_a_stall_is_noticed_in_one_reads_time_though_half_a_picture_came(tmp_path: Path) -> None:
    camera = SimulatedCamera(write_clip(tmp_path / "film.mp4", frames=50, paint=numbered))
    stopped_at = []

    def stop() -> None:
        camera.stop()
        stopped_at.append(time.monotonic())

    with running(camera):
        fault = fault_after(rtsp_source(camera.address()), stop, ALLOWED_SECONDS)
        noticed_seconds = time.monotonic() - stopped_at[0]
    assert fault.fault is Fault.STALLED
    assert noticed_seconds == pytest.approx(ALLOWED_SECONDS, abs=0.8)
