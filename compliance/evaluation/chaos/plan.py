"""What befalls a site, and when: by chance, and the same again for a seed; pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

HOUR_SECONDS = 3600.0
_LEAST_PEACE_SECONDS = 180.0
"""Before a trouble, so that there are minutes between two."""


class Trouble(Enum):
    """What can befall a site; in each but one nothing but the documented minute may be lost."""

    PIXELS = "kill -9: a camera's"
    SERVER = "kill -9: fork server"
    MAIN = "kill -9: main"
    ALL = "kill -9: all"
    STOP = "stopped and started"
    LOCKED = "database locked"
    FULL = "disk full"
    READ_ONLY = "disk read-only"
    UNSYNCED = "disk fails to sync"
    NO_FILES = "no descriptors"
    NO_MEMORY = "out of memory"
    AHEAD = "clock ahead"
    BACK = "clock back"
    YEAR = "clock a year ahead"
    DAMAGED = "database damaged"
    """Everything since the last backup is lost, and the log says so."""


# How long each lasts, in real seconds where it does.
_LENGTHS = {
    Trouble.LOCKED: (0.5, 4.0),
    Trouble.FULL: (0.5, 2.0),
    Trouble.READ_ONLY: (0.5, 2.0),
    Trouble.UNSYNCED: (0.5, 2.0),
    Trouble.NO_FILES: (0.5, 1.5),
}
_LEAPS = {
    Trouble.AHEAD: (600.0, 3 * HOUR_SECONDS),
    Trouble.BACK: (-3 * HOUR_SECONDS, -600.0),
    Trouble.YEAR: (370 * 24 * HOUR_SECONDS, 380 * 24 * HOUR_SECONDS),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One trouble."""

    peace_seconds: float
    """Simulated, since the last was over."""
    trouble: Trouble
    camera: int
    """The one that is hit, where only one is."""
    seconds: float = 0.0
    """How long it lasts, in real seconds; or how far the clock leaps."""


def plan(
    seed: int, cameras: int, seconds: float, kinds: Sequence[Trouble] = tuple(Trouble)
) -> tuple[Event, ...]:
    """Return what befalls a site in so many simulated seconds of peace.

    Every kind comes once before any comes again, as far as there is time.
    """
    chance = random.Random(seed)  # noqa: S311 - a plan, not a secret
    events: list[Event] = []
    left = seconds
    deck: list[Trouble] = []
    while True:
        deck = deck or chance.sample(kinds, len(kinds))
        peace = _LEAST_PEACE_SECONDS + chance.expovariate(1 / _LEAST_PEACE_SECONDS)
        left -= peace
        if left < 0:
            return tuple(events)
        events.append(_event(deck.pop(), peace, cameras, chance))


def _event(trouble: Trouble, peace: float, cameras: int, chance: random.Random) -> Event:
    bounds = _LENGTHS.get(trouble) or _LEAPS.get(trouble) or (0.0, 0.0)
    return Event(peace, trouble, chance.randrange(cameras), chance.uniform(*bounds))
