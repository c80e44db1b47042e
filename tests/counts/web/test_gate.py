"""The listening socket: so many at once, and so many of one address."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from compliance.counts.web.gate import Gate, group_of


@contextmanager
def gate(most: int, of_one: int) -> Iterator[Gate]:
    with Gate(socket.AF_INET, socket.SOCK_STREAM, 0, most, of_one) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield listener


def call(listener: Gate, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(listener.getsockname(), 5, source_address=(source, 0))


def test_one_too_many_is_closed_at_once_and_another_comes_in_when_one_leaves() -> None:
    with gate(2, 2) as listener, call(listener), call(listener), call(listener) as third:
        first, _ = listener.accept()
        second, _ = listener.accept()
        with pytest.raises(ConnectionAbortedError):
            listener.accept()
        assert third.recv(1) == b""
        first.close()
        with call(listener):
            listener.accept()[0].close()
        second.close()


def test_nobody_takes_every_place() -> None:
    with (
        gate(8, 2) as listener,
        call(listener),
        call(listener),
        call(listener),
        call(listener, "127.0.0.2"),
    ):
        held = [listener.accept()[0] for _ in range(2)]
        with pytest.raises(ConnectionAbortedError):
            listener.accept()
        held.append(listener.accept()[0])
        assert len(held) == 3
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_household_counts_as_one(address: str, group: str) -> None:
    assert group_of(address) == group
