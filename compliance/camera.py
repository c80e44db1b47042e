"""What is known of a camera, and the order a pixel process is started with; plain values only."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

Point = tuple[float, float]
"""x and y as shares of the picture's width and height, 0 to 1."""

Polygon = tuple[Point, ...]
"""At least three points."""


class SourceKind(Enum):
    """How a source is opened."""

    RTSP = "rtsp"
    HTTP = "http"
    DEVICE = "device"
    FILE = "file"


class Clock(Enum):
    """Whose time a camera's passages carry."""

    WALL = "wall"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Source:
    """Where pictures come from. The address may hold a credential and never shows itself."""

    kind: SourceKind
    address: str = field(repr=False)
    label: str
    """The address without its credential, safe to show."""


@dataclass(frozen=True, slots=True)
class Recording:
    """How a file is replayed on its own clock."""

    start: datetime
    """Time of the first frame, aware."""
    speed: float | None = 1.0
    """Recorded seconds per second; None is as fast as the machine can."""
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera of the configuration."""

    number: int
    """Place in the configuration, from 0; its name on the channel."""
    name: str
    area: str
    source: Source
    recording: Recording | None = None
    """None: the wall clock."""
    analysed_per_second: float = 5.0
    minimum_face_px: int = 24
    """Faces with a shorter longer side (in the full picture) are not counted."""
    detector_width_px: int = 640
    """Width the picture is brought to for detection; the height follows its shape."""
    include: tuple[Polygon, ...] = ()
    """Empty: the whole picture."""
    exclude: tuple[Polygon, ...] = ()
    open_timeout_seconds: float = 5.0
    read_timeout_seconds: float = 8.0
    priority: int = 5
    """0 to 9: cameras of a lower one are stopped first when the machine is short of time."""

    @property
    def clock(self) -> Clock:
        """Whose time the camera's passages carry."""
        return Clock.RECORDING if self.recording else Clock.WALL


@dataclass(frozen=True, slots=True)
class Order:
    """Everything one pixel process is told at its start."""

    camera: Camera
    models: Path
    """Folder of the manifest and the model files."""
    first_sequence: int
    """Sequence number of the first tally it sends."""
    allow_unsandboxed: bool = False
    first_minute: int = 0
    """Earlier minutes of a recording (since 1970) were delivered already and are passed over."""
    step: int = 0
    """Of the rate to begin with, see `tempo.py`. Afterwards signals tell it, and nothing else."""
