"""How many passages a camera should have counted in the seconds it really watched; pure.

People come at a steady rate, so most of them are a matter of the coverage. A person in view when
watching breaks off is counted before, and again after if still in view: each unbroken stretch
counts everybody whose time in view touches it for long enough, which is a person's time in view
more than its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from compliance.evaluation.street.street_truth import Person

COUNTED_SECONDS = 0.6
"""Who is clear to be seen for so long is counted once."""

SHARE = 0.10
"""Of the expected passages, that may be missed or split where the street is busy."""
_SIGMAS = 2.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who walks through a film that is shown over and over."""

    people: int
    """Who can be counted, in one round."""
    clear_seconds: float
    """How long each of them is clear to be seen, on average."""
    round_seconds: float


def crowd(people: Sequence[Person], round_seconds: float) -> Crowd:
    """Return the crowd of a film's people."""
    counted = [p.clear_seconds for p in people if p.clear_seconds >= COUNTED_SECONDS]
    return Crowd(len(counted), sum(counted) / max(1, len(counted)), round_seconds)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a camera's count is held against."""

    passages: float
    tolerance: float


def expected(of: Crowd, watched_seconds: float, whole_seconds: float, breaks: int) -> Expected:
    """Return the passages expected in what was watched of the whole, with so many breaks.

    The tolerance adds, to a share of them, the chance in who passed just while nobody watched
    or while watching broke off.
    """
    per_second = of.people / of.round_seconds
    edges = (breaks + 1) * (of.clear_seconds - 2 * COUNTED_SECONDS)
    passages = per_second * (watched_seconds + edges)
    unseen = per_second * max(0.0, whole_seconds - watched_seconds)
    chance = _SIGMAS * sqrt(unseen + per_second * of.clear_seconds * (breaks + 1))
    return Expected(passages, SHARE * passages + chance)


def together(parts: Sequence[Expected]) -> Expected:
    """Return what several cameras should count in all: shares add up, chances in squares."""
    passages = sum(part.passages for part in parts)
    chances = (part.tolerance - SHARE * part.passages for part in parts)
    return Expected(passages, SHARE * passages + sqrt(sum(chance**2 for chance in chances)))
