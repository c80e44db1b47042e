"""A command that shows a page to one person, as a process of its own, held by its terminal."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
_OF_SYSTEMD = ("INVOCATION_ID", "NOTIFY_SOCKET")


def environment() -> dict[str, str]:
    """Return the environment of somebody at a terminal."""
    mine = {name: value for name, value in os.environ.items() if name not in _OF_SYSTEMD}
    return mine | {"COLUMNS": "100", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def words(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compliance", *arguments]


def said_by(command: Sequence[str], **changes: str) -> "subprocess.CompletedProcess[str]":
    """Run what must end by itself, since nobody is there."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        input="",
        cwd=ROOT,
        env=environment() | changes,
        check=False,
        timeout=120,
    )


@dataclass
class Attended:
    """Such a command, running."""

    process: "subprocess.Popen[str]"
    greeting: str

    @property
    def url(self) -> str:
        found = re.search(r"https?://\S+/", self.greeting)
        assert found, self.greeting
        return found.group()

    def line(self) -> str:
        """Return the next line that is printed."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def quit(self) -> tuple[int, str]:
        """Type q; return the exit code and what was printed after the greeting."""
        rest, _ = self.process.communicate("q\n", timeout=60)
        return self.process.returncode, rest


@contextmanager
def attending(
    command: Sequence[str], stdin: int | IO[str] = subprocess.PIPE
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the command for the block; yields it and its greeting."""
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment(),
    )
    try:
        yield process, _greeting(process)
    finally:
        process.kill()
        process.communicate()


def _greeting(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    told = ""
    for line in process.stdout:
        told += line
        if line.strip().startswith("end "):
            break
    return told
