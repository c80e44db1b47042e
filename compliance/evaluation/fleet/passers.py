"""How many pass an area in an hour, and what they wear: a believable day, week and year; pure."""

import math
import random
from dataclasses import dataclass
from datetime import datetime

from compliance.counts.buckets import Counts
from compliance.sureness import Sureness

_OPEN, _SHUT = 7, 21
"""Fourteen hours; at others somebody comes now and then."""
_PEAKS = ((8.5, 0.9), (12.5, 1.0), (17.5, 1.4))
"""Rush hours by the clock, and how strong each is."""
_WEEK = (1.0, 1.0, 0.98, 1.02, 1.1, 0.8, 0.35)
_NIGHT = 0.01
_FEWEST, _MOST = 12.0, 240.0
"""People in an average open hour, of a quiet area and of a busy one."""
_UNKNOWN, _INCORRECT = 0.05, 0.06
_SURE = (0.02, 0.03, 0.05, 0.08, 0.15)
"""Shares of the classes of sureness; the rest was judged surely."""


@dataclass(frozen=True, slots=True)
class Place:
    """One area's habits."""

    people: float
    """In an average open hour."""
    masked: float
    """Share of those whom it can be said of, in the middle of the year."""


def place(chance: random.Random) -> Place:
    """Return an area by chance: few are busy, many are quiet."""
    people = _FEWEST * (_MOST / _FEWEST) ** (chance.random() ** 1.5)
    return Place(people, chance.uniform(0.5, 0.95))


def expected(where: Place, at: datetime) -> float:
    """Return how many pass in the hour that begins then, on average."""
    if not _OPEN <= at.hour < _SHUT:
        return where.people * _NIGHT
    rush = sum(strength * math.exp(-((at.hour + 0.5 - peak) ** 2) / 3) for peak, strength in _PEAKS)
    season = 1 + 0.15 * math.cos(2 * math.pi * at.timetuple().tm_yday / 365)
    return where.people * (0.4 + rush) * _WEEK[at.weekday()] * season


def counted(where: Place, at: datetime, chance: random.Random) -> Counts:
    """Return an hour's passages by outcome."""
    mean = expected(where, at)
    people = max(0, round(chance.gauss(mean, math.sqrt(mean))))
    unknown = _some(people, _UNKNOWN, chance)
    decided = people - unknown
    season = 0.05 * math.cos(2 * math.pi * at.timetuple().tm_yday / 365)
    mask = _some(decided, min(0.99, where.masked + season), chance)
    incorrect = _some(decided - mask, _INCORRECT / (1 - min(0.9, where.masked)) / 4, chance)
    return Counts(mask, incorrect, decided - mask - incorrect, unknown)


def judged(counts: Counts) -> Sureness:
    """Return how surely they were judged: most of them surely, as usual."""
    least, little, middling, well, better = (int(counts.decided * share) for share in _SURE)
    best = counts.decided - least - little - middling - well - better
    return Sureness(least, little, middling, well, better, best)


def _some(people: int, share: float, chance: random.Random) -> int:
    """Return how many of so many do what a share of all does."""
    share = min(1.0, max(0.0, share))
    drawn = chance.gauss(people * share, math.sqrt(people * share * (1 - share)))
    return min(people, max(0, round(drawn)))
