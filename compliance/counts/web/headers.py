"""What every answer says beside its content: to browsers, caches and proxies."""

from collections.abc import Mapping

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Pages load files of this server alone, run nothing that stands in them, are framed by nobody."""

ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

UNLESS_SAID: Mapping[str, str] = {"Cache-Control": "no-store"}
"""Only where an answer does not say otherwise."""

WHERE_THE_HOST_IS_OURS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}
"""A browser that was here once speaks TLS to this host for a year, at whatever port: so it is told
at the standard port alone, or others on the same machine, such as Grafana, could not be reached."""

_HTTPS_PORT = 443


def with_standing_headers(
    headers: list[tuple[bytes, bytes]], *, is_host_ours: bool
) -> list[tuple[bytes, bytes]]:
    """Return an answer's headers with those that every answer has."""
    said = {name.lower() for name, _ in headers}
    standing = {**ALWAYS, **(WHERE_THE_HOST_IS_OURS if is_host_ours else {})}
    added = [(name.lower().encode(), text.encode()) for name, text in standing.items()]
    added += [
        (name.lower().encode(), text.encode())
        for name, text in UNLESS_SAID.items()
        if name.lower().encode() not in said
    ]
    return headers + [(name, text) for name, text in added if name not in said]


def is_host_ours(scheme: str | None, server: tuple[str, int | None] | None) -> bool:
    """Say whether a connection came by TLS to the standard port."""
    return scheme == "https" and server is not None and server[1] == _HTTPS_PORT
