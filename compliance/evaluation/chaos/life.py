"""The site's processes over all their lives, as seen and hurt from outside."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from compliance.counts.buckets import Counts
from compliance.errors import DataError
from compliance.evaluation.chaos.account import OUTCOMES, Generation
from compliance.evaluation.chaos.daemon import CAMERAS, DATABASE
from compliance.evaluation.chaos.witness import runs
from compliance.evaluation.soak.processes import Kind, descendants, is_alive, sample

_PATIENCE_SECONDS = 90.0
_POLL_SECONDS = 0.02
_STAGES = ("open_buckets", "pending", "totals")
"""Each passage is in one of them; totals are of what was published, and outlive retention."""


class Life:
    """A site that is killed and started again; see `daemon.py` for what it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._before: dict[int, int] = {}
        self.generations: list[Generation] = []
        self.exit_codes: list[int] = []
        """Of stops that were asked for."""

    @property
    def pid(self) -> int:
        """Of the main process."""
        return self._process.pid if self._process else 0

    @property
    def log(self) -> str:
        """What it has said so far, in all its lives."""
        return (self._folder / "log").read_text(errors="replace")

    def start(self, database: Path | None = None) -> None:
        """Start it; returns once every camera sees. Raises DataError when one does not.

        `database`: what it will go on from, where that is not its own.
        """
        self._before = sequences(database or self._folder / DATABASE)
        number = len(self.generations)
        module = "compliance.evaluation.chaos.start"
        command = [sys.executable, "-m", module, str(self._folder), str(number)]
        began = time.monotonic()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        self.until_all_see(began)

    def until_all_see(self, since: float) -> None:
        """Wait until every camera has seen somebody since a moment, in monotonic seconds."""

        def all_see() -> bool:
            return len({run.camera for run in runs(self._folder) if run.seen_at > since}) == CAMERAS

        self._until(all_see, "a camera does not see again")

    def pids(self, kind: Kind) -> list[int]:
        """Return its processes of a kind, in the order they began."""
        return sorted(one.pid for one in sample(self.pid, 0) if one.kind is kind)

    def end(self, how: signal.Signals, *, everyone: bool = False) -> None:
        """End the main process, or all; returns once nothing of it is left.

        Raises DataError when something stays.
        """
        if self._process is None:
            return
        below = descendants(self.pid)
        for pid in [self.pid, *(below if everyone else ())]:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        code = self._process.wait(_PATIENCE_SECONDS)
        if how is signal.SIGTERM:
            self.exit_codes.append(code)
        self._process = None
        self._until(lambda: not any(map(is_alive, below)), "a process stays behind")
        after = sequences(self._folder / DATABASE)
        self.generations.append(Generation(len(self.generations), self._before, after))

    def _until(self, condition: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            is_dead = self._process is not None and self._process.poll() is not None
            if is_dead or time.monotonic() > deadline:
                raise DataError(f"{otherwise}; the site said: {self.log[-800:]}")
            time.sleep(_POLL_SECONDS)


def sequences(database: Path) -> dict[int, int]:
    """Return each camera's last tally that was taken, while nobody writes."""
    if not database.exists():
        return {}
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT camera, last_sequence FROM cameras").fetchall()
    return {int(camera): int(last) for camera, last in rows}


def stored(database: Path) -> dict[str, Counts]:
    """Return all passages by their stage, while nobody writes."""
    sums = ", ".join(f"coalesce(sum({outcome}), 0)" for outcome in OUTCOMES)
    with closing(sqlite3.connect(database)) as connection:
        return {
            stage: Counts(*connection.execute(f"SELECT {sums} FROM {stage}").fetchone())  # noqa: S608
            for stage in _STAGES
        }
