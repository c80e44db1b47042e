"""The HTTP server: an application served from a thread while a block runs."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

import uvicorn

from compliance.counts.web.asgi import App
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.gate import MOST, MOST_OF_ONE, Gate
from compliance.counts.web.protocol import Connection
from compliance.errors import ServeError

START_SECONDS = 5.0
STOP_SECONDS = 2.0
_HANDSHAKE_SECONDS = 5.0
_KEEP_ALIVE_SECONDS = 5
_POLL_SECONDS = 0.01
_BACKLOG = 128
_PLAIN = Doorway()


@contextmanager
def serve(
    app: App,
    host: str,
    port: int,
    doorway: Doorway = _PLAIN,
    context: ssl.SSLContext | None = None,
) -> Iterator[int]:
    """Serve the application from a thread while the block runs; yields the port.

    Port 0 takes a free one. With a context of its own, or a certificate in the doorway, it speaks
    TLS; behind a proxy all connections may come from one address. Raises ServeError, before
    anything runs, when the port cannot be had.
    """
    if doorway.certificate and context is None:
        context = doorway.certificate.context()
    of_one = MOST if doorway.access.is_behind_proxy else MOST_OF_ONE
    with _listening(host, port, of_one) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=Connection.with_limits(doorway.limits),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=doorway.limits.unread_bytes,
                ssl_context_factory=(lambda _, __: context) if context else None,
            )
        )
        thread = Thread(target=_run, args=(server, listener), name="http", daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


class _Loop(asyncio.SelectorEventLoop):
    """Lets nobody hold a connection by beginning TLS and going no further."""

    async def create_server(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Listen, with patience for handshakes of our own."""
        if kwargs.get("ssl"):
            patience = {"ssl_handshake_timeout": _HANDSHAKE_SECONDS}
            kwargs |= patience | {"ssl_shutdown_timeout": _HANDSHAKE_SECONDS}
        return await super().create_server(*args, **kwargs)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(server.serve(sockets=[listener]))


def _listening(host: str, port: int, of_one: int) -> socket.socket:
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = Gate(family, kind, protocol, of_one=of_one)
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
