"""Another maker's RTSP server: every coding, Digest authentication, a restart."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from compliance.faults import Fault
from tests.fakes import until
from tests.faults.watching import Watch, a_camera, supervised
from tests.servers import free_port, wait_for_port

SYSTEM_PYTHON = "/usr/bin/python3"
SERVER = Path(__file__).with_name("gst_server.py")
CODINGS = ("h264", "h265", "mjpeg")
_PLUGINS = ("x264enc", "x265enc", "rtpjpegpay", "h265parse")
_CHECK = f"""
import gi
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
assert all(Gst.ElementFactory.find(name) for name in {_PLUGINS})
"""


def is_installed() -> bool:
    check = [SYSTEM_PYTHON, "-c", _CHECK]
    return (
        Path(SYSTEM_PYTHON).exists()
        and subprocess.run(check, capture_output=True, check=False).returncode == 0
    )


@contextmanager
def gstreamer(port: int, password: str) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    command = [SYSTEM_PYTHON, str(SERVER), str(port), password]
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            wait_for_port(port)
            yield
        finally:
            process.kill()


def test_cameras_of_another_make_are_watched_and_return() -> None:
    if not is_installed():
        pytest.skip("needs GStreamer's RTSP server; .ci/run names the packages")
    port, watch = free_port(), Watch()
    numbers = range(len(CODINGS))
    cameras = [a_camera(n, f"rtsp://guard:p%40ss@127.0.0.1:{port}/{CODINGS[n]}") for n in numbers]
    with supervised(watch, *cameras):
        with gstreamer(port, "p@ss"):
            assert until(lambda: all(watch.of[n].is_counting() for n in numbers), 40)
        with gstreamer(port, "other"):
            refused = lambda n: Fault.UNAUTHORISED in watch.of[n].faults()  # noqa: E731
            assert until(lambda: all(refused(n) for n in numbers), 20)
        with gstreamer(port, "p@ss"):
            began = time.monotonic()
            assert until(lambda: all(watch.of[n].counts_at(began) for n in numbers), 10)
