"""Under which names a page is ours."""

import socket

import pytest

from compliance.attended.names import is_loopback, of_the_network, of_this_machine, without_port


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8720", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost:1", "localhost"),
        ("[::1]:8720", "[::1]"),
        ("[::1]", "[::1]"),
        ("door.local:x", "door.local:x"),
        (":8720", ":8720"),
        ("", ""),
    ],
)
def test_a_name_stands_before_its_port(host: str, name: str) -> None:
    assert without_port(host) == name


def test_this_machines_own_name_is_ours_in_its_network() -> None:
    own = socket.gethostname()
    assert of_the_network(own)
    assert of_the_network(f"{own}.local")
    assert not of_the_network(f"{own}.example")
    assert not of_the_network("")
    assert not of_this_machine("10.0.0.1")


@pytest.mark.parametrize(
    ("host", "is_so"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True),
     ("0.0.0.0", False), ("::", False), ("192.168.0.7", False), ("door.lan", False)],  # noqa: S104
)  # fmt: skip
def test_only_this_machine_reaches_what_listens_on_loopback(host: str, is_so: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is is_so
