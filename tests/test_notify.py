"""What systemd hears, on a real socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.notify import Notifier


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        yield listener


def test_each_state_is_one_message(systemd: socket.socket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": systemd.getsockname()})
    notifier.ready()
    notifier.alive()
    notifier.status("counting\nat 3 cameras")
    notifier.stopping()
    heard = [systemd.recv(100) for _ in range(4)]
    assert heard == [b"READY=1", b"WATCHDOG=1", b"STATUS=counting at 3 cameras", b"STOPPING=1"]


def test_a_reload_tells_its_time_with_the_word(systemd: socket.socket) -> None:
    Notifier({"NOTIFY_SOCKET": systemd.getsockname()}).reloading(17)
    assert systemd.recv(100) == b"RELOADING=1\nMONOTONIC_USEC=17"


def test_an_abstract_socket_is_heard_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0compliance-test-notify")
        listener.settimeout(5)
        Notifier({"NOTIFY_SOCKET": "@compliance-test-notify"}).ready()
        assert listener.recv(100) == b"READY=1"


def test_without_systemd_nothing_is_said() -> None:
    Notifier({}).ready()


def test_a_socket_that_is_gone_does_not_end_the_daemon(tmp_path: Path) -> None:
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).alive()


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [({"WATCHDOG_USEC": "60000000"}, 30.0), ({}, None), ({"WATCHDOG_USEC": "soon"}, None)],
)
def test_the_watchdog_is_fed_twice_as_often_as_needed(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert Notifier(environment).watchdog_seconds == seconds
