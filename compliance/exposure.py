"""How far the HTTP port can be reached, and what has to stand before it."""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_KEYS = ("tokens", "certificate", "private_key")
_EXAMPLE = 'tokens = "tokens", certificate = "server.crt" and private_key = "server.key"'


@dataclass(frozen=True, slots=True)
class Exposure:
    """What whoever asks at the HTTP port meets first."""

    tokens: Path | None = None
    """File of those who are let in; None: everybody who reaches the port is."""
    certificate: Path | None = None
    """PEM file; with its key, answers are encrypted."""
    private_key: Path | None = None
    behind_proxy: bool = False
    """A proxy stands before the port, which says who asks and under which name."""

    @property
    def is_encrypted(self) -> bool:
        """The port speaks TLS."""
        return self.certificate is not None


LOOPBACK = Exposure()
"""This machine alone, and everybody on it."""


def is_loopback(host: str) -> bool:
    """Say whether an address to listen on can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def against_exposure(http: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with `[http]` as the file has it: a key, and what to do about it."""
    for one, other in (("certificate", "private_key"), ("private_key", "certificate")):
        if one in http and other not in http:
            yield one, f"is of no use without {other}; name both"
    host = http.get("host")
    if not isinstance(host, str) or is_loopback(host) or http.get("behind_proxy") is True:
        return
    if missing := [key for key in _KEYS if key not in http]:
        told = (
            f"can be reached by other machines, so name {_listed(missing)} as well, such as "
            f"{_EXAMPLE} (`compliance token NAME` makes a token); or write behind_proxy = true "
            'where a proxy asks for a password and encrypts; or host = "127.0.0.1"'
        )
        yield "host", told


def _listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
