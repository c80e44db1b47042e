"""A server for tests, with endpoints that dawdle, and requests to it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Event

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from prometheus_client import CollectorRegistry

from compliance.counts.web.app import build_app
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.server import serve

HOST = "127.0.0.1"


@dataclass
class Dawdler:
    """Endpoints that answer when they are let."""

    let: Event = field(default_factory=Event)
    entered: list[str] = field(default_factory=list)

    def router(self) -> APIRouter:
        router = APIRouter()

        @router.get("/wait")
        def wait() -> Response:
            self.entered.append("wait")
            self.let.wait(20)
            return Response("done")

        @router.get("/large")
        def large() -> StreamingResponse:
            return StreamingResponse(b"x" * 65_536 for _ in range(1000))

        @router.get("/break")
        def break_down() -> Response:
            message = "hunter2"
            raise RuntimeError(message)

        @router.get("/break-late")
        def break_late() -> StreamingResponse:
            return StreamingResponse(self._broken())

        return router

    def _broken(self) -> Iterator[bytes]:
        yield b"x" * 100
        self.let.wait(20)
        message = "hunter2"
        raise RuntimeError(message)


@contextmanager
def served(doorway: Doorway | None = None, dawdler: Dawdler | None = None) -> Iterator[int]:
    """Serve probes and the dawdler's endpoints for the block; yields the port."""
    routers = [dawdler.router()] if dawdler else []
    reasons = ["door: it is dark"]
    door = doorway or Doorway()
    app = build_app(CollectorRegistry(), list, lambda: reasons, routers, door)
    with serve(app, HOST, 0, door) as port:
        yield port


def asked(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    """Ask once; header names are written with underscores."""
    connection = HTTPConnection(HOST, port, timeout=20)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    try:
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def is_closed(connection: socket.socket, seconds: float) -> bool:
    """Say whether the other side closes a connection within so long, whatever it sends before."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            if not connection.recv(65_536):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False
