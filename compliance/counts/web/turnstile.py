"""So many requests at once, and none for ever: what is served takes little from the count."""

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Any

from compliance.counts.web.asgi import App, Receive, Scope
from compliance.counts.web.limits import Limits
from compliance.counts.web.problems import OURS, busy
from compliance.counts.web.reply import Reply

ABORT = "compliance.abort"
"""The scope's extension that drops the connection at once."""

_AGAIN_SECONDS = 2
_GONE_SECONDS = 1.0
_TOO_LONG = "The answer takes too long; ask for a shorter time or one area."

_log = logging.getLogger(__name__)


class Turnstile:
    """Lets requests through to an application."""

    def __init__(self, app: App, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._inside = 0

    async def answer(
        self, scope: Scope, receive: Receive, reply: Reply, *, is_counted: bool
    ) -> None:
        """Have the application answer. `is_counted`: it is one of those that have a limit."""
        if is_counted and self._inside >= self._limits.requests:
            await reply.problem(
                busy(f"{self._inside} requests are being answered already.", _AGAIN_SECONDS)
            )
            return
        self._inside += is_counted
        task = asyncio.ensure_future(self._app(scope, receive, reply.send))
        task.add_done_callback(partial(self._leave, is_counted=is_counted))
        try:
            await self._attend(task, reply)
        except asyncio.CancelledError:
            task.cancel()
            raise
        # What a thread still works at when its time is over keeps its place until it is done.
        if reply.has_begun and not reply.is_whole:
            task.cancel()
            await _drop(scope, receive)

    def _leave(self, task: "asyncio.Future[Any]", *, is_counted: bool) -> None:
        self._inside -= is_counted
        if not task.cancelled():
            task.exception()  # told already, or nobody waits for it any more

    async def _attend(self, task: "asyncio.Future[Any]", reply: Reply) -> None:
        """Wait for an answer as long as it may take; tell a problem where none has begun."""
        begun: asyncio.Future[Any] = asyncio.ensure_future(reply.begun.wait())
        try:
            await asyncio.wait(
                (task, begun),
                timeout=self._limits.begin_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            begun.cancel()
        if reply.has_begun:
            await asyncio.wait({task}, timeout=self._limits.whole_seconds)
        if not task.done():
            if not reply.has_begun:
                await reply.problem(busy(_TOO_LONG, _AGAIN_SECONDS))
            return
        fault = None if task.cancelled() else task.exception()
        if fault is None or (reply.has_begun and isinstance(fault, TimeoutError)):
            return  # whole, or nobody reads it any more
        _log.error("a request could not be answered", exc_info=fault)
        if not reply.has_begun:
            await reply.problem(OURS)


async def _drop(scope: Scope, receive: Receive) -> None:
    """Drop the connection: an answer that breaks off must not look like a whole one."""
    abort = scope.get("extensions", {}).get(ABORT)
    if abort is None:
        return
    abort()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GONE_SECONDS):
            while (await receive())["type"] != "http.disconnect":
                pass
