"""Ways to reach another machine, or another process over a socket."""

import socket
import struct
from errno import EPERM

from compliance.pixels.lock import kernel
from compliance.selftest.attack import Attack, Bait, Kind, call

_STREAM, _DATAGRAM, _RAW = 1, 2, 3
_FAMILIES = {
    "a local socket": (1, _STREAM),  # AF_UNIX
    "an IPv6 socket": (10, _STREAM),
    "a socket to the kernel (netlink)": (16, _RAW),
    "a socket under all protocols (packet)": (17, _RAW),
    "a socket to the host of a virtual machine (vsock)": (40, _STREAM),
    "a socket to the kernel's ciphers (alg)": (38, 5),
    "a Bluetooth socket": (31, _STREAM),
    "a vehicle bus socket (CAN)": (29, _RAW),
    "a raw device queue (XDP)": (44, _RAW),
    "a socket to the cluster (TIPC)": (30, _STREAM),
}
_KINDS = range(1, 7)  # stream, datagram, raw, RDM, seqpacket, DCCP
_LAST_FAMILY = 45
"""AF_MCTP; Linux has had no other since 5.15."""
_CHANNEL, _SOURCE = 3, 4
_NOWAIT = 0x40
_WANTS_RIGHTS = struct.pack("=Qiii", 20, 1, 1, _CHANNEL)  # SOL_SOCKET, SCM_RIGHTS, a descriptor


def attacks(bait: Bait) -> tuple[Attack, ...]:
    """Return the attacks of this group."""
    there = struct.pack("=H", 2) + struct.pack("!H4B8x", bait.tcp_port, 127, 0, 0, 1)
    abstract = struct.pack("=H", 1) + b"\0way-out"
    empty = bytes(56)
    return (
        Attack("open a TCP socket", call("socket", 2, _STREAM, 0), is_main=True),
        Attack("open a UDP socket", call("socket", 2, _DATAGRAM, 0), is_main=True),
        Attack("open a raw socket", call("socket", 2, _RAW, 1)),
        *(
            Attack(f"open {name}", call("socket", family, kind, 0))
            for name, (family, kind) in _FAMILIES.items()
        ),
        Attack(
            f"open a socket of any family (1 to {_LAST_FAMILY}) and kind",
            _any_family,
        ),
        Attack("open a pair of sockets", call("socketpair", 1, _STREAM, 0, bytes(8))),
        Attack("ask for a machine's address by its name", _resolve),
        *(
            Attack(f"{words} {where}", act, Kind.REFUSED_ONLY_LOCKED)
            for where, fd in (("on the channel", _CHANNEL), ("on the stream", _SOURCE))
            for words, act in (
                ("connect elsewhere", call("connect", fd, there, len(there))),
                ("connect to a local name", call("connect", fd, abstract, len(abstract))),
                ("listen", call("bind", fd, there, len(there))),
                ("take a call", call("accept4", fd, None, None, 0)),
                ("send a message elsewhere", call("sendto", fd, b"x", 1, 0, there, len(there))),
                ("hand over a descriptor", call("sendmsg", fd, _message(), _NOWAIT)),
                ("take over a descriptor", call("recvmsg", fd, empty, _NOWAIT)),
                ("send many messages", call("sendmmsg", fd, empty, 1, _NOWAIT)),
                ("change the socket", call("setsockopt", fd, 1, 2, b"\1\0\0\0", 4)),
            )
        ),
    )


def _message() -> bytes:
    """Return a `struct msghdr` whose control part names the channel's descriptor."""
    return struct.pack("=QI4xQQQQi4x", 0, 0, 0, 0, kernel.address(_WANTS_RIGHTS), 20, 0)


def _any_family() -> int:
    """Try every family with every kind of socket; raise the refusal when each of them is refused.

    Any other answer than a refusal is passed on: the kernel was reached.
    """
    refused: OSError | None = None
    for family in range(1, _LAST_FAMILY + 1):
        for kind in _KINDS:
            try:
                return call("socket", family, kind, 0)()
            except PermissionError as error:
                refused = error
    raise refused or PermissionError(EPERM, "")


def _resolve() -> int:
    try:
        return len(socket.getaddrinfo(b"localhost", b"80"))
    except socket.gaierror as error:
        raise PermissionError(EPERM, str(error)) from None
