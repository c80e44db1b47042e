"""Streams over RTSP and HTTP as they are read, good and bad."""

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.faults import Fault
from compliance.pixels.capture import open_source
from tests.clips import jpeg
from tests.pixels.reading import (
    LOGIN,
    assert_halves,
    fault_after,
    fault_of,
    http_source,
    read,
    rtsp_source,
)
from tests.servers import (
    RtspServer,
    evenly,
    free_port,
    mjpeg_server,
    rtsp_refusal,
    rtsp_server,
    silent_port,
)


def test_rtsp_is_read_over_tcp_from_its_first_frame(server: RtspServer) -> None:
    with open_source(rtsp_source(server.address("plain.mp4")), 5.0, 5.0) as stream:
        frames = list(itertools.islice(stream.frames(), 40))
        assert (stream.codec, stream.width_px, stream.is_recording) == ("h264", 160, False)
    assert_halves(frames[0].full())
    seconds = [frame.seconds for frame in frames]
    assert seconds == sorted(seconds)
    assert seconds[-1] == pytest.approx(39 / 25, abs=0.3)


def test_an_rtsp_stream_opens_sooner_than_the_library_does_by_default(server: RtspServer) -> None:
    began = time.monotonic()
    read(rtsp_source(server.address("long.mp4")), 1)
    assert time.monotonic() - began < 1.5  # 2 s by default


@pytest.mark.parametrize(("name", "count", "span"), [("slow.mp4", 3, 2.0), ("fast.mp4", 60, 1.0)])
def test_slow_and_fast_cameras_keep_their_time(
    server: RtspServer, name: str, count: int, span: float
) -> None:
    frames = read(rtsp_source(server.address(name)), count + 1)[1:]  # the first has no stamp
    assert frames[-1].seconds - frames[0].seconds == pytest.approx(span, abs=0.35)


def test_a_reader_that_is_late_goes_on_with_the_newest_key_frame(server: RtspServer) -> None:
    with open_source(rtsp_source(server.address("long.mp4")), 5.0, 5.0) as stream:
        frames = stream.frames()
        next(frame for frame in frames if frame.seconds > 2.2)  # key frames come every second
        time.sleep(2.5)
        before = next(frames)
        stream.catch_up(2.5)
        after = next(frames)
    assert after.leap is not None
    assert after.leap.seconds == pytest.approx(after.seconds - before.seconds, abs=0.05)
    assert 1.5 < after.leap.seconds < 3.6
    assert after.full().mean() < 5  # the first of 25, see `clips.numbered`


def test_an_rtsp_stream_that_ends_says_so(server: RtspServer) -> None:
    fault = fault_of(rtsp_source(server.address("plain.mp4", plays=1)))
    assert fault.fault is Fault.END_OF_STREAM


def test_a_missing_rtsp_path_is_not_found(server: RtspServer) -> None:
    assert fault_of(rtsp_source(server.address("none.mp4"))).fault is Fault.NOT_FOUND


def test_a_killed_server_ends_the_stream_and_a_restarted_one_serves_again(clips: Path) -> None:
    with rtsp_server(clips) as server:
        source = rtsp_source(server.address("long.mp4"))
        assert fault_after(source, server.kill, 5.0).fault is Fault.END_OF_STREAM
        assert fault_of(source).fault is Fault.REFUSED
        server.start()
        assert len(read(source, 3)) == 3


def test_a_stopped_server_is_a_stalled_stream(clips: Path) -> None:
    with rtsp_server(clips) as server:
        began = time.monotonic()
        source = rtsp_source(server.address("long.mp4"))
        assert fault_after(source, server.stop, 1.0).fault is Fault.STALLED
        assert time.monotonic() - began < 5.0


def test_a_host_that_never_answers_is_a_timeout() -> None:
    with silent_port() as port:
        for source in (
            rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{port}/"),
            http_source(f"http://{LOGIN}@127.0.0.1:{port}/"),
        ):
            began = time.monotonic()
            assert fault_of(source, 1.0).fault is Fault.TIMEOUT
            assert time.monotonic() - began < 3.0


