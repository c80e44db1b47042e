"""Real servers for tests: RTSP, HTTP MJPEG, and ports that refuse or never answer."""

import base64
import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_UP_SECONDS = 20.0


def free_port() -> int:
    """Return a TCP port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class RtspServer:
    """An RTSP server over TCP for the mp4 files of a folder, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._control_port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, name: str, *, plays: int = 0, login: str = "") -> str:
        """Return a file's address; it plays so many times, 0 is for ever."""
        who = f"{login}@" if login else ""
        return f"rtsp://{who}127.0.0.1:{self.port}/{name}?play_count={plays}"

    def start(self) -> None:
        """Start, and return once connections are accepted; also after `kill`, on the same port."""
        ports = ["-p", str(self.port), "-cp", str(self._control_port)]
        command = [sys.executable, "-m", "server_demo", "-d", str(self._folder)]
        self._process = subprocess.Popen(
            [*command, "-H", "127.0.0.1", *ports],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port)

    def kill(self) -> None:
        """End the process with SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Stop answering, connections kept (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Answer again (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)


@contextmanager
def rtsp_server(folder: Path) -> Iterator[RtspServer]:
    """Serve a folder's mp4 files over RTSP for the length of the block."""
    server = RtspServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def wait_for_port(port: int, seconds: float = _UP_SECONDS) -> None:
    """Return once somebody listens; fail after the given time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    message = f"nobody listens on port {port} after {seconds} s"
    raise TimeoutError(message)


Parts = Callable[[threading.Event], Iterator[bytes]]
"""Yields JPEGs one by one, in its own time; the event is set when the server stops."""


def evenly(stop: threading.Event, pictures: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pictures fifty a second until the server stops."""
    for picture in pictures:
        yield picture
        if stop.wait(0.02):
            return


@contextmanager
def mjpeg_server(parts: Parts, *, login: str = "") -> Iterator[str]:
    """Serve what `parts` yields as motion JPEG over HTTP; yields the address.

    With `login` ("user:password") everybody else is answered 401. Paths other than / are 404.
    """
    is_over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = "Basic " + base64.b64encode(login.encode()).decode()
            if self.path != "/":
                self.send_error(404)
            elif login and self.headers.get("Authorization") != wanted:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="camera"')
                self.end_headers()
            else:
                with suppress(OSError):
                    self._stream()

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
            self.end_headers()
            for data in parts(is_over):
                head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                self.wfile.write(head.encode() + data + b"\r\n")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            is_over.set()
            server.shutdown()
            thread.join()


@contextmanager
def silent_port() -> Iterator[int]:
    """Listen on a port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@contextmanager
def rtsp_refusal(status: str) -> Iterator[int]:
    """Answer every RTSP request with a status such as "401 Unauthorized"; yields the port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sequence = "1"
            for line in self.rfile:
                name, _, value = line.decode("latin-1").partition(":")
                if name.lower() == "cseq":
                    sequence = value.strip()
                if not line.strip():
                    wants = 'WWW-Authenticate: Basic realm="camera"'
                    answer = f"RTSP/1.0 {status}\r\nCSeq: {sequence}\r\n{wants}\r\n\r\n"
                    self.wfile.write(answer.encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
