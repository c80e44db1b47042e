"""A soak: cameras in trouble, the daemon beside them, and what became of both."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as ThreadEvent
from typing import TypeAlias

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from compliance.evaluation.soak.expectation import Showing, Span, joined, showing
from compliance.evaluation.soak.films import Street, make_films
from compliance.evaluation.soak.processes import Kind, Sample, is_alive, sample, zombies
from compliance.evaluation.soak.site import SHED, Site, counted, flagged, site
from compliance.evaluation.soak.troubles import Event, Trouble

Progress: TypeAlias = Callable[[float], None]
"""Told the share done, 0 to 1."""

SAMPLE_SECONDS = 2.0
_LEAVING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    seconds: float = 3600.0
    cameras: int = 8
    films: int = 8
    film_seconds: float = 60.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class CameraSoaked:
    """One camera's part."""

    whole: Span
    """From when it was up to the daemon's stop."""
    events: tuple[Event, ...]
    away: tuple[Span, ...]
    """When they befell it, in truth."""
    shed: tuple[Span, ...]
    """When the daemon stopped it for want of a processor."""
    counted: int
    """Passages."""
    watched_seconds: float
    """Of coverage."""
    showing: Showing


@dataclass(frozen=True, slots=True)
class Soaked:
    """All that was seen."""

    order: Order
    cameras: tuple[CameraSoaked, ...]
    samples: tuple[Sample, ...]
    exit_code: int | None
    stop_seconds: float
    left: tuple[Kind, ...]
    """Processes still there after the stop."""
    zombies: int
    """Seen at any time, in two samples running."""


def prepare(order: Order, folder: Path, progress: Progress) -> list[Street]:
    """Make the films. Raises DataError when they cannot be made."""
    seeds = [order.seed * 1000 + number for number in range(order.films)]
    return make_films(folder, seeds, order.film_seconds, progress)


def soak(
    order: Order,
    films: Sequence[Street],
    events: Sequence[Event],
    folder: Path,
    progress: Progress,
) -> Soaked:
    """Run the daemon on cameras that fail as planned. Raises DataError when it does not start."""
    streets = [films[number % len(films)] for number in range(order.cameras)]
    cameras = [
        SimulatedCamera(street.video, epoch=number * order.film_seconds / order.cameras)
        for number, street in enumerate(streets)
    ]
    planned = [tuple(e for e in events if e.camera == n) for n in range(order.cameras)]
    with running(*cameras), site(folder, [camera.address() for camera in cameras]) as daemon:
        began = time.time()
        with _suffering(cameras, planned, began) as suffering:
            looked = _look_on(daemon, began, order.seconds, progress)
            away = [each.result() for each in suffering]
        ended = time.time()
        daemon.stop()
        left = _left({each.pid: each.kind for each in looked.samples})
    stored = counted(folder)
    parts = tuple(
        CameraSoaked(
            Span(daemon.up_at[number], ended),
            planned[number],
            tuple(away[number]),
            tuple(looked.shed.get(number, ())),
            *stored.get(number, (0, 0.0)),
            showing(streets[number].truth, camera.epoch),
        )
        for number, camera in enumerate(cameras)
    )
    stop = (daemon.exit_code, daemon.stop_seconds)
    return Soaked(order, parts, tuple(looked.samples), *stop, left, len(looked.zombies))


@contextmanager
def _suffering(
    cameras: Sequence[SimulatedCamera], planned: Sequence[Sequence[Event]], began: float
) -> Iterator[list["Future[list[Span]]"]]:
    """Let their troubles befall all cameras at once; those to come are let off at the end."""
    is_over = ThreadEvent()
    with ThreadPoolExecutor(len(cameras)) as pool:
        try:
            yield [
                pool.submit(_suffer, camera, own, began, is_over)
                for camera, own in zip(cameras, planned, strict=True)
            ]
        finally:
            is_over.set()


@dataclass(slots=True)
class _Looked:
    """What was seen of the daemon from outside."""

    samples: list[Sample] = field(default_factory=list)
    zombies: set[int] = field(default_factory=set)
    shed: dict[int, list[Span]] = field(default_factory=dict)


def _look_on(daemon: Site, began: float, seconds: float, progress: Progress) -> _Looked:
    """Sample the daemon's processes and cameras to the end."""
    looked = _Looked()
    dead: set[int] = set()
    while (elapsed := (now := time.time()) - began) < seconds:
        looked.samples += sample(daemon.process.pid, elapsed)
        before, dead = dead, zombies(daemon.process.pid)
        looked.zombies |= dead & before
        for number in flagged(daemon.port, SHED):
            spans = looked.shed.setdefault(number, [])
            spans[:] = joined([*spans, Span(now - SAMPLE_SECONDS, now + SAMPLE_SECONDS)])
        progress(elapsed / seconds)
        time.sleep(SAMPLE_SECONDS)
    return looked


def _suffer(
    camera: SimulatedCamera, events: Sequence[Event], began: float, is_over: ThreadEvent
) -> list[Span]:
    """Let a camera's troubles befall it, each at its time; return when they did."""
    away = []
    for event in events:
        if is_over.wait(max(0.0, began + event.at_seconds - time.time())):
            break
        begin = time.time()
        _begin(camera, event.trouble)
        is_over.wait(event.seconds)
        _end(camera, event.trouble)
        away.append(Span(begin, time.time()))
    return away


def _begin(camera: SimulatedCamera, trouble: Trouble) -> None:
    match trouble:
        case Trouble.KILL | Trouble.RESTART:
            camera.kill()
        case Trouble.HANG:
            camera.stop()
        case Trouble.GARBAGE:
            camera.garble()
        case Trouble.NOISE:
            camera.babble()


def _end(camera: SimulatedCamera, trouble: Trouble) -> None:
    match trouble:
        case Trouble.HANG:
            camera.resume()
        case Trouble.GARBAGE:
            camera.garble()
        case _:
            camera.kill()
            camera.start()


def _left(pids: Mapping[int, Kind]) -> tuple[Kind, ...]:
    """Return the processes that are still there some seconds after the stop."""
    deadline = time.monotonic() + _LEAVING_SECONDS
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return tuple(kind for pid, kind in pids.items() if is_alive(pid))
