import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from compliance.camera import Camera
from compliance.counts.post import Effects
from compliance.counts.supervisor import Supervisor
from compliance.errors import StoreError
from compliance.faults import Fault
from compliance.pixels.lock import lock
from compliance.tally import State, Tally
from tests.fakes import (
    START_MINUTE,
    RememberingSink,
    Script,
    a_camera,
    leaping_wall,
    recorded,
    until,
)
from tests.pixel_fakes import (
    enter_babbler,
    enter_liar,
    enter_mute,
    enter_script,
    enter_unlockable,
)
from tests.processes import parent_of, pixel_processes

QUICK = Effects(enter=enter_script, first_wait_seconds=0.05, longest_wait_seconds=0.2)


@contextmanager
def supervised(
    *cameras: Camera, sink: RememberingSink, effects: Effects = QUICK, allow: bool = False
) -> Iterator[Supervisor]:
    supervisor = Supervisor(cameras, Path(), sink, allow_unsandboxed=allow, effects=effects)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def minutes(tallies: list[Tally]) -> list[int]:
    return [tally.minute - START_MINUTE for tally in tallies]


def test_a_recording_is_delivered_whole_and_then_ended() -> None:
    sink = RememberingSink(first_sequence=5)
    with supervised(recorded(Script(frames=3000)), sink=sink) as supervisor:
        assert supervisor.wait(20)
    assert minutes(sink.of()) == list(range(10))
    assert [tally.sequence for tally in sink.of()] == list(range(5, 15))
    assert sink.passages() == 3001
    assert sum(tally.observed_ms for tally in sink.of()) == 599_800
    assert sink.ends == [0]
    assert sink.states[-1].is_finished
    assert sink.healths[-1].state is State.STOPPED
    assert sink.healths[-1].is_sandboxed


def test_recordings_of_several_cameras_keep_apart() -> None:
    sink = RememberingSink()
    cameras = [recorded(Script(frames=300 * (n + 1)), number=n) for n in range(3)]
    with supervised(*cameras, sink=sink) as supervisor:
        assert supervisor.wait(20)
    assert [sink.passages(n) for n in range(3)] == [301, 601, 901]
    assert sorted(sink.ends) == [0, 1, 2]


def test_a_looped_recording_goes_on_in_time() -> None:
    sink = RememberingSink()
    with supervised(recorded(Script(frames=300), loop=True), sink=sink):
        assert until(lambda: len(sink.of()) >= 20)
    assert minutes(sink.of())[:20] == list(range(20))
    assert not sink.ends


def test_a_stop_delivers_what_was_counted_although_the_stream_stalls() -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(frames=20, then="stall")), sink=sink):
        assert until(lambda: any(health.decoded == 20 for health in sink.healths))
    ((analysed, passages),) = sink.stops
    assert passages == analysed + 1 >= 2
    assert sink.healths[-1].state is State.STOPPED


def test_a_process_killed_loses_only_its_current_minute(tmp_path: Path) -> None:
    script = Script(frames=1000, then="kill", mark=str(tmp_path / "ran"))
    sink = RememberingSink()
    with supervised(recorded(script), sink=sink) as supervisor:
        assert supervisor.wait(20)
    assert minutes(sink.of()) == list(range(4))
    assert [tally.sequence for tally in sink.of()] == list(range(4))
    assert sink.passages() == 1001
    assert sink.faults == [Fault.CRASHED, Fault.END_OF_STREAM]
    assert sink.states[-1].restarts == 1


@pytest.mark.skipif(not lock.is_available(), reason="this kernel has no such lock")
def test_a_process_that_tries_to_break_out_is_ended_by_the_kernel_and_told_so() -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(frames=3, then="break out")), sink=sink):
        assert until(lambda: sink.faults == [Fault.BREAKOUT])


def test_a_process_killed_from_outside_is_started_again() -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(frames=9999, delay_seconds=0.01)), sink=sink):
        assert until(lambda: sink.states[-1].is_up)
        (victim,) = pixel_processes()
        os.kill(victim, signal.SIGKILL)
        assert until(lambda: sink.states[-1].is_up and sink.states[-1].restarts == 1)


def test_a_process_that_hangs_is_ended_and_started_again() -> None:
    sink = RememberingSink()
    effects = replace(QUICK, silent_seconds=3.0)
    camera = a_camera(Script(frames=9999, delay_seconds=0.01))
    with supervised(camera, sink=sink, effects=effects):
        assert until(lambda: sink.states[-1].is_up)
        (victim,) = pixel_processes()
        os.kill(victim, signal.SIGSTOP)
        assert until(lambda: sink.states[-1].is_up and sink.states[-1].restarts == 1)
    assert sink.faults == [Fault.CRASHED]


def test_the_loss_of_the_server_costs_no_tally_and_is_made_good() -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(frames=9999, delay_seconds=0.01)), sink=sink):
        assert until(lambda: any(health.analysed for health in sink.healths))
        (victim,) = pixel_processes()
        os.kill(parent_of(victim), signal.SIGKILL)
        assert until(lambda: sink.states[-1].is_up and sink.states[-1].restarts == 1)
        analysed, passages = sink.stops[0]
    assert passages == analysed + 1
    assert [tally.sequence for tally in sink.of()] == list(range(len(sink.of())))


