"""Whether a camera sees, and what of that may be told; pure.

Two answers leave this file. Whether time counts as watched follows the picture at once, since
it is published in buckets only. The reason, which operators see, is coarse, since light that goes
on with a person would tell of that person: it is taken from minutes of evidence, changes on a
grid of minutes only, and a change is followed by none for as long as the law's shortest interval.
"""

from dataclasses import dataclass

from compliance.pixels.delivery import Delivery
from compliance.pixels.glance import glance
from compliance.pixels.prints import Prints
from compliance.pixels.tiny import Grey
from compliance.sight import TOLD_SECONDS, Sight

_EVERY_SECONDS = 1.0  # a decision; light and detail do not change faster for long


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what stands against a camera must last; in seconds."""

    blind: float = 120.0
    """Black or without detail."""
    frozen: float = 600.0
    """Without anything new: a sensor's noise shows within seconds, see `prints.py`."""
    longest_frozen: float = 4 * 3600.0
    """The same, after it doubled with each time the picture came alive by itself."""
    told_every: float = 300.0
    told_for: float = TOLD_SECONDS


class Watchdog:
    """Watches one camera's sight. Times are in seconds and never fall."""

    def __init__(self, patience: Patience = Patience()) -> None:
        self._blindness = Blindness(patience)
        self._delivery = Delivery()
        self._telling = Telling(patience)

    @property
    def told(self) -> Sight:
        """What may be told."""
        return self._telling.told

    def arrived(self, at_seconds: float, *, is_timed: bool) -> None:
        """Take in that a frame was decoded; `is_timed`: it had a time stamp to be believed."""
        self._delivery.arrived(at_seconds, is_timed=is_timed)

    def look(self, picture: Grey, at_seconds: float) -> bool:
        """Take in an analysed frame's tiny picture; return whether the camera sees."""
        blind = self._blindness.look(picture, at_seconds)
        self._telling.learn(blind or self._delivery.sight, at_seconds)
        return not blind


class Blindness:
    """Tells pictures in which nothing can be seen from those of a working camera."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._prints = Prints()
        self._dark, self._flat = Lasting(patience.blind), Lasting(patience.blind)
        self._frozen_seconds = patience.frozen
        self._is_frozen = False
        self._sight, self._next_seconds = Sight.CLEAR, float("-inf")

    def look(self, picture: Grey, at_seconds: float) -> Sight:
        """Return BLACK, COVERED, FROZEN or CLEAR, once it has lasted long enough."""
        self._prints.take(picture, at_seconds)
        if at_seconds >= self._next_seconds:
            self._next_seconds = at_seconds + _EVERY_SECONDS
            self._sight = self._decide(picture, at_seconds)
        return self._sight

    def _decide(self, picture: Grey, at_seconds: float) -> Sight:
        seen = glance(picture)
        is_black = self._dark.has(seen.is_dark, at_seconds)
        is_covered = self._flat.has(seen.is_flat, at_seconds)
        is_frozen = self._freezes(self._prints.still_seconds())
        if is_black:
            return Sight.BLACK
        if is_covered:
            return Sight.COVERED
        return Sight.FROZEN if is_frozen else Sight.CLEAR

    def _freezes(self, still_seconds: float) -> bool:
        """Say whether the picture is frozen; each time it turns out not to be, doubt doubles.

        So a camera so calm that a scene at rest looks frozen tells of what moves there a few
        times, and then no more.
        """
        is_frozen = still_seconds >= self._frozen_seconds
        if self._is_frozen and not is_frozen:
            longest = self._patience.longest_frozen
            self._frozen_seconds = min(2 * self._frozen_seconds, longest)
        self._is_frozen = is_frozen
        return is_frozen


class Lasting:
    """Whether something has held without a pause for long enough."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since: float | None = None

    def has(self, holds: bool, at_seconds: float) -> bool:  # noqa: FBT001 - it is the subject
        """Say whether it has, now that it holds or not."""
        if not holds:
            self._since = None
            return False
        if self._since is None:
            self._since = at_seconds
        return at_seconds - self._since >= self._seconds


class Telling:
    """Tells late and seldom."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.told = Sight.CLEAR
        self._changed = float("-inf")
        self._turn: float | None = None

    def learn(self, sight: Sight, at_seconds: float) -> None:
        """Take in how the camera sees; `told` follows when its turn comes."""
        turn = at_seconds // self._patience.told_every
        is_new_turn, self._turn = self._turn not in (None, turn), turn
        if not is_new_turn or sight is self.told:
            return
        if at_seconds - self._changed >= self._patience.told_for:
            self.told, self._changed = sight, at_seconds
