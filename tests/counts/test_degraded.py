"""A camera that sees nothing, from its film to what operators are told."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from prometheus_client import CollectorRegistry, generate_latest

from compliance.camera import Recording
from compliance.counts.metrics import Metrics
from compliance.counts.post import Effects
from compliance.counts.supervisor import Supervisor
from compliance.sight import Sight
from tests.clips import write_clip
from tests.fakes import START, RememberingSink, a_camera
from tests.pixel_fakes import enter_capture
from tests.pixels.reading import file_source


def black(width: int, height: int, _number: int) -> NDArray[np.uint8]:
    return np.zeros((height, width, 3), np.uint8)


def test_a_black_camera_is_told_once_in_the_log_and_shown_with_its_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    film = write_clip(tmp_path / "black.mp4", fps=4, frames=6 * 60 * 4, paint=black)
    recording = Recording(START, speed=None)
    camera = replace(a_camera(), source=file_source(film), recording=recording)
    sink = RememberingSink()
    supervisor = Supervisor([camera], Path(), sink, effects=Effects(enter=enter_capture))
    with caplog.at_level(logging.INFO):
        supervisor.start()
        assert supervisor.wait(20)
        supervisor.stop()
    told = [status for status in sink.states if status.sight is Sight.BLACK]
    assert all(status.is_up for status in told)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("camera camera-0: its picture is black")
    metrics = Metrics("lyon-01", (camera,), "1")
    metrics.observe_status(camera, told[-1])
    registry = CollectorRegistry()
    registry.register(metrics)
    shown = 'compliance_stream_degraded{camera="camera-0",reason="black",site="lyon-01"} 1.0'
    assert shown in generate_latest(registry).decode()
