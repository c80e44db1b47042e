import json
import os
import resource
import signal
import subprocess
import sys
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from compliance.camera import Order
from compliance.counts.process import PixelProcess, start_server
from compliance.faults import Fault
from compliance.pixels.lock.held import descriptors
from tests.fakes import a_camera, until
from tests.pixel_fakes import enter_witness
from tests.processes import children_of, is_named, told_by_the_kernel


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


def test_a_start_without_descriptors_fails_alone_and_the_next_succeeds() -> None:
    start_server()
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    told_by_a_witness()
    (server,) = (pid for pid in children_of(os.getpid()) if "forkserver" in command_of(pid))
    held = set(descriptors())
    free = sorted(set(range(1000)) - held)
    try:
        for spare in range(2, 12):
            resource.setrlimit(resource.RLIMIT_NOFILE, (free[spare], before[1]))
            with pytest.raises(OSError, match="Too many open files"):
                PixelProcess(Order(a_camera(), Path(), 0), enter_witness)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert told_by_a_witness()["parent"] == server
    assert set(descriptors()) == held


def test_one_that_ended_before_it_was_held_is_closed_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start_server()
    hold = os.pidfd_open

    def hold_too_late(pid: int) -> int:
        os.kill(pid, signal.SIGKILL)
        assert until(lambda: not Path(f"/proc/{pid}").exists())
        return hold(pid)

    monkeypatch.setattr(os, "pidfd_open", hold_too_late)
    process = PixelProcess(Order(a_camera(), Path(), 0), enter_witness)
    process.terminate()
    assert wait([process.fileno()], 20)
    assert (process.read(), process.close()) == (b"", Fault.CRASHED)


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode()


MAIN = """
import sys, time
from pathlib import Path
from compliance.counts.post import Effects
from compliance.counts.supervisor import Supervisor
from tests.fakes import RememberingSink, Script, a_camera, until
from tests.pixel_fakes import enter_script
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
from tests.fakes import Script, a_camera
from tests.pixel_fakes import enter_script
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
