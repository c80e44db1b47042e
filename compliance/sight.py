"""How well a camera sees, as one closed list, with what to do about each."""

from enum import IntEnum


class Sight(IntEnum):
    """What stands against a camera whose frames arrive. The numbers are part of the channel."""

    CLEAR = 0
    BLACK = 1
    COVERED = 2
    FROZEN = 3
    UNTIMED = 4
    SPARSE = 5

    @property
    def is_blind(self) -> bool:
        """Whether nothing can be seen, so that the time does not count as watched."""
        return self in _BLIND


TOLD_SECONDS = 1200.0
"""How long one is told at least: as long as the shortest bucket."""

_BLIND = frozenset({Sight.BLACK, Sight.COVERED, Sight.FROZEN})

_EXPLANATIONS = {
    Sight.CLEAR: "it sees and delivers well again",
    Sight.BLACK: "its picture is black: see whether the light is off, the lens covered or the "
    "camera broken; the time does not count as watched",
    Sight.COVERED: "its picture shows no detail: see whether the lens is covered, dirty or fogged, "
    "or it is too dark; the time does not count as watched",
    Sight.FROZEN: "its picture stands still to the last bit: start the camera or its recorder "
    "anew; the time does not count as watched",
    Sight.UNTIMED: "its time stamps stand still or jump: set the camera's clock by a time server, "
    "and its frame rate to a fixed one",
    Sight.SPARSE: "it sends fewer frames than people can be followed with: set its frame rate to "
    "5 a second or more, and check its network",
}


def explain(sight: Sight) -> str:
    """Say in plain words how a camera sees and what to do about it."""
    return _EXPLANATIONS[sight]
