"""The page served while the block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext

from fastapi import FastAPI

from compliance.counts.web.server import serve
from compliance.errors import ServeError


@contextmanager
def served(app: FastAPI, host: str, port: int, tls: SSLContext | None = None) -> Iterator[int]:
    """Serve the page for the block; yields the port. Raises ServeError when it cannot be had."""
    try:
        with serve(app, host, port, context=tls) as taken:
            yield taken
    except ServeError as error:
        raise ServeError(error.message, "Choose another port with --port.") from error
