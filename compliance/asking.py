"""A site's own daemon, asked at the address and in the encryption that the configuration names."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

from compliance.config import Config

TOKEN_VARIABLE = "COMPLIANCE_TOKEN"  # noqa: S105 - the name of one
"""Names, in the environment, a token for commands that ask the daemon."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not to listen


def reachable(host: str) -> str:
    """Return where this machine's programs find what listens at a host."""
    return _EVERYWHERE.get(host, host)


def address(config: Config) -> str:
    """Return where this machine's programs find the daemon: a URL without a path."""
    host = reachable(config.http_host)
    scheme = "https" if config.exposure.is_encrypted else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{config.http_port}"


@contextmanager
def answer(
    config: Config, path: str, timeout_seconds: float, token: str = ""
) -> Iterator[HTTPResponse]:
    """Ask the daemon and yield what it answers, to be read within the block.

    Raises OSError, HTTPException, or ValueError when it cannot be asked.
    """
    connection = _connection(config, timeout_seconds)
    try:
        connection.request(
            "GET", path, headers={"Authorization": f"Bearer {token}"} if token else {}
        )
        yield connection.getresponse()
    finally:
        connection.close()


def _connection(config: Config, timeout_seconds: float) -> HTTPConnection:
    host, port = reachable(config.http_host), config.http_port
    certificate = config.exposure.certificate
    if certificate is None:
        return HTTPConnection(host, port, timeout=timeout_seconds)
    return HTTPSConnection(host, port, timeout=timeout_seconds, context=_trusting(certificate))


def _trusting(certificate: Path) -> ssl.SSLContext:
    """Return a context that trusts this certificate, under whatever name, and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(certificate)
    return context
