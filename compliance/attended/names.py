"""Under which names a page may be asked for: a foreign name may not lead here (DNS rebinding)."""

import socket
from collections.abc import Callable
from ipaddress import ip_address

Names = Callable[[str], bool]
"""Says whether a host name, without its port, is one of ours; an IPv6 address has its brackets."""

_OURSELVES = ("127.0.0.1", "localhost", "[::1]")  # the last two at the near end of a tunnel


def of_this_machine(name: str) -> bool:
    """Say whether it is this machine's own, or the near end of a tunnel's."""
    return name in _OURSELVES


def of_the_network(name: str) -> bool:
    """Say whether others may ask for this machine so: by an address, or by its own name.

    An address cannot be made to lead elsewhere, and nobody else answers for this machine's name.
    """
    own = socket.gethostname().lower()
    return of_this_machine(name) or _is_address(name) or name.lower() in (own, f"{own}.local")


def any_name(_name: str) -> bool:
    """Say yes: where a certificate vouches for the name."""
    return True


def without_port(host: str) -> str:
    """Return the name in a Host header."""
    name, _, port = host.rpartition(":")
    return name if name and port.isdecimal() else host


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
