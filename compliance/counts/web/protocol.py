"""One connection: closed when a request does not arrive in time, told in words why it is none."""

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from compliance.counts.web.asgi import Receive, Scope, Send
from compliance.counts.web.calm import calm
from compliance.counts.web.headers import is_host_ours, with_standing_headers
from compliance.counts.web.limits import Limits
from compliance.counts.web.problems import MEDIA_TYPE, Problem
from compliance.counts.web.turnstile import ABORT

_CLOSE = (b"connection", b"close")


class Connection(H11Protocol):
    """uvicorn's protocol; its own patience ends only between requests, not within one."""

    limits = Limits()

    @classmethod
    def with_limits(cls, limits: Limits) -> "type[Connection]":
        """Return the protocol with other limits."""
        return type(cls.__name__, (cls,), {"limits": limits})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*args, **kwargs)
        self.logger = calm(self.logger)
        self._patience: asyncio.TimerHandle | None = None
        answer = self.app

        async def answer_or_drop(scope: Scope, receive: Receive, send: Send) -> None:
            extensions = {**scope.get("extensions", {}), ABORT: self.transport.abort}
            await answer({**scope, "extensions": extensions}, receive, send)

        self.app = answer_or_drop

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_or_rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request; time goes on until it is whole."""
        super().data_received(data)
        self._wait_or_rest()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._wait_or_rest()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the server's own words
        """Answer what cannot be read as a request, and close."""
        problem = Problem(
            HTTPStatus.BAD_REQUEST,
            f"This is no HTTP request, or its head has more than {self.limits.unread_bytes} bytes.",
        )
        body = problem.to_json()
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            _CLOSE,
        ]
        headers = with_standing_headers(
            headers, is_host_ours=is_host_ours(self.scheme, self.server)
        )
        start = h11.Response(status_code=problem.status, headers=headers, reason=b"Bad Request")
        for event in (start, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait_or_rest(self) -> None:
        is_arriving = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if not is_arriving or self.transport.is_closing():
            self._rest()
        elif self._patience is None:
            self._patience = self.loop.call_later(self.limits.arrive_seconds, self._give_up)

    def _rest(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        self.transport.abort()
