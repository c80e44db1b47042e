"""Who may see the page: whoever was told its address, in a page of its own."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

from compliance.attended.names import Names, of_this_machine, without_port

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), display-capture=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer: kept by no cache, framed by no page, loading nothing from elsewhere."""

_MOST_BYTES = 65_536


def new_token() -> str:
    """Return what the page's address holds and nobody can guess."""
    return secrets.token_urlsafe(24)


def refusal(
    path: str,
    headers: Mapping[str, str],
    token: str,
    names: Names = of_this_machine,
    scheme: str = "http",
) -> int | None:
    """Return the status with which a request is refused; None when it may pass.

    headers: by lower-case name. A host name of somebody else's means that a foreign page had
    its own name lead here; a foreign origin, that it asks from where it stands.
    """
    host = headers.get("host", "")
    if not names(without_port(host)):
        return 421
    if not secrets.compare_digest(_first(path), token.encode()):
        return 404
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return 403
    own = f"{scheme}://{host}"
    if headers.get("origin", own) != own:
        return 403
    if "transfer-encoding" in headers:
        return 411
    length = headers.get("content-length", "0")
    return None if length.isdecimal() and int(length) <= _MOST_BYTES else 413


class Guard:
    """Refuses before the application sees a request, and adds the headers to each answer."""

    def __init__(self, app: App, token: str, names: Names = of_this_machine) -> None:
        self._app, self._token, self._names = app, token, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; there is nothing but HTTP here."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        status = refusal(scope["path"], headers, self._token, self._names, scope["scheme"])
        if status is None:
            await self._app(scope, receive, _with_headers(send))
            return
        start = {"type": "http.response.start", "status": status, "headers": []}
        await _with_headers(send)(start)
        await send({"type": "http.response.body", "body": b""})


def _with_headers(send: Send) -> Send:
    added = [(name.lower().encode(), text.encode()) for name, text in HEADERS.items()]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return sent


def _first(path: str) -> bytes:
    """Return a path's first part."""
    return path.removeprefix("/").partition("/")[0].encode()
