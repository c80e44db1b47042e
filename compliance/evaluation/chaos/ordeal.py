"""How each trouble is brought upon a site, and taken from it again."""

import os
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from compliance.counts.backups import backups
from compliance.counts.buckets import Counts, summed
from compliance.errors import DataError
from compliance.evaluation.chaos.account import minus
from compliance.evaluation.chaos.clock import SimulatedClock
from compliance.evaluation.chaos.daemon import BACKUPS, DATABASE
from compliance.evaluation.chaos.life import Life, stored
from compliance.evaluation.chaos.plan import Event, Trouble
from compliance.evaluation.soak.processes import Kind, is_alive

INJECTED = {
    Trouble.FULL: ("pwrite64", "ENOSPC"),
    Trouble.READ_ONLY: ("pwrite64", "EROFS"),
    Trouble.UNSYNCED: ("fdatasync", "EIO"),
}
"""The call that fails, and how."""

_KILLED_ALL = (Trouble.ALL, Trouble.DAMAGED)
_SCARCE_BYTES = 1 << 20
_PAGE_BYTES = 4096
_END_SECONDS, _POLL_SECONDS = 30.0, 0.01


@dataclass(frozen=True, slots=True)
class Happened:
    """A trouble that befell the site."""

    event: Event
    began: float
    """In monotonic seconds."""
    ended: float
    """When every camera saw again."""
    stated: Counts
    """What a restored backup did not hold."""
    said: str
    """What the log said meanwhile."""


def can_befall(trouble: Trouble) -> bool:
    """Whether this system has what it takes."""
    return trouble not in INJECTED or which("strace") is not None


def befall(event: Event, life: Life, clock: SimulatedClock, folder: Path) -> Happened:
    """Bring a trouble upon the site, and wait until it has got over it.

    Raises DataError when it does not.
    """
    began, stated, said = time.monotonic(), Counts(), len(life.log)
    match event.trouble:
        case Trouble.PIXELS:
            _kill(_victim(life, event))
        case Trouble.SERVER:
            _kill(life.pids(Kind.SERVER)[0])
        case Trouble.MAIN | Trouble.ALL | Trouble.STOP | Trouble.DAMAGED:
            how = signal.SIGTERM if event.trouble is Trouble.STOP else signal.SIGKILL
            life.end(how, everyone=event.trouble in _KILLED_ALL)
            backup = None
            if event.trouble is Trouble.DAMAGED:
                backup, stated = _damage(folder)
            life.start(backup)
        case Trouble.LOCKED:
            with _locked(folder / DATABASE):
                time.sleep(event.seconds)
        case Trouble.NO_FILES:
            _exhaust_files(life, event)
        case Trouble.NO_MEMORY:
            victim = _victim(life, event)
            resource.prlimit(victim, resource.RLIMIT_AS, (_SCARCE_BYTES, _SCARCE_BYTES))
            _await_end(victim)
        case Trouble.AHEAD | Trouble.BACK | Trouble.YEAR:
            clock.leap(event.seconds)
        case _:
            with failing(life.pid, *INJECTED[event.trouble]):
                time.sleep(event.seconds)
    life.until_all_see(time.monotonic())
    return Happened(event, began, time.monotonic(), stated, life.log[said:])


def _victim(life: Life, event: Event) -> int:
    pixels = life.pids(Kind.PIXELS)
    if not pixels:
        raise DataError(f"no pixel process runs; the site said: {life.log[-800:]}")
    return pixels[event.camera % len(pixels)]


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    _await_end(pid)


def _await_end(pid: int) -> None:
    deadline = time.monotonic() + _END_SECONDS
    while is_alive(pid):
        if time.monotonic() > deadline:
            raise DataError(f"process {pid} does not end")
        time.sleep(_POLL_SECONDS)


def _exhaust_files(life: Life, event: Event) -> None:
    """Leave the main process no descriptor more than it has, while a camera needs a new process."""
    before = resource.prlimit(life.pid, resource.RLIMIT_NOFILE)
    held = len(list(Path(f"/proc/{life.pid}/fd").iterdir()))
    resource.prlimit(life.pid, resource.RLIMIT_NOFILE, (held, before[1]))
    _kill(_victim(life, event))
    time.sleep(event.seconds)
    resource.prlimit(life.pid, resource.RLIMIT_NOFILE, before)


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def failing(pid: int, call: str, error: str) -> Iterator[None]:
    """Have a system call fail in all of a process's threads. Raises DataError when it cannot."""
    command = ["strace", "-f", "-p", str(pid), "-o", "/dev/null"]
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}"]
    with subprocess.Popen([*command, *inject], stderr=subprocess.PIPE, text=True) as tracer:  # noqa: S603
        try:
            told = tracer.stderr.readline() if tracer.stderr else ""
            if "attached" not in told:
                raise DataError(f"no call of process {pid} can be made to fail: {told.strip()}")
            yield
        finally:
            tracer.send_signal(signal.SIGINT)


def _damage(folder: Path) -> tuple[Path, Counts]:
    """Spoil the database of a site that is down; return its newest backup, and what that lacks."""
    database = folder / DATABASE
    found = backups(database, folder / BACKUPS)
    if not found:
        raise DataError("there is no backup yet")
    newest = found[0].path
    lost = minus(summed(list(stored(database).values())), summed(list(stored(newest).values())))
    with database.open("r+b") as file:
        pages = database.stat().st_size // _PAGE_BYTES
        file.seek(_PAGE_BYTES)
        file.write(b"\xff" * _PAGE_BYTES * (pages - 1))
    return newest, lost
