"""Where the supervisor delivers what it received."""

from dataclasses import dataclass
from typing import Protocol

from compliance.camera import Camera
from compliance.faults import Fault
from compliance.sight import Sight
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
    sight: Sight = Sight.CLEAR
    """How well it sees while it is up."""
    analysed_share: float = 1.0
    """Of the configured rate: what is analysed while the machine is short of time."""
    is_shed: bool = False
    """It is stopped until the machine has time again."""
    is_elsewhere: bool = False
    """Another machine counts it."""


class Sink(Protocol):
    """Takes what the supervisor delivers, always from the supervisor's one thread."""

    def next_sequence(self, camera: Camera) -> int:
        """Return the number of the camera's next tally; after a StoreError it is asked again.

        ElsewhereError: another machine counts the camera. It is asked again after a while.
        """

    def tally(self, camera: Camera, tally: Tally) -> None:
        """Take a tally; after a StoreError it comes again, before any later one.

        ElsewhereError: another machine counts the camera by now. It does not come again.
        """

    def health(self, camera: Camera, health: Health) -> None:
        """Take a health record."""

    def state(self, camera: Camera, status: CameraStatus) -> None:
        """Learn that a camera's status changed."""

    def ended(self, camera: Camera) -> None:
        """Learn that a recording ended and all its tallies were taken; StoreError: comes again."""
