"""Where the supervisor delivers what it received."""

from dataclasses import dataclass
from typing import Protocol

from compliance.camera import Camera
from compliance.faults import Fault
from compliance.tally import Health, Tally


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """How one camera is, as the supervisor sees it."""

    is_up: bool = False
    restarts: int = 0
    """Starts of the pixel process after the first."""
    fault: Fault = Fault.NONE
    """Why it was last down."""
    failures: int = 0
    """Failed runs in a row."""
    is_finished: bool = False
    """A recording is at its end, and delivered."""


class Sink(Protocol):
    """Takes what the supervisor delivers, always from the supervisor's one thread."""

    def next_sequence(self, camera: Camera) -> int:
        """Return the number of the camera's next tally; after a StoreError it is asked again."""

    def tally(self, camera: Camera, tally: Tally) -> None:
        """Take a tally; after a StoreError it comes again, before any later one."""

    def health(self, camera: Camera, health: Health) -> None:
        """Take a health record."""

    def state(self, camera: Camera, status: CameraStatus) -> None:
        """Learn that a camera's status changed."""

    def ended(self, camera: Camera) -> None:
        """Learn that a recording ended and all its tallies were taken; StoreError: comes again."""
