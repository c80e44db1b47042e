"""What must be there before anything is measured: films and nets, made once and kept."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.benchmark.films import Film

_FILMING = "compliance.evaluation.benchmark.filming"
_NETS = "compliance.evaluation.benchmark.nets"

Advance = Callable[[float], None]
"""Takes the share done, 0 to 1."""


def make_films(folder: Path, films: Sequence[Film], advance: Advance) -> None:
    """Make the films that are not there yet, in a process of its own: it holds the pixels' side.

    Raises DataError when they cannot be made.
    """
    missing = [film for film in films if not film.path(folder).exists()]
    if not missing:
        return
    scenes = {(film.people, film.seconds): film.frames for film in missing}
    asked = json.dumps([asdict(film) for film in missing])
    command = [sys.executable, "-m", _FILMING, str(folder), asked]
    advance_one = counter(sum(scenes.values()), advance)
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as making:
        while making.stdout and making.stdout.read(1):
            advance_one()
        said = making.stderr.read().decode() if making.stderr else ""
    if making.returncode:
        raise DataError(f"the films cannot be made: {_last_line(said)}")


def make_nets(folder: Path) -> str:
    """Make the classic pipeline's nets; return why they cannot be, or nothing."""
    if find_spec("onnx") is None:
        return "not measured: the package onnx is not installed"
    command = [sys.executable, "-m", _NETS, str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own
    return f"not measured: {_last_line(done.stderr.decode())}" if done.returncode else ""


def counter(total: int, advance: Advance) -> Callable[[], None]:
    """Return what counts one of so many, and tells the share done."""
    done = 0

    def advance_one() -> None:
        nonlocal done
        done += 1
        advance(min(1.0, done / max(total, 1)))

    return advance_one


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
