"""A real site's memory: its main process, the server of its cameras, and each camera's process."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from compliance.errors import DataError
from compliance.evaluation.ports import free_port

_READY_SECONDS = 60.0
_POLL_SECONDS = 0.2
_KB_PER_MB = 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (2^20) of a running site, each shared page divided among those who share it."""

    main: float
    server: float
    """Of the process that the cameras' processes are forked from, and its helper."""
    cameras: tuple[float, ...]
    main_cpu_share: float
    """Of one processor, spent by the main process meanwhile."""

    @property
    def total(self) -> float:
        """Return the whole site's."""
        return self.main + self.server + sum(self.cameras)


def site_memory(film: Path, cameras: int, settle_seconds: float) -> Memory:
    """Run a site of so many cameras at the film's own speed and measure it.

    Raises DataError when the processes' memory may not be read, or the site does not start.
    """
    with (
        TemporaryDirectory(prefix="compliance-bench-") as folder,
        _site(Path(folder), film, cameras) as main,
    ):
        began_cpu, began = _cpu_seconds(main), time.monotonic()
        time.sleep(settle_seconds)
        share = (_cpu_seconds(main) - began_cpu) / (time.monotonic() - began)
        below = _below(main)
        pixels = [pid for pid in below if _name(pid).startswith("pixels-")]
        others = [pid for pid in below if pid not in pixels]
        return Memory(_pss_mb(main), sum(map(_pss_mb, others)), tuple(map(_pss_mb, pixels)), share)


@contextmanager
def _site(folder: Path, film: Path, cameras: int) -> Iterator[int]:
    """Yield the process of a site that counts."""
    port = free_port()
    site = folder / "site.toml"
    site.write_text(_toml(film, cameras, port), encoding="utf-8")
    main = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "compliance", "run", str(site)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_all_run(main, port, cameras)
        yield main.pid
    finally:
        main.send_signal(signal.SIGTERM)
        main.wait(_READY_SECONDS)


def _toml(film: Path, cameras: int, port: int) -> str:
    lines = ['site = "bench"', "allow_unsandboxed = true", "[http]", f"port = {port}"]
    for number in range(cameras):
        lines += [
            "[[cameras]]",
            f'name = "camera-{number}"',
            f'area = "area-{number}"',
            f'source = "{film.absolute()}"',
            'clock = "recording"',
            "start = 2026-01-05T08:00:00Z",
            "speed = 1.0",
            "loop = true",
        ]
    return "\n".join(lines) + "\n"


def _wait_until_all_run(main: "subprocess.Popen[bytes]", port: int, cameras: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and main.poll() is None:
        if _cameras_up(port) == cameras:
            return
        time.sleep(_POLL_SECONDS)
    raise DataError(f"a site of {cameras} cameras does not run")


def _cameras_up(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    except (OSError, urllib.error.URLError):
        return 0
    lines = (line for line in text.splitlines() if line.startswith("compliance_stream_up{"))
    return sum(line.endswith(" 1.0") for line in lines)


def _below(pid: int) -> list[int]:
    """Return every process below one."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    direct = [int(child) for task in tasks for child in task.read_text().split()]
    return direct + [each for child in direct for each in _below(child)]


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pss_mb(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except PermissionError:
        raise DataError(
            "the cameras' processes forbid that their memory is read", "Measure it as root."
        ) from None
    kb = next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:"))
    return int(kb) / _KB_PER_MB
