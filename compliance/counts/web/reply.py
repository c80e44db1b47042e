"""The answer to one request on its way out."""

import asyncio
from collections.abc import Callable

from compliance.counts.web.asgi import Message, Send
from compliance.counts.web.problems import MEDIA_TYPE, Problem

Headers = list[tuple[bytes, bytes]]


class Reply:
    """Passes an answer on, with the headers that every answer has; or tells a problem instead."""

    def __init__(
        self, send: Send, finish: Callable[[Headers], Headers], stall_seconds: float
    ) -> None:
        """`finish` adds the headers; `stall_seconds`: for which nobody may read."""
        self._send = send
        self._finish = finish
        self._stall_seconds = stall_seconds
        self._is_refused = False
        self.begun = asyncio.Event()
        self.is_whole = False

    @property
    def has_begun(self) -> bool:
        """Its head was sent."""
        return self.begun.is_set()

    async def send(self, message: Message) -> None:
        """Send a part of the answer.

        Raises TimeoutError when nobody reads it, ConnectionAbortedError when it comes too late.
        """
        if self._is_refused:
            raise ConnectionAbortedError
        await self._out(message)

    async def problem(self, problem: Problem) -> None:
        """Send a problem where no answer has begun, and may not any more."""
        self._is_refused = True
        body = problem.to_json()
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            *((name.lower().encode(), text.encode()) for name, text in problem.headers),
        ]
        start = {"type": "http.response.start", "status": int(problem.status), "headers": headers}
        await self._out(start)
        await self._out({"type": "http.response.body", "body": body})

    async def _out(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._finish(list(message.get("headers", [])))}
            self.begun.set()
        async with asyncio.timeout(self._stall_seconds):
            await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.is_whole = True
