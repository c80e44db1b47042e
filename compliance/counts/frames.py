"""Frame counts that go on rising when a pixel process starts again from zero."""

from dataclasses import dataclass

from compliance.tally import Health


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames by what became of them."""

    decoded: int = 0
    analysed: int = 0
    dropped: int = 0

    def __add__(self, other: "Frames") -> "Frames":
        """Return the sum, kind by kind."""
        return Frames(
            self.decoded + other.decoded,
            self.analysed + other.analysed,
            self.dropped + other.dropped,
        )


@dataclass(frozen=True, slots=True)
class FrameCounter:
    """A camera's frames over all its processes since the daemon's start."""

    before: Frames = Frames()
    """Of the processes that have ended."""
    current: Frames = Frames()
    """Of the process that runs."""
    sequence: int = -1
    """Of the newest health record."""

    @property
    def total(self) -> Frames:
        """The frames of all processes; never less than it was."""
        return self.before + self.current

    def seen(self, health: Health) -> "FrameCounter":
        """Return the counter after a health record.

        A sequence that does not rise is a new process, whose counts began at zero.
        """
        frames = Frames(health.decoded, health.analysed, health.dropped)
        is_new = health.sequence <= self.sequence
        return FrameCounter(self.total if is_new else self.before, frames, health.sequence)
