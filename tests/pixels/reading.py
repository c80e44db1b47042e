"""Sources and readers shared by the tests of capture."""

import itertools
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from compliance.camera import Source, SourceKind
from compliance.pixels.capture import CaptureFault, Frame, open_source
from tests.clips import BLUE, RED

LOGIN = "guard:p%40ss"  # the password is p@ss


def file_source(path: Path) -> Source:
    return Source(SourceKind.FILE, str(path), path.name)


def rtsp_source(address: str) -> Source:
    return Source(SourceKind.RTSP, address, "rtsp://camera")


def http_source(address: str) -> Source:
    return Source(SourceKind.HTTP, address, "http://camera")


def device_source(address: str) -> Source:
    return Source(SourceKind.DEVICE, address, "device")


def read(source: Source, frames: int | None = None) -> list[Frame]:
    with open_source(source, 5.0, 5.0) as stream:
        return list(itertools.islice(stream.frames(), frames))


def fault_of(source: Source, timeout_seconds: float = 5.0) -> CaptureFault:
    with (
        pytest.raises(CaptureFault) as caught,
        open_source(source, timeout_seconds, timeout_seconds) as stream,
    ):
        for _ in stream.frames():
            pass
    return caught.value


def assert_halves(picture: np.ndarray) -> None:
    """Left red, right blue, as drawn by `clips.halves`, within what coding loses."""
    height, width = picture.shape[:2]
    assert np.abs(picture[height // 2, width // 4].astype(int) - RED).max() < 12
    assert np.abs(picture[height // 2, width * 3 // 4].astype(int) - BLUE).max() < 12


def fault_after(source: Source, event: Callable[[], None], timeout_seconds: float) -> CaptureFault:
    """Read a few frames, let something happen, and return the fault that follows."""
    with open_source(source, 5.0, timeout_seconds) as stream:
        frames = stream.frames()
        assert len(list(itertools.islice(frames, 5))) == 5
        event()
        with pytest.raises(CaptureFault) as caught:
            deque(frames, maxlen=0)
    return caught.value
