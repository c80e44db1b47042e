"""The cameras' health in words; never a word about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from compliance.counts.camera_state import CameraState
from compliance.faults import Fault
from compliance.sight import Sight


class Condition(StrEnum):
    """How a camera is, in one word."""

    GOOD = "good"
    POOR = "poor"
    """It is counted, and something stands against it."""
    DOWN = "down"
    """Nothing of it is counted."""
    STARTING = "starting"
    ENDED = "ended"
    """A recording is at its end, or another machine counts the camera: nothing is amiss."""


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """A camera and how it is."""

    name: str
    area: str
    condition: Condition
    says: str


def healths(states: Sequence[CameraState]) -> tuple[CameraHealth, ...]:
    """Return how each camera is."""
    return tuple(CameraHealth(state.name, state.area, *_judged(state)) for state in states)


def _judged(state: CameraState) -> tuple[Condition, str]:
    if state.is_finished:
        return Condition.ENDED, "the recording is counted to its end"
    if state.is_elsewhere:
        return Condition.ENDED, state.says
    if not state.is_up:
        is_starting = state.fault is Fault.NONE and not state.is_shed
        return (
            (Condition.STARTING, "it is starting") if is_starting else (Condition.DOWN, state.says)
        )
    if state.sight is not Sight.CLEAR:
        return (Condition.DOWN if state.sight.is_blind else Condition.POOR), state.says
    if state.analysed_share < 1:
        share = f"{state.analysed_share:.0%}"
        return Condition.POOR, f"it is looked at {share} as often as set: the machine lacks time"
    return Condition.GOOD, "it sees and is counted"
