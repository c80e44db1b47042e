"""The plan of a simulated street: who walks when, where, how fast, and wearing what."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from compliance.errors import DataError

FACE_WIDTH_M = 0.152
"""Width of a face as a detector boxes it; sizes in pixels follow from it."""

GATEWAY_Z_M = 13.0
"""Where the side walls end; people come round this corner."""

LONGEST_WALK_SECONDS = 16.0
"""No walk lasts longer, so a clip must be at least as long."""

_SLOWEST_M_PER_SECOND, _FASTEST_M_PER_SECOND = 1.2, 1.5
_NEAREST_Z_M = 2.55
_TURNING_SECONDS = 0.33
_FURTHEST_Z_M = 16.0


class Wears(StrEnum):
    """What a person wears, which is the outcome a counter should give."""

    MASK = "mask"
    INCORRECT = "incorrect"
    NO_MASK = "no_mask"


@dataclass(frozen=True, slots=True)
class Pillar:
    """Something round, as high as the picture, that hides who walks behind it."""

    x_m: float
    z_m: float
    width_m: float


@dataclass(frozen=True, slots=True)
class StreetSettings:
    """What a clip shows; the same settings give the same clip."""

    seed: int = 1
    seconds: float = 60.0
    people: int = 24
    width_px: int = 640
    height_px: int = 360
    frames_per_second: int = 25
    mask_share: float = 0.5
    """Share of people wearing a mask as it should be, 0 to 1."""
    incorrect_share: float = 0.2
    """Share of people wearing it under the nose or the chin, 0 to 1."""
    noise: float = 2.5
    """Standard deviation of the sensor's noise, in steps of 255."""
    light_swing: float = 0.06
    """How far the light wanders from its mean, as a share."""
    pillars: tuple[Pillar, ...] = ()

    def __post_init__(self) -> None:
        """Raise DataError, saying which setting cannot be and what it may be."""
        wide, high, rate = self.width_px, self.height_px, self.frames_per_second
        shares = self.mask_share + self.incorrect_share
        rules = {
            "people: 0 or more": self.people >= 0,
            f"seconds: at least {LONGEST_WALK_SECONDS:g}": self.seconds >= LONGEST_WALK_SECONDS,
            "size: even, at least 160 x 90": min(wide / 160, high / 90) >= 1
            and wide % 2 == high % 2 == 0,
            "frames per second: 1 to 120": rate in range(1, 121),
            "shares: 0 or more, 1 together": min(self.mask_share, self.incorrect_share) >= 0
            and shares <= 1,
            "noise and light swing: 0 or more": min(self.noise, self.light_swing) >= 0,
        }
        broken = [rule for rule, is_kept in rules.items() if not is_kept]
        if broken:
            raise DataError("the street cannot be planned", f"Expected {'; '.join(broken)}.")


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the ground in metres: x to the right of the camera, z away from it."""

    x_m: float
    z_m: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A head turned aside and back."""

    start_seconds: float
    seconds: float
    degrees: float
    """At the most; above 0 to the right of the picture."""

    def degrees_at(self, at_seconds: float) -> float:
        """Return how far the head is turned: there and back in a third of a second each."""
        into, left = at_seconds - self.start_seconds, self.start_seconds + self.seconds - at_seconds
        return self.degrees * float(np.clip(min(into, left) / _TURNING_SECONDS, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Change:
    """A mask put on, taken off or moved on the way."""

    at_seconds: float
    wears: Wears


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way through the scene."""

    person: int
    """Number in order of appearance, from 0."""
    wears: Wears
    start_seconds: float
    speed_m_per_second: float
    way: tuple[Place, ...]
    height_m: float
    strides_per_second: float
    seed: int
    """From which the person's looks are drawn."""
    turns: tuple[Turn, ...] = ()
    change: Change | None = None

    def worn_at(self, at_seconds: float) -> Wears:
        """Return what is worn at this time."""
        is_changed = self.change is not None and at_seconds >= self.change.at_seconds
        return self.change.wears if self.change and is_changed else self.wears

    def turn_degrees(self, at_seconds: float) -> float:
        """Return how far the head is turned to the right of the picture."""
        return sum(turn.degrees_at(at_seconds) for turn in self.turns)

    @property
    def end_seconds(self) -> float:
        """When the person has walked the whole way."""
        lengths = pairwise(self.way)
        return self.start_seconds + sum(_distance(a, b) for a, b in lengths) / (
            self.speed_m_per_second
        )

    def place(self, at_seconds: float) -> Place | None:
        """Return where the person stands, or None before the start and after the end."""
        left = (at_seconds - self.start_seconds) * self.speed_m_per_second
        if left < 0:
            return None
        for a, b in pairwise(self.way):
            length = _distance(a, b)
            if left <= length:
                return _between(a, b, left / length)
            left -= length
        return None


def plan(settings: StreetSettings) -> tuple[Walk, ...]:
    """Return everybody's walk, in order of start; all have left before the clip ends."""
    chance = np.random.default_rng(settings.seed)
    latest = settings.seconds - LONGEST_WALK_SECONDS
    slot = latest / max(settings.people, 1)
    starts = [float((n + chance.uniform(0.0, 0.9)) * slot) for n in range(settings.people)]
    worn = _outcomes(settings, chance)
    return tuple(_walk(n, worn[n], start, chance) for n, start in enumerate(starts))


def _outcomes(settings: StreetSettings, chance: np.random.Generator) -> list[Wears]:
    masked = round(settings.people * settings.mask_share)
    wrong = min(round(settings.people * settings.incorrect_share), settings.people - masked)
    worn = [Wears.MASK] * masked + [Wears.INCORRECT] * wrong
    worn += [Wears.NO_MASK] * (settings.people - len(worn))
    return [worn[i] for i in chance.permutation(settings.people)]


def _walk(person: int, wears: Wears, start: float, chance: np.random.Generator) -> Walk:
    speed = float(chance.uniform(_SLOWEST_M_PER_SECOND, _FASTEST_M_PER_SECOND))
    return Walk(
        person=person,
        wears=wears,
        start_seconds=start,
        speed_m_per_second=speed,
        way=_way(chance),
        height_m=float(chance.uniform(1.60, 1.84)),
        strides_per_second=speed / 1.45,
        seed=int(chance.integers(2**31)),
    )


def _way(chance: np.random.Generator) -> tuple[Place, ...]:
    """From behind a corner, round it, down the street and out past the camera."""
    side, out = chance.choice([-1.0, 1.0], 2)
    corner = Place(float(side * 2.9), float(chance.uniform(14.2, _FURTHEST_Z_M)))
    turn = Place(float(side * chance.uniform(-0.6, 1.4)), float(chance.uniform(11.0, 12.5)))
    middle = Place(float(chance.uniform(-0.8, 0.8)), float(chance.uniform(5.5, 7.5)))
    gone = Place(float(out * chance.uniform(1.1, 1.3)), _NEAREST_Z_M)
    return curved((corner, turn, middle, gone))


def curved(way: tuple[Place, ...]) -> tuple[Place, ...]:
    """Cut the corners three times, as Chaikin does: nobody turns on the spot."""
    for _ in range(3):
        cuts = [_between(a, b, share) for a, b in pairwise(way) for share in (0.25, 0.75)]
        way = (way[0], *cuts[1:-1], way[-1])
    return way


def _between(a: Place, b: Place, share: float) -> Place:
    return Place(a.x_m + share * (b.x_m - a.x_m), a.z_m + share * (b.z_m - a.z_m))


def _distance(a: Place, b: Place) -> float:
    return float(np.hypot(b.x_m - a.x_m, b.z_m - a.z_m))