def test_a_dead_port_is_refused() -> None:
    port = free_port()
    assert fault_of(rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{port}/")).fault is Fault.REFUSED
    assert fault_of(http_source(f"http://{LOGIN}@127.0.0.1:{port}/")).fault is Fault.REFUSED


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    assert fault_of(rtsp_source("rtsp://camera.invalid/")).fault is Fault.UNREACHABLE
    assert fault_of(http_source("http://camera.invalid/")).fault is Fault.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("401 Unauthorized", Fault.UNAUTHORISED),
        ("403 Forbidden", Fault.UNAUTHORISED),
        ("404 Not Found", Fault.NOT_FOUND),
        ("503 Service Unavailable", Fault.TIMEOUT),
    ],
)
def test_a_refusal_in_rtsp_is_named(status: str, fault: Fault) -> None:
    with rtsp_refusal(status) as port:
        caught = fault_of(rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{port}/door"))
    assert caught.fault is fault


@pytest.mark.parametrize("scheme", ["rtsp", "http"])
def test_no_fault_and_no_output_holds_a_credential(
    scheme: str, capfd: pytest.CaptureFixture[str]
) -> None:
    make = rtsp_source if scheme == "rtsp" else http_source
    with rtsp_refusal("401 Unauthorized") as refusing, silent_port() as silent:
        for port in (refusing, silent, free_port()):
            error = fault_of(make(f"{scheme}://{LOGIN}@127.0.0.1:{port}/"), 1.0)
            chain = [error, error.__cause__, error.__context__]
            text = "".join(f"{link!r} {link} {getattr(link, '__dict__', '')}" for link in chain)
            assert "guard" not in text
            assert "ss@" not in text
            assert "p%40ss" not in text
    assert capfd.readouterr() == ("", "")


# HTTP


def test_motion_jpeg_is_read_over_http_with_a_login() -> None:
    with mjpeg_server(
        lambda stop: evenly(stop, itertools.repeat(jpeg())), login="guard:p@ss"
    ) as address:
        source = http_source(address.replace("://", f"://{LOGIN}@"))
        frames = read(source, 10)
        assert_halves(frames[5].full())
        seconds = [frame.seconds for frame in frames]
        assert seconds == sorted(seconds)
        assert fault_of(http_source(address)).fault is Fault.UNAUTHORISED
        assert fault_of(http_source(f"{address}none")).fault is Fault.NOT_FOUND


def test_motion_jpeg_keeps_real_time_though_it_carries_none() -> None:
    def parts(stop: threading.Event) -> Iterator[bytes]:
        while not stop.wait(0.2):
            yield jpeg()

    with (
        mjpeg_server(parts) as address,
        open_source(http_source(address), 5.0, 5.0) as stream,
    ):
        seconds = [frame.seconds for frame in itertools.islice(stream.frames(), 14)]
        assert stream.frames_per_second is None
    assert seconds[13] - seconds[3] == pytest.approx(2.0, abs=0.4)  # the first come at once


def test_a_picture_that_changes_size_ends_the_stream() -> None:
    def parts(stop: threading.Event) -> Iterator[bytes]:
        yield from evenly(stop, itertools.repeat(jpeg(), 10))
        yield from evenly(stop, itertools.repeat(jpeg((320, 192))))

    with mjpeg_server(parts) as address:
        assert fault_of(http_source(address)).fault is Fault.SIZE_CHANGED


def test_an_http_stream_that_ends_says_so() -> None:
    with mjpeg_server(lambda stop: evenly(stop, itertools.repeat(jpeg(), 10))) as address:
        assert fault_of(http_source(address)).fault is Fault.END_OF_STREAM


def test_an_http_stream_that_stalls_says_so() -> None:
    def parts(stop: threading.Event) -> Iterator[bytes]:
        yield from evenly(stop, itertools.repeat(jpeg(), 20))
        stop.wait()

    with mjpeg_server(parts) as address:
        assert fault_of(http_source(address), 1.5).fault is Fault.STALLED


def test_damaged_pictures_in_a_stream_are_passed_over() -> None:
    def parts(stop: threading.Event) -> Iterator[bytes]:
        good, bad = jpeg(), b"\xff\xd8" + bytes(400)
        yield from evenly(stop, itertools.cycle([good, good, good, bad]))

    with mjpeg_server(parts) as address:
        assert len(read(http_source(address), 30)) == 30
