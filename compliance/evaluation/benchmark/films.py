"""The films that are measured: what each shows, and what it is called."""

from dataclasses import dataclass
from pathlib import Path

FRAMES_PER_SECOND = 25
_MAKING = 1  # rises when the same film would come out differently


@dataclass(frozen=True, slots=True)
class Size:
    """A stream's picture."""

    name: str
    width_px: int
    height_px: int
    bits_per_second: int


MAIN = Size("1080p", 1920, 1080, 4_000_000)
SUB = Size("360p", 640, 360, 500_000)


@dataclass(frozen=True, slots=True)
class Film:
    """A street with always the same number of people in view."""

    people: int
    """0 is a still scene with a sensor's noise."""
    size: Size
    seconds: float
    has_b_frames: bool = False

    @property
    def name(self) -> str:
        """Return the name it is kept by."""
        b_frames = "-b" if self.has_b_frames else ""
        return f"street{_MAKING}-{self.people}-{self.size.name}-{self.seconds:g}s{b_frames}"

    @property
    def frames(self) -> int:
        """Return how many frames it has."""
        return round(self.seconds * FRAMES_PER_SECOND)

    def path(self, folder: Path) -> Path:
        """Return where it lies in the folder of the films."""
        return folder / f"{self.name}.mp4"

    def bits_per_second(self, folder: Path) -> float:
        """Return what the made film really takes."""
        return self.path(folder).stat().st_size * 8 / self.seconds


def seconds_of(frames: int) -> float:
    """Return how long so many frames of a film last."""
    return frames / FRAMES_PER_SECOND
