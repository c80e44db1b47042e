"""Where the API's and the pages' answers come from: released rows, and the machinery's state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from compliance.counts.camera_state import CameraState
from compliance.counts.rates import Measured
from compliance.counts.reader import Reader
from compliance.counts.web.site_shapes import Configuration, Model


@dataclass(slots=True)
class Sources:
    """Everything that may be told of a site; `areas` and `configuration` follow a reload."""

    site: str
    version: str
    zone: ZoneInfo
    """Whose hours and days are told unless another is asked for."""
    measured: Measured
    areas: Mapping[str, Sequence[str]]
    """The configured areas, each with its cameras' names."""
    reader: Callable[[], Reader]
    """Returns the one door to released rows; raises ProblemError while the daemon starts."""
    cameras: Callable[[], Sequence[CameraState]]
    """Returns how each camera is; raises ProblemError while the daemon starts."""
    model: Model
    configuration: Configuration
