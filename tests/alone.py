"""A program run where there is no network but its own loopback, every way out recorded.

python -m tests.alone LOG PORT COMMAND... runs inside such a namespace: it records what the command
does in the file LOG and, unless PORT is 0, visits the command's pages there and then ends it.
"""

import fcntl
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_UNSHARE, _STRACE = shutil.which("unshare"), shutil.which("strace")
_UP_SECONDS = 90.0
_PAGES = ("/readyz", "/healthz", "/metrics", "/", "/overview", "/openapi.json")

_NETWORK = "connect,bind,sendto,sendmsg,sendmmsg"
_FILES = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,mknodat"
_ADDRESS = re.compile(
    r"sa_family=AF_INET6?, sin6?_port=htons\((?P<port>\d+)\).*?"
    r'(?:inet_addr\("(?P<v4>[^"]*)|inet_pton\(AF_INET6, "(?P<v6>[^"]*))'
)
_LOCAL = re.compile(r'sa_family=AF_UNIX, sun_path=(?P<path>@?"[^"]*")')
_CALL = re.compile(r"^\d+ +(?P<name>\w+)\(")
_PATH = re.compile(r'"(?P<path>[^"]*)"')


@dataclass(frozen=True)
class Record:
    """What a program and its children asked of the kernel."""

    reached: frozenset[tuple[str, int]]
    """Internet addresses and ports connected or sent to, whether or not anybody answered."""
    listened: frozenset[str]
    """Internet addresses listened on."""
    local: frozenset[str]
    """Names of local sockets connected to."""
    read: frozenset[str]
    """Files opened to be read."""
    written: frozenset[str]
    """Files opened to be written, folders made, names given."""


def can_be_alone() -> bool:
    """Say whether programs can be run and recorded so here."""
    if not (_UNSHARE and _STRACE):
        return False
    command = [*_alone(), _STRACE, "-qq", "-o", "/dev/null", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def recorded(
    command: Sequence[str], folder: Path, environment: dict[str, str], port: int = 0
) -> tuple[Record, "subprocess.CompletedProcess[str]"]:
    """Run a command alone in a folder; return what it did, and how it ended."""
    log = folder.parent / f"{folder.name}.strace"
    inside = [sys.executable, "-m", "tests.alone", str(log), str(port), *command]
    done = subprocess.run(
        [*_alone(), *inside],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return record_of(log.read_text(errors="replace").splitlines(), folder), done


def record_of(lines: Sequence[str], folder: Path) -> Record:
    """Return what a recorder's lines say; relative paths are below `folder`."""
    calls = [(found["name"], line) for line in lines if (found := _CALL.match(line))]
    sent = [line for name, line in calls if name not in {"bind", *_FILES.split(",")}]
    bound = [line for name, line in calls if name == "bind"]
    opened = [(name, line) for name, line in calls if name in _FILES.split(",")]
    done = [(name, line) for name, line in opened if " = -1 " not in line]
    return Record(
        reached=frozenset(_addresses(sent)),
        listened=frozenset(host for host, _ in _addresses(bound)),
        local=frozenset(found["path"] for line in sent if (found := _LOCAL.search(line))),
        read=frozenset(p for name, line in done if not _writes(name, line) for p in _paths(line)),
        written=frozenset(
            str(folder / path)
            for name, line in done
            if _writes(name, line)
            for path in _paths(line)
        ),
    )


def _addresses(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        if found := _ADDRESS.search(line):
            yield found["v4"] or found["v6"] or "", int(found["port"])


def _writes(name: str, line: str) -> bool:
    modes = ("O_WRONLY", "O_RDWR", "O_CREAT")
    return not name.startswith("open") or any(mode in line for mode in modes)


def _paths(line: str) -> list[str]:
    return [found["path"] for found in _PATH.finditer(line)]


def _alone() -> list[str]:
    assert _UNSHARE
    return [_UNSHARE, "--net", "--map-root-user"]


def _raise_loopback() -> None:
    """Switch on the only network there is."""
    get, put, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh22x", b"lo", 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(any_socket, get, asked), 16)
        fcntl.ioctl(any_socket, put, struct.pack("16sh22x", b"lo", flags | up))


def _visit(port: int) -> None:
    """Ask for every page once the service is ready."""
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            for page in _PAGES:
                with suppress(urllib.error.HTTPError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10).read()
            return
        time.sleep(0.1)


def main(log: str, port: int, command: Sequence[str]) -> int:
    """Run a command and record it; see above."""
    _raise_loopback()
    assert _STRACE
    # The recorder is nobody's parent (-D), so that a signal reaches the command itself.
    recorder = [_STRACE, "-D", "-f", "--seccomp-bpf", "-qq", "-s", "512", "-o", log]
    traced = [*recorder, "-e", f"trace={_NETWORK},{_FILES}", *command]
    with subprocess.Popen(traced) as process:
        if port:
            _visit(port)
            time.sleep(3)
            process.send_signal(signal.SIGTERM)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
