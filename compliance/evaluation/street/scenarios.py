"""What happens on the streets that are counted: six situations, each planned from a seed."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import numpy as np

from compliance.evaluation.street.plan import (
    LONGEST_WALK_SECONDS,
    Change,
    Pillar,
    Place,
    StreetSettings,
    Turn,
    Walk,
    Wears,
    curved,
    plan,
)


class Scenario(StrEnum):
    """A situation in which counting may go wrong."""

    PLAIN = "plain"
    """One after the other, towards the camera."""
    CROWD = "crowd"
    """Groups of two to six close together, one person a second."""
    CROSSINGS = "crossings"
    """People cross the picture both ways before and behind those who walk up to the camera."""
    TURNING = "turning heads"
    """Everybody looks aside two to four times, by 30 to 85 degrees."""
    MIDWAY = "mask midway"
    """Everybody puts a mask on, takes it off or moves it while walking up to the camera."""
    HIDDEN = "hidden a while"
    """A pillar hides everybody once, mostly for one or two seconds."""


PEOPLE_PER_STREET = 30

_SECONDS_EACH = {Scenario.CROWD: 1.0, Scenario.CROSSINGS: 1.2}
_USUAL_SECONDS_EACH = 1.7
_FIRST_CLEAR_Z_M, _LAST_CLEAR_Z_M = 7.3, 3.0
"""Between these a face is large and in the picture, at 640 pixels' width."""


def settings_for(scenario: Scenario, seed: int, people: int) -> StreetSettings:
    """Return a street long enough for so many people in this situation."""
    seconds = LONGEST_WALK_SECONDS + people * _SECONDS_EACH.get(scenario, _USUAL_SECONDS_EACH)
    chance = np.random.default_rng((seed, 3))
    shares = float(chance.uniform(0.3, 0.85)), float(chance.uniform(0.05, 0.15))
    settings = StreetSettings(
        seed, float(np.ceil(seconds)), people, mask_share=shares[0], incorrect_share=shares[1]
    )
    return replace(settings, pillars=_PILLARS) if scenario is Scenario.HIDDEN else settings


def plan_scenario(scenario: Scenario, settings: StreetSettings) -> tuple[Walk, ...]:
    """Return everybody's walk in this situation."""
    chance = np.random.default_rng((settings.seed, 4))
    return _PLANS[scenario](plan(settings), chance)


def _plain(walks: tuple[Walk, ...], _chance: np.random.Generator) -> tuple[Walk, ...]:
    return walks


def _crowd(walks: tuple[Walk, ...], chance: np.random.Generator) -> tuple[Walk, ...]:
    """Let groups walk side by side and behind one another, at one speed."""
    together: list[Walk] = []
    left = list(walks)
    while left:
        group, left = left[: (size := int(chance.integers(2, 7)))], left[size:]
        first = group[0]
        sides = chance.permutation(np.linspace(-0.75, 0.75, len(group)))
        for place, walk in enumerate(group):
            way = tuple(Place(p.x_m + float(sides[place]) * _room(p), p.z_m) for p in first.way)
            start = first.start_seconds + place * float(chance.uniform(0.25, 0.8))
            pace = first.speed_m_per_second * float(chance.uniform(0.97, 1.03))
            together.append(replace(walk, way=way, start_seconds=start, speed_m_per_second=pace))
    return tuple(together)


def _room(place: Place) -> float:
    """Return how far a group may spread there: it squeezes through the gateway."""
    return float(np.clip((11.0 - place.z_m) / 4, 0.15, 1.0))


def _crossings(walks: tuple[Walk, ...], chance: np.random.Generator) -> tuple[Walk, ...]:
    """Let every second one cross the picture instead, half of them from each side."""
    return tuple(_across(walk, chance) if walk.person % 2 else walk for walk in walks)


def _across(walk: Walk, chance: np.random.Generator) -> Walk:
    side = float(chance.choice([-1.0, 1.0]))
    near, far = float(chance.uniform(3.2, 4.8)), float(chance.uniform(4.8, 6.8))
    begin, end = (far, near) if chance.random() < _HALF else (near, far)
    way = curved(
        (Place(-side * 1.85, begin), Place(0.0, (near + far) / 2), Place(side * 1.85, end))
    )
    aside = Turn(walk.start_seconds - 1, 30.0, side * float(chance.uniform(10, 35)))
    return replace(walk, way=way, turns=(aside,))


def _turning(walks: tuple[Walk, ...], chance: np.random.Generator) -> tuple[Walk, ...]:
    return tuple(replace(walk, turns=_glances(walk, chance)) for walk in walks)


def _glances(walk: Walk, chance: np.random.Generator) -> tuple[Turn, ...]:
    count = int(chance.integers(2, 5))
    begin = _reaches(walk, _FIRST_CLEAR_Z_M + 2)
    slot = (walk.end_seconds - begin) / count
    return tuple(
        Turn(
            start_seconds=begin + slot * (number + float(chance.uniform(0, 0.4))),
            seconds=float(chance.uniform(0.5, 1.0)) * slot,
            degrees=float(chance.choice([-1, 1]) * chance.uniform(30, 85)),
        )
        for number in range(count)
    )


def _midway(walks: tuple[Walk, ...], chance: np.random.Generator) -> tuple[Walk, ...]:
    """Change at any moment between the first clear sight and the last."""
    changed = []
    for walk in walks:
        first, last = _reaches(walk, _FIRST_CLEAR_Z_M), _reaches(walk, _LAST_CLEAR_Z_M)
        others = [wears for wears in Wears if wears is not walk.wears]
        change = Change(float(chance.uniform(first, last)), others[int(chance.integers(2))])
        changed.append(replace(walk, change=change))
    return tuple(changed)


def _reaches(walk: Walk, z_m: float) -> float:
    """Return when the walk first is as near as this."""
    times = np.arange(walk.start_seconds, walk.end_seconds, 0.05)
    near = (t for t in times if (p := walk.place(float(t))) is not None and p.z_m <= z_m)
    return float(next(near, walk.end_seconds))


def _hidden(walks: tuple[Walk, ...], chance: np.random.Generator) -> tuple[Walk, ...]:
    """Lead everybody across the line of sight to a pillar."""
    return tuple(replace(walk, way=_behind(walk, chance)) for walk in walks)


def _behind(walk: Walk, chance: np.random.Generator) -> tuple[Place, ...]:
    """From one side of the picture to the other, without turning back."""
    side = float(np.sign(walk.way[0].x_m))
    turn = Place(side * float(chance.uniform(1.2, 1.5)), float(chance.uniform(10.0, 11.5)))
    gone = Place(-side * float(chance.uniform(0.9, 1.2)), float(chance.uniform(2.55, 3.0)))
    return curved((walk.way[0], turn, gone))


_HALF = 0.5
_PILLARS = (Pillar(0.06, 2.45, 0.2),)
_PLANS: dict[Scenario, Callable[[tuple[Walk, ...], np.random.Generator], tuple[Walk, ...]]] = {
    Scenario.PLAIN: _plain,
    Scenario.CROWD: _crowd,
    Scenario.CROSSINGS: _crossings,
    Scenario.TURNING: _turning,
    Scenario.MIDWAY: _midway,
    Scenario.HIDDEN: _hidden,
}
