"""Counting held against truth: streets are rendered, counted as in operation, and compared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2

from compliance.camera import Camera, Source, SourceKind
from compliance.evaluation.counting.attribution import Passer, owner, owners, passers
from compliance.evaluation.counting.watching import Watched
from compliance.evaluation.counting.wire import received
from compliance.evaluation.street.cast import Cast
from compliance.evaluation.street.render import render
from compliance.evaluation.street.scenarios import (
    PEOPLE_PER_STREET,
    Scenario,
    plan_scenario,
    settings_for,
)
from compliance.evaluation.street.street_truth import Sighting
from compliance.models import read_manifest, verify
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.outcome import Outcome
from compliance.sureness import NOBODY, Sureness, histogram

ANALYSED_PER_SECOND = 5
SHARES = {
    Scenario.PLAIN: 0.20,
    Scenario.CROWD: 0.30,
    Scenario.CROSSINGS: 0.15,
    Scenario.TURNING: 0.12,
    Scenario.MIDWAY: 0.11,
    Scenario.HIDDEN: 0.12,
}
"""Of the people, by what happens on their street."""

Progress: TypeAlias = Callable[[float], None]
"""Told the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one street came to."""

    scenario: Scenario
    seed: int
    passers: tuple[Passer, ...]
    strays: tuple[Outcome, ...]
    """Passages that are mostly of nobody's face."""
    faces: tuple[tuple[str, str], ...]
    """Without tracks: for every face found in every frame, the picture it comes from (empty for
    nobody's) and what it was taken for."""
    new_faces: int
    """Without tracks: faces found that overlap none of the frame before."""
    sureness: Sureness = NOBODY
    """How surely the passages were judged."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which streets are counted: people in all, and the seed they are planned from."""

    people: int = 1000
    seed: int = 1


def count_streets(
    order: Order, cast: Cast, models: Path, progress: Progress | None = None
) -> tuple[Counted, ...]:
    """Render and count every street of the order.

    Raises ModelError when the models in the folder are at fault.
    """
    cv2.setNumThreads(1)
    described = read_manifest(models)
    verify(described)
    eyes = Detector(described.detector), Classifier(described.classifier)
    streets = list(streets_of(order))
    counted = []
    for number, (scenario, seed, people) in enumerate(streets):
        counted.append(count_street(scenario, seed, people, cast, eyes))
        if progress:
            progress((number + 1) / len(streets))
    return tuple(counted)


def streets_of(order: Order) -> Iterator[tuple[Scenario, int, int]]:
    """Yield situation, seed and number of people of each street."""
    for place, (scenario, share) in enumerate(SHARES.items()):
        left, number = round(order.people * share), 0
        while left > 0:
            people = min(left, PEOPLE_PER_STREET)
            yield scenario, order.seed * 1000 + place * 100 + number, people
            left, number = left - people, number + 1


def count_street(
    scenario: Scenario, seed: int, people: int, cast: Cast, eyes: tuple[Detector, Classifier]
) -> Counted:
    """Let people walk down one street, filmed at 25 frames a second and analysed at 5."""
    settings = settings_for(scenario, seed, people)
    walks = plan_scenario(scenario, settings)
    figures = [cast.figure(walk) for walk in walks]
    sources = [figure.source for figure in figures]
    analyser = Watched(*eyes, _CAMERA)
    frames: list[tuple[Sighting, ...]] = []
    faces: list[tuple[str, str]] = []
    new_faces = 0
    every = settings.frames_per_second // ANALYSED_PER_SECOND
    shots = render(settings, walks, figures, every)
    for frame, sightings in received(shots, settings, ANALYSED_PER_SECOND):
        alone = analyser.look(frame, frame.seconds)
        frames.append(sightings)
        whose = owner(alone.boxes, sightings)
        faces += [
            ("" if person is None else sources[person], label)
            for person, label in zip(whose, alone.labels, strict=True)
        ]
        new_faces += alone.new
    analyser.finish()
    passages = analyser.passages
    seen = passers(walks, sources, frames, passages, ANALYSED_PER_SECOND)
    strays = tuple(
        passage.outcome
        for passage, person in zip(passages, owners(passages, frames), strict=True)
        if person is None
    )
    sureness = histogram(p.sureness for p in passages if p.sureness is not None)
    return Counted(scenario, seed, seen, strays, tuple(faces), new_faces, sureness)


_CAMERA = Camera(0, "street", "street", Source(SourceKind.FILE, "", "simulated"))
