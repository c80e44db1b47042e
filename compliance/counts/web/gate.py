"""A listening socket that lets in so many connections at once, and so many of one address."""

import ipaddress
import socket

MOST = 256
"""Connections at once: files the process may open are left for cameras and the database."""
MOST_OF_ONE = 64
"""Connections of one address, so that nobody takes all of them."""


class Gate(socket.socket):
    """Closes at once whoever comes too many: before a byte is read, and before TLS begins."""

    def __init__(
        self, family: int, kind: int, protocol: int, most: int = MOST, of_one: int = MOST_OF_ONE
    ) -> None:
        super().__init__(family, kind, protocol)
        self._most, self._of_one = most, of_one
        self._held: list[tuple[socket.socket, str]] = []

    def accept(self) -> tuple[socket.socket, object]:
        """Return the next connection. Raises ConnectionAbortedError for one too many."""
        connection, address = super().accept()
        here = group_of(address[0])
        self._held = [(one, whom) for one, whom in self._held if one.fileno() >= 0]
        of_here = sum(whom == here for _, whom in self._held)
        if len(self._held) >= self._most or of_here >= self._of_one:
            connection.close()
            raise ConnectionAbortedError
        self._held.append((connection, here))
        return connection, address


def is_address(text: str) -> bool:
    """Say whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def group_of(address: str) -> str:
    """Return whom an address stands for: of IPv6 the whole network of a household or office."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)
