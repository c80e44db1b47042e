"""Each test runs a real pixel process; where a stream is the point, a real stream too."""

import fcntl
import signal
import termios
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from compliance.camera import Camera, Order, Recording
from compliance.counts.process import PixelProcess, start_server
from compliance.faults import Fault
from compliance.pixels.entry import Enter, enter
from compliance.tally import HEALTH_SECONDS, RECORD_SIZE_BYTES, Health, State, Tally, decode
from tests.clips import write_clip
from tests.fakes import (
    START,
    START_MINUTE,
    Script,
    a_camera,
    recorded,
    until,
)
from tests.pixel_fakes import enter_capture, enter_script
from tests.pixels.reading import file_source, rtsp_source
from tests.servers import RtspServer, rtsp_server, silent_port


@dataclass
class Watched:
    """A pixel process and all that it said."""

    process: PixelProcess
    said: list[Tally | Health] = field(default_factory=list)
    is_over: bool = False
    fault: Fault | None = None

    @property
    def tallies(self) -> list[Tally]:
        return [record for record in self.said if isinstance(record, Tally)]

    @property
    def healths(self) -> list[Health]:
        return [record for record in self.said if isinstance(record, Health)]

    @property
    def passages(self) -> int:
        return sum(t.mask + t.incorrect + t.no_mask + t.unknown for t in self.tallies)

    def listen(self, is_enough: Callable[[], object] = lambda: False, seconds: float = 20) -> bool:
        """Read until it is enough or the process ends; False when neither happens in time."""
        deadline = time.monotonic() + seconds
        while not is_enough() and not self.is_over:
            if time.monotonic() > deadline:
                return False
            if wait([self.process.fileno()], 0.05):
                data = self.process.read()
                self.is_over = not data
                starts = range(0, len(data), RECORD_SIZE_BYTES)
                self.said += [decode(data[at : at + RECORD_SIZE_BYTES]) for at in starts]
        return True


@contextmanager
def running(camera: Camera, enter: Enter = enter_script, **changes: object) -> Iterator[Watched]:
    start_server()
    order = replace(Order(camera, Path(), first_sequence=0), **changes)  # type: ignore[arg-type]
    watched = Watched(PixelProcess(order, enter))
    try:
        yield watched
    finally:
        watched.fault = watched.process.close()


def test_a_recording_sends_each_minute_and_says_that_it_ended() -> None:
    with running(recorded(Script(frames=700))) as watched:
        assert watched.listen()
    assert [t.minute - START_MINUTE for t in watched.tallies] == [0, 1, 2]
    assert [t.mask for t in watched.tallies] == [300, 300, 100]
    assert [t.observed_ms for t in watched.tallies] == [59_800, 60_000, 20_000]
    assert watched.healths[-1].state is State.STOPPED
    assert watched.fault is watched.healths[-1].fault is Fault.END_OF_STREAM


def test_the_first_word_is_health_with_the_lock_on() -> None:
    with running(a_camera(Script(then="stall"))) as watched:
        assert watched.listen(lambda: watched.said)
    first = watched.healths[0]
    assert (first.sequence, first.state, first.is_sandboxed) == (0, State.RUNNING, True)


def test_health_comes_at_its_pace_although_nothing_else_happens() -> None:
    with running(a_camera(Script(frames=1, then="stall"))) as watched:
        watched.listen(lambda: watched.healths)
        began = time.monotonic()
        watched.listen(lambda: len(watched.healths) == 3)
    assert 2 * HEALTH_SECONDS - 0.5 < time.monotonic() - began < 2 * HEALTH_SECONDS + 2


def test_a_live_source_that_blocks_where_no_timeout_reaches_is_a_stall() -> None:
    script = Script(frames=3, then="stall")
    with running(a_camera(script, read_timeout_seconds=1.0)) as watched:
        assert watched.listen(seconds=10)
    assert watched.fault is Fault.STALLED
    assert watched.passages == 4  # one is still followed when the stall is noticed


