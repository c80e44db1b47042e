"""What befalls the cameras in a soak, and when: by chance, and the same again for a seed; pure."""

import random
from dataclasses import dataclass
from enum import Enum

_LEAST_PEACE_SECONDS = 15.0
"""Before a trouble: who is back has been seen to be back."""
_MEAN_PEACE_SECONDS = 120.0
"""Beyond the least, on average: there are short runs and long ones."""
_LAST_PEACE_SECONDS = 20.0
"""Left at the end, so that every camera is back by then."""


class Trouble(Enum):
    """What can befall a camera."""

    KILL = "killed"
    HANG = "stopped and resumed"
    GARBAGE = "garbage pictures"
    NOISE = "noise"
    RESTART = "restarted"


# Long enough, where the connection stays, to be noticed: a shorter one is no break.
_LENGTHS = {
    Trouble.KILL: (2.0, 20.0),
    Trouble.HANG: (13.0, 25.0),
    Trouble.GARBAGE: (13.0, 25.0),
    Trouble.NOISE: (2.0, 20.0),
    Trouble.RESTART: (0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One trouble of one camera."""

    camera: int
    at_seconds: float
    """Since the soak's beginning."""
    trouble: Trouble
    seconds: float
    """How long it lasts."""


def troubles(seed: int, cameras: int, seconds: float) -> tuple[Event, ...]:
    """Return all that befalls so many cameras in a soak of this length, camera by camera."""
    return tuple(event for n in range(cameras) for event in _of(seed, n, seconds))


def _of(seed: int, camera: int, seconds: float) -> list[Event]:
    chance = random.Random(f"{seed} {camera}")  # noqa: S311 - a plan, not a secret
    mean_peace = min(_MEAN_PEACE_SECONDS, seconds / 6)
    events: list[Event] = []
    end = 0.0
    while True:
        at = end + _LEAST_PEACE_SECONDS + chance.expovariate(1 / mean_peace)
        trouble = chance.choice(list(Trouble))
        end = at + chance.uniform(*_LENGTHS[trouble])
        if end > seconds - _LAST_PEACE_SECONDS:
            return events
        events.append(Event(camera, at, trouble, end - at))