@pytest.mark.parametrize("leap_seconds", [3600, -3600, 86_400 * 365])
def test_a_wall_clock_that_leaps_costs_no_tally_and_no_process(leap_seconds: int) -> None:
    sink = RememberingSink()
    leap_at = time.monotonic() + 3.0
    script = Script(9999, delay_seconds=0.05, leap_at=leap_at, leap_seconds=leap_seconds)
    effects = replace(QUICK, wall=partial(leaping_wall, script))
    with supervised(a_camera(script), sink=sink, effects=effects):
        began = int(time.time() // 60)
        assert until(lambda: time.monotonic() > leap_at + 1.0)
    ((analysed, passages),) = sink.stops
    assert passages == analysed + 1
    assert not sink.faults
    assert sum(tally.observed_ms for tally in sink.of()) < 6_000
    assert all(tally.minute >= began + min(0, leap_seconds // 60) for tally in sink.of())


@pytest.mark.parametrize("name", ["REFUSED", "UNAUTHORISED", "NO_VIDEO", "OUT_OF_MEMORY"])
def test_a_fault_before_the_lock_is_known_by_the_exit_code(name: str) -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(on_load=name)), sink=sink):
        assert until(lambda: sink.states[-1].failures >= 2)
    assert sink.faults == [Fault[name]]
    assert not sink.healths


def test_a_fault_in_the_middle_delivers_what_was_counted() -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(frames=30, then="STALLED")), sink=sink):
        assert until(lambda: sink.states[-1].failures >= 1)
    analysed, passages = sink.stops[0]
    assert passages == analysed + 1 >= 2
    assert sink.faults == [Fault.STALLED]


def test_many_failures_are_one_line_in_plain_words(caplog: pytest.LogCaptureFixture) -> None:
    sink = RememberingSink()
    with (
        caplog.at_level(logging.INFO),
        supervised(a_camera(Script(on_load="REFUSED")), sink=sink),
    ):
        assert until(lambda: sink.states[-1].failures >= 6)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("camera camera-0: the connection was refused: check address and port")


@pytest.mark.parametrize("enter", [enter_liar, enter_babbler])
def test_a_process_that_breaks_the_contract_is_killed(enter: object) -> None:
    sink = RememberingSink()
    effects = replace(QUICK, enter=enter, longest_wait_seconds=60, first_wait_seconds=60)
    with supervised(recorded(), sink=sink, effects=effects):
        assert until(lambda: sink.faults == [Fault.DISTRUSTED])
        assert not pixel_processes()
    assert sink.passages() in (0, 1)


def test_a_live_end_of_stream_is_tried_again() -> None:
    sink = RememberingSink()
    with supervised(a_camera(Script(frames=5)), sink=sink):
        assert until(lambda: sink.states[-1].restarts >= 2)
    assert not sink.ends


def test_a_store_that_refuses_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    sink = RememberingSink(refusals=2)
    with supervised(recorded(Script(frames=3000)), sink=sink) as supervisor:
        assert supervisor.wait(20)
    assert [tally.sequence for tally in sink.of()] == list(range(10))
    assert sink.passages() == 3001
    assert sum("wait in memory" in record.getMessage() for record in caplog.records) == 1


class StubbornSink(RememberingSink):
    """A sink whose store is gone once counting began."""

    def tally(self, _camera: Camera, _tally: Tally) -> None:
        raise StoreError("the disk is full")


def test_a_stop_says_how_many_tallies_could_not_be_delivered() -> None:
    sink = StubbornSink()
    with supervised(a_camera(Script(frames=9999, delay_seconds=0.01)), sink=sink) as supervisor:
        assert until(lambda: sink.healths)
        assert supervisor.stop(deadline_seconds=2.0) == 1


def test_trouble_with_one_camera_is_kept_from_the_others() -> None:
    class Faulty(RememberingSink):
        def tally(self, camera: Camera, tally: Tally) -> None:
            if camera.number == 0:
                raise RuntimeError("a mistake of our own")
            super().tally(camera, tally)

    sink = Faulty()
    cameras = [recorded(Script(frames=300), number=n) for n in range(2)]
    with supervised(*cameras, sink=sink):
        assert until(lambda: sink.ends == [1])


def test_without_a_lock_a_process_refuses_to_run() -> None:
    sink = RememberingSink()
    with supervised(recorded(), sink=sink, effects=replace(QUICK, enter=enter_unlockable)):
        assert until(lambda: sink.faults == [Fault.LOCK_REFUSED])
    assert not sink.of()
    assert not sink.healths


def test_without_a_lock_a_process_runs_when_allowed_and_says_so() -> None:
    sink = RememberingSink()
    effects = replace(QUICK, enter=enter_unlockable)
    with supervised(recorded(), sink=sink, effects=effects, allow=True) as supervisor:
        assert supervisor.wait(20)
    assert not any(health.is_sandboxed for health in sink.healths)


def test_a_process_that_does_not_end_is_killed() -> None:
    sink = RememberingSink()
    supervisor = Supervisor([a_camera()], Path(), sink, effects=replace(QUICK, enter=enter_mute))
    supervisor.start()
    assert until(pixel_processes)
    supervisor.stop(deadline_seconds=4.0)
    assert until(lambda: not pixel_processes(), 2)