def test_a_stall_is_not_observed() -> None:
    with running(recorded(Script(frames=10, period_seconds=30.0))) as watched:
        watched.listen()
    assert sum(t.observed_ms for t in watched.tallies) == 9 * 30_000  # slow, but not stalled
    script = Script(frames=6, delay_seconds=2.5)  # three are late, while newer ones are looked for
    with running(a_camera(script)) as watched:
        watched.listen()
    assert sum(t.observed_ms for t in watched.tallies) == 2 * 2000


def test_a_delivered_minute_of_a_recording_is_passed_over() -> None:
    with running(recorded(Script(frames=1200)), first_minute=START_MINUTE + 2) as watched:
        watched.listen()
    assert [t.minute - START_MINUTE for t in watched.tallies] == [2, 3]
    assert watched.passages == 601


def test_delivered_rounds_of_a_loop_are_passed_over() -> None:
    camera = recorded(Script(frames=300), loop=True)
    with running(camera, first_minute=START_MINUTE + 1000) as watched:
        watched.listen(lambda: len(watched.tallies) == 3)
    assert [t.minute - START_MINUTE for t in watched.tallies][:3] == [1000, 1001, 1002]


def test_a_recording_plays_at_its_speed() -> None:
    with running(recorded(Script(frames=100), speed=10.0)) as watched:
        began = time.monotonic()
        watched.listen()
        assert 1.5 < time.monotonic() - began < 5
    assert watched.passages == 101


def unread_bytes(watched: Watched) -> int:
    count = array("i", [0])
    fcntl.ioctl(watched.process.fileno(), termios.FIONREAD, count)
    return count[0]


def stop_of(watched: Watched) -> float:
    """Ask the process to end; return the seconds until it did."""
    began = time.monotonic()
    watched.process.terminate()
    assert watched.listen(seconds=5)
    return time.monotonic() - began


def test_a_stop_sends_what_was_counted_within_two_seconds() -> None:
    with running(a_camera(Script(frames=9999, delay_seconds=0.02))) as watched:
        watched.listen(lambda: len(watched.healths) == 2)
        assert stop_of(watched) < 2
    assert watched.passages == watched.healths[-1].analysed + 1
    assert (watched.healths[-1].state, watched.fault) == (State.STOPPED, Fault.NONE)


def test_a_stop_during_a_long_analysis_sends_what_was_counted_before() -> None:
    with running(a_camera(Script(judging_seconds=30))) as watched:
        assert watched.listen(lambda: len(watched.healths) == 2)
        assert stop_of(watched) < 2
    assert watched.passages == watched.healths[-1].analysed == 2


def test_a_stop_while_the_source_is_opened_is_heard_at_once() -> None:
    with silent_port() as port:
        camera = replace(a_camera(), source=rtsp_source(f"rtsp://127.0.0.1:{port}/x"))
        with running(camera, enter_capture) as watched:
            assert not watched.listen(seconds=0.5)
            assert stop_of(watched) < 2
    assert not watched.said


def test_an_interrupt_from_the_keyboard_is_left_to_the_main_process() -> None:
    with running(a_camera(Script(frames=9999, delay_seconds=0.02))) as watched:
        watched.listen(lambda: watched.said)
        watched.process._signal(signal.SIGINT)
        assert watched.listen(lambda: len(watched.healths) == 3)
    assert not watched.is_over


def test_nothing_is_lost_when_nobody_reads_for_a_while() -> None:
    minutes = 3000  # more than a pipe holds
    with running(recorded(Script(frames=minutes * 2, period_seconds=30.0))) as watched:
        assert until(lambda: unread_bytes(watched) > 60_000)
        assert watched.listen(seconds=60)
    assert [t.sequence for t in watched.tallies] == list(range(minutes))
    assert watched.passages == minutes * 2 + 1


def rtsp_camera(server: RtspServer, name: str = "long.mp4") -> Camera:
    return replace(a_camera(), source=rtsp_source(server.address(name)))


