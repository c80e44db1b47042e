"""The address others reach this machine at, as the kernel knows it; nobody is asked."""

import fcntl
import socket
import struct
from contextlib import suppress
from ipaddress import ip_address

_ADDRESS_OF = 0x8915  # SIOCGIFADDR, netdevice(7)


def own_address() -> str:
    """Return the first address of version 4 that others can reach, else this machine's name."""
    for _, name in socket.if_nameindex():
        with suppress(OSError):
            found = _address_of(name)
            if not ip_address(found).is_loopback:
                return found
    return socket.gethostname()


def _address_of(interface: str) -> str:
    asked = struct.pack("256s", interface.encode()[:15])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        answer = fcntl.ioctl(any_socket, _ADDRESS_OF, asked)
    return socket.inet_ntoa(answer[20:24])
