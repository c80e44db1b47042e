"""Measured processes run to their end, and what they told; the side of the counts."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.connection import wait
from pathlib import Path
from typing import cast

from compliance.camera import Camera, Order, Recording, Source, SourceKind
from compliance.counts.process import PixelProcess
from compliance.errors import DataError
from compliance.evaluation.benchmark.films import seconds_of
from compliance.evaluation.benchmark.told import Told, heard
from compliance.faults import Fault, explain
from compliance.models import SHIPPED_MODELS
from compliance.pixels.entry import Enter
from compliance.tally import RECORD_SIZE_BYTES, Health, Tally, decode

_START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_LONGEST_SECONDS = 600.0
_GOOD = (Fault.NONE, Fault.END_OF_STREAM)


@dataclass(frozen=True, slots=True)
class Run:
    """What one process told."""

    began_ns: int
    """When it was asked for, on the monotonic clock."""
    told: Mapping[Told, int]
    passages: int
    """Everybody it counted."""

    def of_frames(self, frames: int) -> "Run":
        """Return the run of a stream of so many frames, some of which it left undecoded."""
        return replace(self, told={**self.told, Told.FRAMES: frames})

    @property
    def stream_seconds(self) -> float:
        """Return how much of the stream it took in."""
        return seconds_of(self.told[Told.FRAMES])

    @property
    def cpu_per_second(self) -> float:
        """Return processor seconds per second of the stream."""
        return self.told[Told.CPU_NS] / 1e9 / self.stream_seconds

    def seconds_to(self, moment: Told) -> float:
        """Return the time from being asked for to a moment it told."""
        return (self.told[moment] - self.began_ns) / 1e9


@dataclass(slots=True)
class _Going:
    process: PixelProcess
    began_ns: int
    told: dict[Told, int] = field(default_factory=dict)
    passages: int = 0

    def take(self, data: bytes) -> None:
        for begin in range(0, len(data), RECORD_SIZE_BYTES):
            record = decode(data[begin : begin + RECORD_SIZE_BYTES])
            if isinstance(record, Health):
                self.told[Told.FRAMES] = self.told[Told.DECODED] = record.decoded
                self.told[Told.ANALYSED] = record.analysed
            elif number := heard(record):
                self.told[number[0]] = number[1]
            else:
                self.passages += _people(record)

    @property
    def run(self) -> Run:
        return Run(self.began_ns, self.told, self.passages)


def order_for(film: Path, *, speed: float | None = None, number: int = 0) -> Order:
    """Return what a camera that shows this film is told; without a speed, as fast as it can."""
    source = Source(SourceKind.FILE, str(film.absolute()), film.name)
    recording = Recording(_START, speed)
    camera = Camera(number, f"camera-{number}", "site", source, recording)
    return Order(camera, SHIPPED_MODELS, 0, allow_unsandboxed=True)


def live_order(address: str) -> Order:
    """Return what a live camera at this address is told."""
    source = Source(SourceKind.RTSP, address, "rtsp://camera")
    return Order(Camera(0, "camera", "site", source), SHIPPED_MODELS, 0, allow_unsandboxed=True)


def run_one(order: Order, enter: Enter, *, enough: Told | None = None) -> Run:
    """Run one process to its end, or until it told enough.

    Raises DataError when it ends with a fault.
    """
    return run_all([order], enter, enough=enough)[0]


def run_all(orders: Sequence[Order], enter: Enter, *, enough: Told | None = None) -> list[Run]:
    """Run processes side by side; see `run_one`."""
    orders = [replace(o, camera=replace(o.camera, number=n)) for n, o in enumerate(orders)]
    all_of_them = [_Going(PixelProcess(order, enter), time.monotonic_ns()) for order in orders]
    going = {one.process.fileno(): one for one in all_of_them}
    try:
        _listen(going, enough)
    finally:
        for one in going.values():
            one.process.close()
    return [one.run for one in all_of_them]


def _listen(going: dict[int, _Going], enough: Told | None) -> None:
    """Take in what they tell, and drop from `going` whoever ended."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while going and time.monotonic() < deadline:
        for ready in wait(list(going), 1.0):
            one = going[cast("int", ready)]
            data = one.process.read()
            one.take(data)
            if not data or (enough in one.told):
                del going[cast("int", ready)]
                fault = one.process.close()
                if not data and fault not in _GOOD:
                    raise DataError(f"a measured process ended: {explain(fault)}")
    if going:
        raise DataError(f"a measured process did not end within {_LONGEST_SECONDS:g} s")


def _people(tally: Tally) -> int:
    return tally.mask + tally.incorrect + tally.no_mask + tally.unknown
