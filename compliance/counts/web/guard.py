"""Stands before everything that is served: who may ask, how much, and what every answer says."""

from collections.abc import Callable
from functools import partial
from time import monotonic

from compliance.counts.web.access import METRICS, PROBES, Doorman
from compliance.counts.web.asgi import App, Receive, Scope, Send
from compliance.counts.web.asked import asked
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.headers import is_host_ours, with_standing_headers
from compliance.counts.web.limits import too_large
from compliance.counts.web.reply import Reply
from compliance.counts.web.turnstile import Turnstile

IS_KNOWN = "is_known"
"""In a request's state: whoever asks has a token, or nobody needs one."""

_UNCOUNTED = (*PROBES, METRICS)


class Guard:
    """An application with its guard; what is refused never reaches the application."""

    def __init__(self, app: App, doorway: Doorway, clock: Callable[[], float] = monotonic) -> None:
        self._limits = doorway.limits
        self._doorman = Doorman(doorway.access, doorway.limits.attempts, clock)
        self._turnstile = Turnstile(app, doorway.limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; there is nothing but HTTP here."""
        if scope["type"] != "http":
            return
        request = asked(scope)
        finish = partial(
            with_standing_headers, is_host_ours=is_host_ours(scope["scheme"], scope["server"])
        )
        reply = Reply(send, finish, self._limits.stall_seconds)
        if problem := too_large(request, self._limits) or self._doorman.refusal(request):
            await reply.problem(problem)
            return
        state = {**scope.get("state", {}), IS_KNOWN: self._doorman.is_known(request)}
        # HEAD is GET without the body, which the server leaves out.
        method = "GET" if request.method == "HEAD" else request.method
        await self._turnstile.answer(
            {**scope, "method": method, "state": state},
            receive,
            reply,
            is_counted=request.path not in _UNCOUNTED,
        )
