"""How one camera is, as it is told to people."""

from dataclasses import dataclass

from compliance.camera import Camera
from compliance.counts.sink import CameraStatus
from compliance.faults import Fault, explain
from compliance.sight import Sight
from compliance.sight import explain as explain_sight


@dataclass(frozen=True, slots=True)
class CameraState:
    """A camera's health; nothing in it counts people."""

    name: str
    area: str
    is_up: bool
    fault: Fault
    """Why it is down; none while it is up."""
    sight: Sight
    """What stands against its picture while it is up."""
    restarts: int
    is_locked: bool | None
    """Whether its pixel process is locked; None before its first word."""
    analysed_share: float
    is_shed: bool
    says: str
    """What stands against it and what to do about it, in words; empty when nothing does."""
    is_finished: bool = False
    """It is a recording at its end."""
    is_elsewhere: bool = False
    """Another machine counts it."""


def against(status: CameraStatus) -> str:
    """Return what stands against a camera in words, empty when nothing does."""
    if status.is_up:
        return explain_sight(status.sight) if status.sight is not Sight.CLEAR else ""
    if status.is_elsewhere:
        return "another machine counts it, and this one stands by"
    if status.is_shed:
        return "it is stopped until the machine has time again"
    return explain(status.fault) if status.fault is not Fault.NONE else ""


def state_of(camera: Camera, status: CameraStatus, *, is_locked: bool | None) -> CameraState:
    """Return how a camera is."""
    return CameraState(
        name=camera.name,
        area=camera.area,
        is_up=status.is_up,
        fault=Fault.NONE if status.is_up else status.fault,
        sight=status.sight if status.is_up else Sight.CLEAR,
        restarts=status.restarts,
        is_locked=is_locked,
        analysed_share=status.analysed_share,
        is_shed=status.is_shed,
        says=against(status),
        is_finished=status.is_finished,
        is_elsewhere=status.is_elsewhere,
    )
