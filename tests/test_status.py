"""What systemd is told: how the cameras are, and that there is progress."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.counts.camera_state import CameraState
from compliance.faults import Fault, explain
from compliance.notify import Notifier
from compliance.sight import Sight
from compliance.status import Teller, status_line

UP = CameraState("door", "hall", True, Fault.NONE, Sight.CLEAR, 0, True, 1.0, False, "")  # noqa: FBT003
DOWN = replace(UP, name="gate", is_up=False, fault=Fault.REFUSED, says=explain(Fault.REFUSED))


def test_cameras_that_see_are_counted() -> None:
    assert status_line([UP, UP]) == "2 of 2 cameras see"


def test_what_stands_against_a_camera_is_told_without_the_remedy() -> None:
    assert status_line([UP, DOWN]) == "1 of 2 cameras see; gate: the connection was refused"


def test_a_camera_that_shows_nothing_does_not_see() -> None:
    told = status_line([replace(UP, sight=Sight.BLACK, says="its picture is black: see whether")])
    assert told == "0 of 1 cameras see; door: its picture is black"


def test_at_the_start_no_camera_is_up_yet() -> None:
    starting = replace(UP, is_up=False)
    assert status_line([starting]) == "0 of 1 cameras see; door: not yet up"


def test_many_dark_cameras_are_told_as_a_number() -> None:
    told = status_line([DOWN] * 9)
    assert told.count("gate") == 3
    assert told.endswith("and 6 more")


def test_a_recording_at_its_end_is_no_dark_camera() -> None:
    ended = replace(DOWN, is_finished=True)
    assert status_line([UP, ended]) == "1 of 1 cameras see; recordings at their end: 1"


def test_a_camera_that_another_machine_counts_is_no_dark_camera() -> None:
    elsewhere = replace(DOWN, is_elsewhere=True)
    assert status_line([UP, elsewhere]) == "1 of 1 cameras see; counted by other machines: 1"


class Looked:
    """A site at work, as far as systemd is told of it."""

    def __init__(self, *cameras: CameraState) -> None:
        self.turned = 1.0
        self.shown = list(cameras)

    def turned_seconds(self) -> float:
        return self.turned

    def cameras(self) -> list[CameraState]:
        return self.shown


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(0)
        yield listener


def heard(systemd: socket.socket) -> list[bytes]:
    """Return what was said until now; a local datagram is there when `tell` returns."""
    said = []
    while True:
        try:
            said.append(systemd.recv(999))
        except BlockingIOError:
            return said


def test_the_watchdog_is_fed_by_progress_and_not_by_time(systemd: socket.socket) -> None:
    looked = Looked()
    teller = Teller(Notifier({"NOTIFY_SOCKET": systemd.getsockname()}), looked)
    teller.tell()
    assert heard(systemd) == [b"WATCHDOG=1"]
    teller.tell()
    assert heard(systemd) == []
    looked.turned = 2.0
    teller.tell()
    assert heard(systemd) == [b"WATCHDOG=1"]


def test_the_status_is_told_when_it_changes(systemd: socket.socket) -> None:
    looked = Looked(UP)
    teller = Teller(Notifier({"NOTIFY_SOCKET": systemd.getsockname()}), looked)
    teller.tell()
    assert b"STATUS=1 of 1 cameras see" in heard(systemd)
    looked.shown = [DOWN]
    teller.tell()
    teller.tell()
    assert heard(systemd) == [b"STATUS=0 of 1 cameras see; gate: the connection was refused"]
