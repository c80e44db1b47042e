"""Each test runs a real child process that locks itself and then tries a way out."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.pixels.lock import lock, seccomp

pytestmark = pytest.mark.skipif(
    not lock.is_available(), reason="needs a kernel with Landlock and seccomp switched on"
)

BEFORE = """
import ctypes, os, resource, socket, sys, threading
from pathlib import Path
from compliance.errors import SandboxError
from compliance.pixels.lock import kernel, landlock, limits, seccomp
from compliance.pixels.lock.bpf import Verdict, answer, assemble
from compliance.pixels.lock.held import held
from compliance.pixels.lock.lock import lock_in
from compliance.pixels.lock.policy import Channel
from compliance.pixels.lock.syscalls import number
from tests.lacking import lack

def tell(text):
    os.write(1, str(text).encode().ljust(48)[:48])

def lock():
    lock_in(Channel(1, 48))

def lock_without_seccomp():
    highest = held().highest
    limits.give_up_dumps()
    limits.give_up_privileges()
    landlock.give_up_files()
    limits.give_up_descriptors(highest)

folder = Path(sys.argv[1])
kept = (folder / "kept").open("w")
listener = socket.create_server(("127.0.0.1", 0))
used = socket.socket()
reading, writing = os.pipe()
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
SHUT_BY_SECCOMP_ALONE = {
    "starting a process": "os.fork()",
    "writing to another pipe": "os.write(writing, b'x' * 48)",
    "writing half a record": "os.write(1, b'x' * 24)",
    "writing two records": "os.write(1, b'x' * 96)",
    "writing in pieces": "os.writev(1, [b'x' * 48])",
    "a complaint": "os.write(2, b'x' * 48)",
}
DEADLY = {
    "running a program": "os.execv('/bin/true', ['true'])",
    "reading another process's memory": "kernel.call(310, os.getppid(), 0, 0, 0, 0, 0)",
    "tracing another process": "kernel.call(101, 16, os.getppid(), 0, 0)",
    "a ring of calls": "kernel.call(425, 1, 0)",
}


