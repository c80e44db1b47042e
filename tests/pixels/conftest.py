"""Clips and a server for the tests of capture, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clips import numbered, write_clip, write_sound
from tests.servers import RtspServer, rtsp_server


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_clip(folder / "plain.mp4")
    write_clip(folder / "long.mp4", frames=250, paint=numbered)
    write_clip(folder / "plain.mkv")
    write_clip(folder / "plain.gif", codec="gif", pixel_format="rgb8")
    write_clip(folder / "full-range.avi", codec="mjpeg", pixel_format="yuvj420p")
    write_clip(folder / "odd.mp4", size=(166, 98))
    write_clip(folder / "raw.h264")
    write_clip(folder / "transport.ts")
    write_clip(folder / "slow.mp4", fps=1, frames=6)
    write_clip(folder / "fast.mp4", fps=60, frames=120)
    write_sound(folder / "sound.wav")
    return folder


@pytest.fixture(scope="session")
def server(clips: Path) -> Iterator[RtspServer]:
    with rtsp_server(clips) as running:
        yield running
