"""Streams go on when nothing can be opened any more."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.pixels import sandbox
from tests.clips import jpeg, turned
from tests.servers import RtspServer, evenly, mjpeg_server

pytestmark = pytest.mark.skipif(not sandbox.is_available(), reason="this kernel has no Landlock")

_READING = """
import itertools, os, sys
from compliance.camera import Source, SourceKind
from compliance.pixels import sandbox
from compliance.pixels.capture import open_source

kind, address = sys.argv[1:]
tasks = os.open("/proc/self/task", os.O_RDONLY)
with open_source(Source(SourceKind[kind], address, "x"), 5.0, 5.0) as stream:
    stream.prime()
    sandbox.lock()
    for _ in range(2):
        for frame in itertools.islice(stream.frames(), 25):
            frame.small(64, 32), frame.full()
        if stream.is_recording:
            stream.rewind()
    assert os.fstat(tasks).st_nlink == 3, "threads were started"
"""


@pytest.mark.parametrize("name", ["plain.mp4", "plain.gif", "plain.mkv", "full-range.avi"])
def test_a_file_is_read_and_rewound_after_the_lock(clips: Path, name: str) -> None:
    _run_locked("FILE", str(clips / name))


def test_an_rtsp_stream_is_read_after_the_lock(server: RtspServer) -> None:
    _run_locked("RTSP", server.address("plain.mp4"))


def test_a_turned_file_is_read_after_the_lock(clips: Path, tmp_path: Path) -> None:
    _run_locked("FILE", str(turned(clips / "plain.mp4", tmp_path / "turned.mp4")))


def test_motion_jpeg_is_read_after_the_lock() -> None:
    with mjpeg_server(lambda stop: evenly(stop, itertools.repeat(jpeg()))) as address:
        _run_locked("HTTP", address)


def _run_locked(kind: str, address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READING, kind, address],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
