"""Streams go on when nothing can be opened any more."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.pixels.lock import lock
from tests.clips import jpeg, turned
from tests.servers import RtspServer, evenly, mjpeg_server

pytestmark = pytest.mark.skipif(not lock.is_available(), reason="this kernel has no such lock")

_READING = """
import itertools, os, sys
from compliance.camera import Source, SourceKind
from compliance.pixels.capture import open_source
from compliance.pixels.lock.lock import lock_in
from compliance.pixels.lock.policy import Channel

kind, address = sys.argv[1:]
with open_source(Source(SourceKind[kind], address, "x"), 5.0, 5.0) as stream:
    stream.prime()
    lock_in(Channel(1, 48))
    for _ in range(2):
        for frame in itertools.islice(stream.frames(), 25):
            frame.small(64, 32), frame.full()
        if stream.is_recording:
            stream.rewind()
    os.write(1, b"read".ljust(48))
    os.read(0, 1)
"""


@pytest.mark.parametrize(
    "name", ["plain.mp4", "plain.gif", "plain.mkv", "full-range.avi", "transport.ts"]
)
def test_a_file_is_read_and_rewound_after_the_lock(clips: Path, name: str) -> None:
    _run_locked("FILE", str(clips / name))


def test_an_rtsp_stream_is_read_after_the_lock(server: RtspServer) -> None:
    _run_locked("RTSP", server.address("plain.mp4"))


def test_a_turned_file_is_read_after_the_lock(clips: Path, tmp_path: Path) -> None:
    _run_locked("FILE", str(turned(clips / "plain.mp4", tmp_path / "turned.mp4")))


def test_motion_jpeg_is_read_after_the_lock() -> None:
    with mjpeg_server(lambda stop: evenly(stop, itertools.repeat(jpeg()))) as address:
        _run_locked("HTTP", address)


_CONVERTING = """
import ctypes, sys
from compliance.camera import Source, SourceKind
from compliance.pixels.capture import open_source

PR_SET_MDWE, REFUSE_EXEC_GAIN = 65, 1
with open_source(Source(SourceKind.FILE, sys.argv[1], "x"), 5.0, 5.0) as stream:
    if ctypes.CDLL(None).prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0):
        sys.exit("this kernel cannot refuse new machine code")
    frame = next(stream.frames())
    for width in (32, frame.width_px, 640, 1280):
        for height in (32, frame.height_px, 704):
            frame.small(width, height)
    frame.full()
"""


def test_pictures_of_any_size_are_made_without_new_machine_code(clips: Path) -> None:
    command = [sys.executable, "-c", _CONVERTING, str(clips / "plain.mp4")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if "this kernel cannot" in done.stderr:
        pytest.skip("needs Linux 6.3 or newer, which can refuse new machine code")
    assert done.returncode == 0, done.stderr


def _run_locked(kind: str, address: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _READING, kind, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        told = process.stdout.read(48)
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.stdin.close()
        assert process.stderr.read() == b""
    assert told.strip() == b"read"
    assert "Threads:\t1\n" in status, "threads were started"
    assert process.returncode == 0
