"""What the time stamps of a simulated camera are worth."""

from enum import Enum

from compliance.evaluation.soak.rtp import CLOCK_HZ

_WRAP_AFTER_SECONDS = 6.0
_JUMP_EVERY_SECONDS = 3.0
_JUMP_SECONDS = 3600.0


class Stamps(Enum):
    """How a camera stamps its pictures."""

    STEADY = "steady"
    MISSING = "missing"
    """All alike."""
    JUMPING = "jumping"
    """An hour ahead and back again, every few seconds."""
    WRAPPING = "wrapping"
    """Past the largest number seconds after the beginning, from 0 again."""

    def of(self, played_seconds: float) -> int:
        """Return the stamp of a picture shown so long after the client's first; it may wrap."""
        if self is Stamps.MISSING:
            return 0
        ticks = round(played_seconds * CLOCK_HZ)
        if self is Stamps.WRAPPING:
            return (1 << 32) - round(_WRAP_AFTER_SECONDS * CLOCK_HZ) + ticks
        is_ahead = self is Stamps.JUMPING and played_seconds // _JUMP_EVERY_SECONDS % 2
        return ticks + (round(_JUMP_SECONDS * CLOCK_HZ) if is_ahead else 0)
