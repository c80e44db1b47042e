"""Requests for tests of the guard's rules, without a server."""

from compliance.counts.web.asked import Asked


def a_request(path: str = "/api/v1/areas", method: str = "GET", **headers: str) -> Asked:
    """Return a request; header names are written with underscores."""
    named = {"host": "127.0.0.1:8718"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    size = sum(len(name) + len(text) + 4 for name, text in named.items())
    return Asked(method, path, len(path), named, size, "192.0.2.7")
