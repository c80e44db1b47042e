"""The HTTP server: /metrics, /healthz and /readyz."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ssl import SSLContext
from threading import Thread
from time import monotonic, sleep
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, Response
from fastapi.responses import JSONResponse
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from compliance.errors import ServeError

START_SECONDS = 5.0
STOP_SECONDS = 2.0
_POLL_SECONDS = 0.01
_BACKLOG = 128

Reasons = Callable[[], Sequence[str]]
"""Returns what stands against it, in plain words without a credential; empty when all is well."""


def build_app(metrics: Collector, against_life: Reasons, against_readiness: Reasons) -> FastAPI:
    """Return the application.

    Its pages of documentation are off: they would load scripts from elsewhere.
    """
    app = FastAPI(title="compliance", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/metrics")
    def read_metrics(accept: Annotated[str, Header()] = "") -> Response:
        encode, content_type = choose_encoder(accept)
        return Response(encode(metrics), headers={"Content-Type": content_type})

    @app.get("/healthz")
    def read_health() -> JSONResponse:
        return _answer(against_life())

    @app.get("/readyz")
    def read_readiness() -> JSONResponse:
        return _answer(against_readiness())

    return app


@contextmanager
def serve(app: FastAPI, host: str, port: int, tls: SSLContext | None = None) -> Iterator[int]:
    """Serve the application from a thread while the block runs; yields the port.

    Port 0 takes a free one. With `tls` it is served encrypted. Raises ServeError, before anything
    runs, when the port cannot be had.
    """
    with _listening(host, port) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=1,
                ssl_context_factory=(lambda *_: tls) if tls else None,
            )
        )
        thread = Thread(target=server.run, args=([listener],), name="http", daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


def _answer(reasons: Sequence[str]) -> JSONResponse:
    status = "failing" if reasons else "ok"
    content = {"status": status, "reasons": list(reasons)}
    return JSONResponse(content, status_code=503 if reasons else 200)


def _listening(host: str, port: int) -> socket.socket:
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        if listener:
            listener.close()
        reason = error.strerror or str(error)
    else:
        return listener
    raise ServeError(
        f"cannot listen on {host} port {port}: {reason}",
        "Stop the program that holds the port (`ss -ltnp` shows it; a second daemon, perhaps), "
        "or set another [http] host and port.",
    )


def _wait_until_started(server: uvicorn.Server, thread: Thread) -> None:
    deadline = monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or monotonic() > deadline:
            raise ServeError("the HTTP server does not start", "See the log above for the reason.")
        sleep(_POLL_SECONDS)
