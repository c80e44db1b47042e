"""The real daemon in a soak: its configuration, its process, what it says and what it stored."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.ports import free_port
from compliance.evaluation.soak.expectation import NEAR_PX

UP, SHED = "compliance_stream_up", "compliance_stream_shed"
"""Metrics of a camera."""

STOP_SECONDS = 10.0
_UP_SECONDS = 120.0
_POLL_SECONDS = 0.2
_OUTCOMES = "mask + incorrect + no_mask + unknown"
_OBSERVED = {  # in milliseconds
    "open_buckets": "observed_ms",
    "pending": "observed_ms",
    "releases": "observed_seconds * 1000",
}


@dataclass
class Site:
    """A daemon that runs."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    up_at: dict[int, float] = field(default_factory=dict)
    """When each camera was first up, in seconds since 1970."""
    exit_code: int | None = None
    """Known once it was stopped; None as well where it had to be killed."""
    stop_seconds: float = field(default=0.0)

    def stop(self) -> None:
        """Ask it to end, as an operator does."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.exit_code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.stop_seconds = time.monotonic() - began


@contextmanager
def site(folder: Path, addresses: Sequence[str]) -> Iterator[Site]:
    """Run the daemon on these cameras, an area each, for the length of the block.

    Yields once all are up. Raises DataError when they do not come up.
    """
    port, file = free_port(), folder / "site.toml"
    file.write_text(_toml(port, addresses), encoding="utf-8")
    command = [sys.executable, "-m", "compliance", "run", str(file)]
    with (folder / "daemon.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own program
    running = Site(folder, port, process)
    try:
        _wait_until_all_are_up(running, len(addresses))
        yield running
    finally:
        process.kill()
        process.wait()


def counted(folder: Path) -> dict[int, tuple[int, float]]:
    """Return each camera's passages and seconds watched, as the stopped daemon stored them."""
    parts = " UNION ALL ".join(
        f"SELECT area, {_OUTCOMES} AS passages, {observed} AS ms FROM {table}"  # noqa: S608
        for table, observed in _OBSERVED.items()
    )
    query = f"SELECT area, sum(passages), sum(ms) / 1000.0 FROM ({parts}) GROUP BY area"  # noqa: S608
    with closing(sqlite3.connect(folder / "compliance.db")) as connection:
        rows = connection.execute(query).fetchall()
    return {int(area.rpartition("-")[2]): (int(people), float(s)) for area, people, s in rows}


def _toml(port: int, addresses: Sequence[str]) -> str:
    lines = ['site = "soak"', "[publish]", "bucket_minutes = 20", "[http]", f"port = {port}"]
    for number, address in enumerate(addresses):
        name = f"camera-{number:02}"
        lines += ["[[cameras]]", f'name = "{name}"', f'area = "{name}"', f'source = "{address}"']
        lines += [f"minimum_face_px = {NEAR_PX}"]
    return "\n".join(lines) + "\n"


def _wait_until_all_are_up(running: Site, cameras: int) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline and running.process.poll() is None:
        for number in flagged(running.port, UP):
            running.up_at.setdefault(number, time.time())
        if len(running.up_at) == cameras:
            return
        time.sleep(_POLL_SECONDS)
    log = (running.folder / "daemon.log").read_text(errors="replace").strip()
    raise DataError(f"the daemon does not count at {cameras} cameras; it said: {log[-500:]}")


def flagged(port: int, metric: str) -> list[int]:
    """Return the numbers of the cameras for which a metric is 1 now."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return []
    line = rf'^{metric}\{{camera="camera-(\d+)".*\}} 1\.0$'
    return [int(number) for number in re.findall(line, text, re.MULTILINE)]
