"""A soak: cameras in trouble, the daemon beside them, and what became of both."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from compliance.evaluation.soak.films import Street, make_films
from compliance.evaluation.soak.processes import Kind, Sample, is_alive, sample, zombies
from compliance.evaluation.soak.site import counted, site
from compliance.evaluation.soak.troubles import Event, Trouble, troubles

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
class Soaked:
    """All that was seen."""

    order: Order
    events: tuple[Event, ...]
    watched: tuple[tuple[int, float], ...]
    """Each camera's passages and seconds of coverage."""
    streets: tuple[Street, ...]
    """Each camera's."""
    whole_seconds: float
    """From when all cameras were up to the stop."""
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


def soak(order: Order, films: Sequence[Street], folder: Path, progress: Progress) -> Soaked:
    """Run the daemon on cameras that fail as planned. Raises DataError when it does not start."""
    streets = tuple(films[number % len(films)] for number in range(order.cameras))
    cameras = [
        SimulatedCamera(street.video, epoch=number * order.film_seconds / order.cameras)
        for number, street in enumerate(streets)
    ]
    events = troubles(order.seed, order.cameras, order.seconds)
    with ExitStack() as stack:
        stack.enter_context(running(*cameras))
        daemon = stack.enter_context(site(folder, [camera.address() for camera in cameras]))
        began = time.monotonic()
        pool = stack.enter_context(ThreadPoolExecutor(order.cameras))
        suffering = [
            pool.submit(_suffer, camera, [e for e in events if e.camera == number], began)
            for number, camera in enumerate(cameras)
        ]
        samples, dead = _look_on(daemon.process.pid, began, order.seconds, progress)
        for camera in suffering:
            camera.result()
        daemon.stop()
        whole_seconds = time.monotonic() - began
        left = _left({each.pid: each.kind for each in samples})
    return Soaked(
        order,
        events,
        tuple(counted(folder)),
        streets,
        whole_seconds,
        tuple(samples),
        daemon.exit_code,
        daemon.stop_seconds,
        left,
        dead,
    )


def _look_on(
    daemon: int, began: float, seconds: float, progress: Progress
) -> tuple[list[Sample], int]:
    """Sample the daemon's processes to the end; return the samples and the lasting zombies."""
    samples: list[Sample] = []
    dead: set[int] = set()
    before: set[int] = set()
    while (elapsed := time.monotonic() - began) < seconds:
        samples += sample(daemon, elapsed)
        now = zombies(daemon)
        dead |= now & before
        before = now
        progress(elapsed / seconds)
        time.sleep(SAMPLE_SECONDS)
    return samples, len(dead)


def _suffer(camera: SimulatedCamera, events: Sequence[Event], began: float) -> None:
    """Let a camera's troubles befall it, each at its time."""
    for event in events:
        time.sleep(max(0.0, began + event.at_seconds - time.monotonic()))
        _begin(camera, event.trouble)
        time.sleep(event.seconds)
        _end(camera, event.trouble)


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
