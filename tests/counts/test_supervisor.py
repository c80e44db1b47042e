import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from compliance.camera import Camera, Order
from compliance.counts.post import Effects
from compliance.counts.process import PixelProcess, start_server
from compliance.counts.supervisor import Supervisor
from compliance.errors import StoreError
from compliance.faults import Fault
from compliance.tally import State, Tally
from tests.fakes import (
    START_MINUTE,
    RememberingSink,
    Script,
    a_camera,
    enter_babbler,
    enter_liar,
    enter_mute,
    enter_script,
    enter_unlockable,
    enter_witness,
    leaping_wall,
    recorded,
    until,
)

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


def children_of(pid: int) -> set[int]:
    """Return every process below one, by the kernel's own list."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    direct = {int(child) for task in tasks for child in task.read_text().split()}
    return direct.union(*(children_of(child) for child in direct))


def pixel_processes() -> set[int]:
    return {pid for pid in children_of(os.getpid()) if is_named(pid, "pixels-")}


def parent_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("PPid:")[2].split()[0])


def is_named(pid: int, beginning: str) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith(beginning)
    except OSError:
        return False


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


def told_by_the_kernel(what: str) -> str:
    text = ""
    for pid in children_of(os.getpid()):
        with suppress(OSError):  # it ended in between
            text += Path(f"/proc/{pid}/{what}").read_text()
    return text


def told_by_a_witness() -> dict[str, object]:
    start_server()
    process = PixelProcess(Order(a_camera(), Path(), 0), enter_witness)
    try:
        assert wait([process.fileno()], 20)
        told: dict[str, object] = json.loads(process.read())
        told["command lines"] = told_by_the_kernel("cmdline")
        told["environments"] = told_by_the_kernel("environ")
        return told
    finally:
        process.close()


def test_a_pixel_process_holds_no_descriptor_but_the_channel() -> None:
    told = told_by_a_witness()
    assert told["descriptors"] == [0, 1, 2, 3]
    assert told["standard"] == ["/dev/null"] * 3


def test_a_cameras_address_is_in_no_command_line_and_no_environment() -> None:
    told = told_by_a_witness()
    assert "multiprocessing.forkserver" in str(told["command lines"])
    assert '"frames": 600' not in f"{told['command lines']}{told['environments']}"


MAIN = """
import sys, time
from pathlib import Path
from compliance.counts.post import Effects
from compliance.counts.supervisor import Supervisor
from tests.fakes import RememberingSink, Script, a_camera, enter_script, until
if __name__ == "__main__":
    sink = RememberingSink()
    cameras = [a_camera(Script(frames=9999, delay_seconds=0.05), number=n) for n in range(2)]
    Supervisor(cameras, Path(), sink, effects=Effects(enter=enter_script)).start()
    assert until(lambda: sum(status.is_up for status in sink.states) == 2)
    print("up", flush=True)
    time.sleep(60)
"""


INTERRUPTED = """
import os, signal
from pathlib import Path
from compliance.camera import Order
from compliance.counts.process import PixelProcess, start_server
from tests.fakes import Script, a_camera, enter_script
if __name__ == "__main__":
    start_server()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.killpg(0, signal.SIGINT)
    process = PixelProcess(Order(a_camera(Script(frames=1, then="stall")), Path(), 0), enter_script)
    for _ in range(2):
        assert process.read()
        os.killpg(0, signal.SIGINT)
    process.close()
    print("unharmed")
"""


def test_ctrl_c_reaches_the_main_process_alone(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(INTERRUPTED)
    result = subprocess.run(
        [sys.executable, str(tmp_path / "main.py")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        start_new_session=True,
        check=False,
        timeout=60,
    )
    assert result.stdout == b"unharmed\n"


def test_a_killed_main_process_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(MAIN)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "SECRET": "hunter2"}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "main.py")], stdout=subprocess.PIPE, env=environment
    ) as main:
        assert main.stdout
        assert main.stdout.readline() == b"up\n"
        below = children_of(main.pid)
        assert sum(is_named(pid, "pixels-") for pid in below) == 2
        environments = " ".join(Path(f"/proc/{pid}/environ").read_text() for pid in below)
        main.kill()
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), 5)
    assert len(below) >= 4
    assert "hunter2" not in environments