def test_a_stop_is_heard_while_a_real_stream_stalls(clips: Path) -> None:
    with (
        rtsp_server(clips) as server,
        running(rtsp_camera(server), enter_capture) as watched,
    ):
        assert watched.listen(lambda: any(health.analysed for health in watched.healths))
        server.stop()
        known = len(watched.said)
        assert watched.listen(lambda: len(watched.said) > known + 1)  # by now nothing is in flight
        assert stop_of(watched) < 2
    assert watched.passages == watched.healths[-1].analysed + 1
    assert watched.healths[-1].fault is Fault.NONE


def test_a_real_stream_that_stalls_ends_the_process_with_all_it_counted(clips: Path) -> None:
    with rtsp_server(clips) as server:
        camera = replace(rtsp_camera(server), read_timeout_seconds=2.0)
        with running(camera, enter_capture) as watched:
            assert watched.listen(lambda: any(health.analysed for health in watched.healths))
            server.stop()
            assert watched.listen(seconds=15)
        server.resume()
    assert watched.is_over
    assert watched.passages == watched.healths[-1].analysed + 1
    assert watched.fault is watched.healths[-1].fault is Fault.STALLED


def test_a_real_file_is_looped_without_opening_it_again(tmp_path: Path) -> None:
    recording = Recording(START, speed=None, loop=True)
    clip = write_clip(tmp_path / "long.mp4", frames=250)
    camera = replace(a_camera(), source=file_source(clip), recording=recording)
    with running(camera, enter_capture) as watched:
        assert watched.listen(lambda: len(watched.tallies) >= 5, seconds=60)
    assert [t.minute - START_MINUTE for t in watched.tallies][:5] == [0, 1, 2, 3, 4]
    assert all(59_000 < t.observed_ms <= 60_000 for t in watched.tallies[:5])
    assert all(299 <= t.mask <= 301 for t in watched.tallies[:5])


@pytest.mark.parametrize("name", ["plain.mp4", "plain.mkv", "full-range.avi", "transport.ts"])
def test_real_files_are_read_to_their_end_behind_the_lock(name: str, clips: Path) -> None:
    camera = replace(
        a_camera(), source=file_source(clips / name), recording=Recording(START, speed=None)
    )
    with running(camera, enter_capture) as watched:
        assert watched.listen()
    assert watched.fault is Fault.END_OF_STREAM
    assert watched.healths[-1].is_sandboxed
    assert watched.healths[-1].decoded == 25
    assert watched.passages == watched.healths[-1].analysed + 1 >= 5


def test_a_missing_file_is_a_fault_before_the_lock() -> None:
    camera = replace(a_camera(), source=file_source(Path("/nowhere.mp4")))
    with running(camera, enter_capture) as watched:
        assert watched.listen()
    assert (watched.fault, watched.said) == (Fault.NOT_FOUND, [])


@pytest.mark.parametrize("name", ["plain.mp4", "odd.mp4"])
def test_the_shipped_models_run_behind_the_lock(name: str, clips: Path) -> None:
    models = Path(__file__).parents[2] / "models"
    camera = replace(
        a_camera(), source=file_source(clips / name), recording=Recording(START, speed=None)
    )
    with running(camera, enter, models=models) as watched:
        assert watched.listen()
    assert watched.fault is Fault.END_OF_STREAM
    assert watched.healths[-1].is_sandboxed
    assert watched.healths[-1].analysed >= 5
    assert watched.passages == 0


def test_a_damaged_model_is_a_fault_before_the_lock(clips: Path, tmp_path: Path) -> None:
    models = Path(__file__).parents[2] / "models"
    for path in models.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:1000])
    camera = replace(a_camera(), source=file_source(clips / "plain.mp4"))
    with running(camera, enter, models=tmp_path) as watched:
        assert watched.listen()
    assert (watched.fault, watched.said) == (Fault.MODEL, [])
