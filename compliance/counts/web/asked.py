"""A request as the guard sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.counts.web.asgi import Scope
from compliance.counts.web.gate import group_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, before anything is looked up."""

    method: str
    path: str
    target_bytes: int
    """Length of path and query as they came."""
    headers: Mapping[str, str]
    """By lower-case name; of a name that came twice, the last."""
    head_bytes: int
    """Length of all headers together."""
    address: str
    """Whom the connection is of, see `gate.group_of`."""


def asked(scope: Scope) -> Asked:
    """Return the request in an ASGI scope."""
    pairs: list[tuple[bytes, bytes]] = scope["headers"]
    client = scope.get("client") or ("", 0)
    return Asked(
        method=scope["method"],
        path=scope["path"],
        target_bytes=len(scope["raw_path"]) + len(scope["query_string"]),
        headers={name.decode("latin-1"): text.decode("latin-1") for name, text in pairs},
        head_bytes=sum(len(name) + len(text) + 4 for name, text in pairs),
        address=group_of(client[0]),
    )
