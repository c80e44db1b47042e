"""One run of a camera's process, as its post keeps account of it."""

from dataclasses import dataclass

from compliance.counts.process import PixelProcess
from compliance.counts.receiver import Receiver
from compliance.faults import Fault

KILL_SECONDS = 3.0
"""A process that was asked to end is ended after this."""


@dataclass(slots=True)
class Run:
    """From its start to its end; times are in monotonic seconds."""

    process: PixelProcess
    receiver: Receiver
    silent_from: float
    """When its silence becomes suspicious."""
    began: float
    up_since: float | None = None
    fault: Fault | None = None
    """Why it ended, in its own words."""
    detail: str = ""
    kill_at: float = float("inf")

    @property
    def is_up(self) -> bool:
        """Whether it has said that it works."""
        return self.up_since is not None

    def ask_to_end(self, now: float) -> None:
        """Have it send what it counted and end; asked again, it is given no more time."""
        self.process.terminate()
        self.kill_at = min(self.kill_at, now + KILL_SECONDS)
