"""A film as a live camera sends it: an RTSP server of the test extra, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.ports import free_port

_SERVER = "server_demo"  # of the package aio-rtsp-toolkit
_UP_SECONDS = 30.0
_POLL_SECONDS = 0.05


def is_available() -> bool:
    """Say whether the server is installed."""
    return find_spec(_SERVER) is not None


@contextmanager
def served(folder: Path) -> Iterator[Callable[[str], str]]:
    """Serve a folder's films; what is yielded returns the address at which a film plays once.

    Raises DataError when the server does not start.
    """
    port, control = free_port(), free_port()
    where = ["-d", str(folder), "-H", "127.0.0.1", "-p", str(port), "-cp", str(control)]
    server = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, "-m", _SERVER, *where],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield lambda name: f"rtsp://127.0.0.1:{port}/{name}?play_count=1"
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(_POLL_SECONDS)
    raise DataError("the RTSP server for films does not start")
