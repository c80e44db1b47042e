"""Nobody holds the server by being slow, and whoever comes in time is served; by a real server."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead

import pytest

from compliance.counts.web.doorway import Doorway
from compliance.counts.web.limits import Limits
from tests.counts.web.serving import HOST, Dawdler, asked, is_closed, served
from tests.fakes import until

IMPATIENT = Doorway(limits=Limits(arrive_seconds=0.5, begin_seconds=0.5, stall_seconds=0.5))
NARROW = Doorway(limits=Limits(requests=2))


def drip(line: socket.socket, text: bytes, seconds: float) -> float:
    """Send a byte now and then; return how long until the other side had enough."""
    began = time.monotonic()
    for byte in text:
        try:
            line.sendall(bytes([byte]))
        except OSError:
            break
        if is_closed(line, 0.1) or time.monotonic() - began > seconds:
            break
    return time.monotonic() - began


@pytest.mark.parametrize(
    "text",
    [
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 50,
        b"GET /" + b"a" * 200,
    ],
)
def test_a_request_that_never_ends_is_not_waited_for(text: bytes) -> None:
    with served(IMPATIENT) as port, socket.create_connection((HOST, port)) as line:
        assert drip(line, text, 10) < 5


def test_nor_is_one_that_follows_an_answered_one() -> None:
    with served(IMPATIENT) as port, socket.create_connection((HOST, port)) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b" 200 " in line.recv(65_536)
        assert drip(line, b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * 50, 10) < 5


def test_nor_a_body_that_never_ends() -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"
    with served(IMPATIENT) as port, socket.create_connection((HOST, port)) as line:
        line.sendall(head)
        assert drip(line, b"y" * 99, 10) < 5


def test_a_connection_that_says_nothing_is_closed() -> None:
    with served(IMPATIENT) as port, socket.create_connection((HOST, port)) as line:
        assert is_closed(line, 5)


def test_whoever_comes_in_time_is_answered_while_others_drip() -> None:
    with served(IMPATIENT) as port, ThreadPoolExecutor(20) as pool:
        lines = [socket.create_connection((HOST, port)) for _ in range(20)]
        slow = [pool.submit(drip, line, b"GET /" + b"a" * 100, 5) for line in lines]
        for _ in range(10):
            assert asked(port, "/healthz")[0].status == 200
        assert all(each.result() < 5 for each in slow)
        for line in lines:
            line.close()


def test_whoever_stops_reading_is_left() -> None:
    with served(IMPATIENT, Dawdler()) as port, socket.create_connection((HOST, port)) as line:
        line.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(3 * IMPATIENT.limits.stall_seconds)  # the point is that nobody reads
        got = 0
        while got < 65_536_000:
            try:
                part = line.recv(1_000_000)
            except ConnectionResetError:
                break
            if not part:
                break
            got += len(part)
        assert got < 65_536_000


def test_an_answer_that_takes_too_long_is_given_up_and_keeps_its_place_until_it_is_done() -> None:
    dawdler = Dawdler()
    door = Doorway(limits=Limits(begin_seconds=0.3, requests=1))
    with served(door, dawdler) as port:
        answer, body = asked(port, "/wait")
        assert answer.status == 503
        assert b"takes too long" in body
        assert asked(port, "/wait")[0].status == 503
        assert dawdler.entered == ["wait"]
        dawdler.let.set()
        assert until(lambda: asked(port, "/wait")[0].status == 200)


def test_one_request_too_many_is_told_when_to_come_again_and_probes_are_answered() -> None:
    dawdler = Dawdler()
    with served(NARROW, dawdler) as port, ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(asked, port, "/wait") for _ in range(2)]
        assert until(lambda: len(dawdler.entered) == 2)
        answer, body = asked(port, "/wait")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert b"2 requests" in body
        assert asked(port, "/healthz")[0].status == 200
        assert asked(port, "/metrics")[0].status == 200
        dawdler.let.set()
        assert [each.result()[0].status for each in waiting] == [200, 200]
        assert asked(port, "/wait")[0].status == 200


def test_an_answer_that_breaks_off_does_not_look_whole(caplog: pytest.LogCaptureFixture) -> None:
    dawdler = Dawdler()
    dawdler.let.set()
    with served(dawdler=dawdler) as port:
        with pytest.raises((IncompleteRead, ConnectionError)):
            asked(port, "/break-late")
        assert asked(port, "/healthz")[0].status == 200
    assert "hunter2" in caplog.text


def test_whoever_leaves_early_leaves_no_error_behind(caplog: pytest.LogCaptureFixture) -> None:
    with served(dawdler=Dawdler()) as port:
        for _ in range(5):
            with socket.create_connection((HOST, port)) as line:
                line.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                line.recv(1000)
        assert asked(port, "/healthz")[0].status == 200
    assert [each.getMessage() for each in caplog.records] == []
