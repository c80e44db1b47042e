"""The films of a soak: simulated streets with known truth, made on every processor."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

from compliance.errors import DataError
from compliance.evaluation.street.demo import admiral, astronaut
from compliance.evaluation.street.plan import StreetSettings
from compliance.evaluation.street.portraits import Portrait
from compliance.evaluation.street.simulate import simulate
from compliance.evaluation.street.street_truth import Truth

Progress: TypeAlias = Callable[[float], None]
"""Told the share done, 0 to 1."""

_PEOPLE_PER_MINUTE = 16
_FRAMES_PER_SECOND = 12


@dataclass(frozen=True, slots=True)
class Street:
    """A film and what is true of it."""

    video: Path
    truth: Truth


def settings(seed: int, seconds: float) -> StreetSettings:
    """Return a street that is not crowded, since this is about cameras."""
    return StreetSettings(
        seed=seed,
        seconds=seconds,
        people=round(_PEOPLE_PER_MINUTE * seconds / 60),
        frames_per_second=_FRAMES_PER_SECOND,
        mask_share=0.5,
        incorrect_share=0.2,
    )


def make_films(
    folder: Path, seeds: Sequence[int], seconds: float, progress: Progress
) -> list[Street]:
    """Make a film for each seed. Raises DataError when they cannot be made."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        making = {pool.submit(_make, folder, seed, seconds): seed for seed in seeds}
        made: dict[int, Street] = {}
        for done in as_completed(making):
            made[making[done]] = done.result()
            progress(len(made) / len(seeds))
    return [made[seed] for seed in seeds]


def _make(folder: Path, seed: int, seconds: float) -> Street:
    video = folder / f"street-{seed}.mp4"
    truth = simulate(settings(seed, seconds), _faces(), video, video.with_suffix(".truth.json"))
    return Street(video, truth)


def _faces() -> list[Portrait]:
    faces = [astronaut()]
    with suppress(DataError):  # the package it comes with may be absent
        faces.append(admiral())
    return faces