def run(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEFORE + code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def told(code: str, tmp_path: Path) -> str:
    return run(code, tmp_path).stdout.strip()


def trying(attempt: str, lock: str) -> str:
    return f"""
{lock}()
try:
    {attempt}
except (OSError, ValueError) as error:
    tell(error)
else:
    tell("done")
"""


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_way_out_is_shut_even_without_seccomp(way: str, tmp_path: Path) -> None:
    attempt, refusal = WAYS_OUT[way]
    assert refusal in told(trying(attempt, "lock_without_seccomp"), tmp_path)


@pytest.mark.parametrize("way", [*sorted(WAYS_OUT.keys() - DEADLY), *SHUT_BY_SECCOMP_ALONE])
def test_a_way_out_is_shut_by_the_whole_lock(way: str, tmp_path: Path) -> None:
    attempt = SHUT_BY_SECCOMP_ALONE.get(way) or WAYS_OUT[way][0]
    assert "not permitted" in told(trying(attempt, "lock"), tmp_path) or way == "a higher limit"


@pytest.mark.parametrize("way", ["reading a file", "connecting over TCP", "a UDP socket"])
def test_without_the_lock_the_same_attempt_succeeds(way: str, tmp_path: Path) -> None:
    assert told(trying(WAYS_OUT[way][0], "int"), tmp_path) == "done"


@pytest.mark.skipif(
    seccomp.machine().value != "x86_64", reason="the calls are given by their x86-64 numbers"
)
@pytest.mark.parametrize("way", DEADLY)
def test_what_no_library_does_ends_the_process(way: str, tmp_path: Path) -> None:
    done = run(f"lock()\n{DEADLY[way]}", tmp_path)
    assert done.returncode == -signal.SIGSYS, done.stderr


def test_a_file_opened_before_the_lock_can_still_be_read_and_sought(tmp_path: Path) -> None:
    code = """
source = open(sys.executable, "rb")
lock()
source.read(10); source.seek(0)
tell(len(source.read(100)))
"""
    assert told(code, tmp_path) == "100"


def test_a_socket_opened_before_the_lock_can_still_be_sent_to_and_no_other(tmp_path: Path) -> None:
    code = """
near = socket.create_connection(listener.getsockname())
far, _ = listener.accept()
lock()
near.send(b"still there?")
try:
    near.sendto(b"x", ("127.0.0.1", 9))
except OSError as error:
    tell([far.recv(99), error.errno])
"""
    assert told(code, tmp_path) == "[b'still there?', 1]"


def test_a_thread_that_was_started_before_the_lock_is_bound_by_its_filter(tmp_path: Path) -> None:
    code = """
go, went = threading.Event(), threading.Event()
def attempt():
    go.wait()
    try:
        (folder / "new").mkdir()
    except OSError as error:
        tell(error)
    went.set()
threading.Thread(target=attempt, daemon=True).start()
try:
    lock()
except SandboxError:
    go.set()
    went.wait()
"""
    assert "not permitted" in told(code, tmp_path)


def test_a_thread_with_a_filter_of_its_own_prevents_the_lock(tmp_path: Path) -> None:
    code = """
import struct
limits.give_up_privileges()
allow = assemble([answer(Verdict.ALLOW)])
its_own = struct.pack("@HP", 1, kernel.address(allow))
put_on, over = threading.Event(), threading.Event()
def differ():
    kernel.call(number("seccomp", seccomp.machine()), 1, 0, its_own)
    put_on.set()
    over.wait()
threading.Thread(target=differ, daemon=True).start()
put_on.wait()
try:
    lock()
except SandboxError as error:
    tell(error.message.rpartition("; ")[2].partition(" ")[2])
"""
    assert told(code, tmp_path).partition(" ")[2].startswith("has filters of its own")


def test_threads_started_after_the_lock_work_and_are_bound_by_it(tmp_path: Path) -> None:
    code = """
def attempt():
    try:
        Path("/etc/hostname").read_text()
    except PermissionError:
        tell("refused")
lock()
thread = threading.Thread(target=attempt); thread.start(); thread.join()
"""
    assert told(code, tmp_path) == "refused"


def test_a_thread_started_before_the_lock_prevents_it(tmp_path: Path) -> None:
    code = """
held_up = threading.Event()
threading.Thread(target=held_up.wait, daemon=True).start()
try:
    lock()
except SandboxError as error:
    tell(error.message.partition(": ")[2])
"""
    assert told(code, tmp_path).startswith("2 threads run before the lock")


def test_memory_grows_and_none_of_it_can_be_executed(tmp_path: Path) -> None:
    code = """
import mmap
lock()
grown = bytearray(300_000_000)
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)
except OSError:
    tell(len(grown))
"""
    assert told(code, tmp_path) == "300000000"


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    code = """
os.chdir(folder)
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
lock()
tell(resource.getrlimit(resource.RLIMIT_CORE))
os.abort()
"""
    crashed = run(code, tmp_path)
    assert crashed.stdout.strip() == "(0, 0)"
    assert crashed.returncode == -signal.SIGABRT
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_the_kernel_itself_says_that_the_lock_is_on(tmp_path: Path) -> None:
    code = """
status = open("/proc/self/status", "rb", buffering=0)
lock()
facts = dict(line.split(":\\t") for line in status.read(9999).decode().splitlines())
tell([facts[name] for name in ("NoNewPrivs", "Seccomp", "CapPrm", "CapEff")])
"""
    assert told(code, tmp_path) == "['1', '2', '0000000000000000', '0000000000000000"


@pytest.mark.parametrize(
    ("call", "refusal"),
    [("landlock_create_ruleset", "no Landlock"), ("seccomp", "no seccomp filters")],
)
def test_a_kernel_that_lacks_a_part_is_told_which(call: str, refusal: str, tmp_path: Path) -> None:
    code = f"""
lack("{call}")
try:
    lock()
except SandboxError as error:
    tell(error.message.partition(": ")[2])
"""
    assert refusal in told(code, tmp_path)


def test_where_one_part_is_missing_the_others_are_on(tmp_path: Path) -> None:
    code = """
lack("landlock_create_ruleset")
try:
    lock()
except SandboxError as error:
    missing = [part.name for part in error.missing]
try:
    (folder / "new").mkdir()
except OSError as error:
    tell([missing, error.errno])
"""
    assert told(code, tmp_path) == "[['FILES'], 1]"


def test_whoever_has_no_capability_need_not_be_allowed_to_give_them_up(tmp_path: Path) -> None:
    code = """
limits.give_up_privileges()
lack("capset")
lock()
tell("locked")
"""
    assert told(code, tmp_path) == "locked"
