"""Each test runs a real child process that locks itself and then tries a way out."""

import subprocess
import sys
from pathlib import Path

import pytest

from compliance.pixels import sandbox

pytestmark = pytest.mark.skipif(
    not sandbox.is_available(), reason="needs a kernel with Landlock switched on"
)

BEFORE = """
import ctypes, os, resource, socket, sys
from pathlib import Path
from compliance.pixels import sandbox
reading, writing = os.pipe()
folder = Path(sys.argv[1])
kept = (folder / "kept").open("w")
listener = socket.create_server(("127.0.0.1", 0))
"""

# A closed descriptor makes room for another below the limit: what then refuses is Landlock.
WAYS_OUT = {
    "reading a file": ("os.close(0); Path('/etc/hostname').read_text()", "Permission denied"),
    "listing a folder": ("os.close(0); os.listdir('/')", "Permission denied"),
    "writing a new file": ("os.close(0); (folder / 'new').write_text('x')", "Permission denied"),
    "making a folder": ("(folder / 'new').mkdir()", "Permission denied"),
    "removing a file": ("(folder / 'kept').unlink()", "Permission denied"),
    "renaming a file": ("(folder / 'kept').rename(folder / 'moved')", "Permission denied"),
    "growing an open file": ("os.write(kept.fileno(), b'x')", "File too large"),
    "running a program": ("os.execv('/bin/true', ['true'])", "Permission denied"),
    "connecting over TCP": ("used.connect(listener.getsockname())", "Permission denied"),
    "listening on TCP": ("used.bind(('127.0.0.1', 0))", "Permission denied"),
    "a UDP socket": ("socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "Too many open files"),
    "a socket pair": ("socket.socketpair()", "Too many open files"),
    "a pipe": ("os.pipe()", "Too many open files"),
    "a copy of a descriptor": ("os.dup(0)", "Too many open files"),
    "a higher limit": (
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))",
        "not allowed to raise maximum limit",
    ),
    "a signal to another process": ("os.kill(os.getppid(), 0)", "Operation not permitted"),
}


def run(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEFORE + code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_way_out_is_shut_by_the_lock_alone(way: str, tmp_path: Path) -> None:
    attempt, refusal = WAYS_OUT[way]
    if way == "a higher limit":
        attempt = f"os.setuid(65534) if os.getuid() == 0 else None; {attempt}"
    code = f"""
used = socket.socket()
sandbox.lock()
try:
    {attempt}
except (OSError, ValueError) as error:
    print(error)
else:
    print("done")
"""
    assert refusal in run(code, tmp_path).stdout


@pytest.mark.parametrize("way", ["reading a file", "connecting over TCP", "a UDP socket"])
def test_without_the_lock_the_same_attempt_succeeds(way: str, tmp_path: Path) -> None:
    code = f"""
used = socket.socket()
{WAYS_OUT[way][0]}
print("done")
"""
    assert run(code, tmp_path).stdout == "done\n"


def test_a_file_opened_before_the_lock_can_still_be_read_and_sought(tmp_path: Path) -> None:
    code = """
source = open(__import__("sys").executable, "rb")
sandbox.lock()
source.read(10); source.seek(0)
print(len(source.read(100)))
"""
    assert run(code, tmp_path).stdout == "100\n"


def test_the_pipe_can_still_be_written(tmp_path: Path) -> None:
    code = "sandbox.lock(); os.write(writing, b'x' * 48); print(len(os.read(reading, 99)))"
    assert run(code, tmp_path).stdout == "48\n"


def test_threads_started_after_the_lock_are_bound_by_it(tmp_path: Path) -> None:
    code = """
import threading
def attempt():
    os.close(0)
    try:
        Path("/etc/hostname").read_text()
    except PermissionError:
        print("refused")
sandbox.lock()
thread = threading.Thread(target=attempt); thread.start(); thread.join()
"""
    assert run(code, tmp_path).stdout == "refused\n"


def test_a_thread_started_before_the_lock_prevents_it(tmp_path: Path) -> None:
    code = """
import threading
from compliance.errors import SandboxError
held = threading.Event()
threading.Thread(target=held.wait, daemon=True).start()
try:
    sandbox.lock()
except SandboxError as error:
    print(error.message)
"""
    assert "2 threads run before the lock" in run(code, tmp_path).stdout


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    code = """
os.chdir(folder)
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
sandbox.lock()
print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
PR_GET_DUMPABLE = 3
print(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), flush=True)
os.abort()
"""
    crashed = run(code, tmp_path)
    assert crashed.stdout == "(0, 0)\n0\n"
    assert crashed.returncode == -6
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_no_privilege_can_be_won_back(tmp_path: Path) -> None:
    code = "sandbox.lock(); print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))"
    assert run(code, tmp_path).stdout == "1\n"


def test_a_kernel_without_landlock_is_told_apart(tmp_path: Path) -> None:
    code = """
from compliance.errors import SandboxError
sandbox.landlock_version = lambda: 0
try:
    sandbox.lock()
except SandboxError as error:
    print(error)
"""
    assert "no Landlock" in run(code, tmp_path).stdout
