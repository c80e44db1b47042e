"""What a simulated pixel process saw and sent, kept outside it, so that its death hides nothing.

A run's file is mapped before the lock, and only ever written in place.
"""

import mmap
import struct
import time
from collections.abc import Iterator
from pathlib import Path

from compliance.counts.buckets import Counts
from compliance.evaluation.chaos.account import OUTCOMES, Run
from compliance.tally import Tally

_HEAD = struct.Struct("<dI4I")  # seen last (monotonic), tallies, seen by outcome
_ROW = struct.Struct("<I4I")  # sequence, counts by outcome
_SIZE_BYTES = 1 << 20
_FOLDER = "witness"


class Witness:
    """The file of one run."""

    def __init__(self, folder: Path, camera: int, generation: int) -> None:
        place = folder / _FOLDER
        place.mkdir(exist_ok=True)
        path = place / f"{time.monotonic_ns()}-{camera}-{generation}"
        with path.open("x+b") as file:
            file.truncate(_SIZE_BYTES)
            self._held = mmap.mmap(file.fileno(), _SIZE_BYTES)
        path.rename(path.with_suffix(".run"))
        self._seen = dict.fromkeys(OUTCOMES, 0)
        self._tallies = 0

    def see(self, outcome: str) -> None:
        """Note a passage."""
        self._seen[outcome] += 1
        self._write()

    def send(self, tally: Tally) -> None:
        """Note a tally that is about to be sent."""
        counts = (tally.mask, tally.incorrect, tally.no_mask, tally.unknown)
        at = _HEAD.size + self._tallies * _ROW.size
        self._held[at : at + _ROW.size] = _ROW.pack(tally.sequence, *counts)
        self._tallies += 1
        self._write()

    def _write(self) -> None:
        head = _HEAD.pack(time.monotonic(), self._tallies, *self._seen.values())
        self._held[: _HEAD.size] = head


def runs(folder: Path) -> list[Run]:
    """Return every run so far, in the order they began."""
    found = sorted((folder / _FOLDER).glob("*.run"), key=lambda path: _named(path)[0])
    return [_run(path) for path in found]


def _named(path: Path) -> tuple[int, int, int]:
    """Return when a run began, its camera and its generation."""
    began, camera, generation = map(int, path.stem.split("-"))
    return began, camera, generation


def _run(path: Path) -> Run:
    _, camera, generation = _named(path)
    with path.open("rb") as file:
        seen_at, tallies, *seen = _HEAD.unpack(file.read(_HEAD.size))
        rows = file.read(tallies * _ROW.size)
    return Run(camera, generation, seen_at, Counts(*seen), tuple(_tallies(rows)))


def _tallies(rows: bytes) -> Iterator[tuple[int, Counts]]:
    for sequence, *counts in _ROW.iter_unpack(rows):
        yield sequence, Counts(*counts)
