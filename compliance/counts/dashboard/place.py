"""What a site's configuration says of its page."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from compliance.camera import Camera
from compliance.config import Config
from compliance.counts.dashboard.live import Terms
from compliance.counts.rates import Measured, measured_of
from compliance.models import Models


@dataclass(frozen=True, slots=True)
class Place:
    """What the page is of."""

    site: str
    zone: ZoneInfo
    """Whose hours and days are told."""
    measured: Measured
    terms: Terms
    cameras: tuple[Camera, ...] = ()
    allows_unlocked: bool = False
    """Pixel processes may run without the kernel's lock."""


def place_of(config: Config, models: Models, zone: ZoneInfo) -> Place:
    """Return what the page of a configured site is of."""
    return Place(
        site=config.site,
        zone=zone,
        measured=measured_of(models),
        terms=Terms(config.bucket, config.minimum_count, config.homogeneous_limit),
        cameras=config.cameras,
        allows_unlocked=config.allow_unsandboxed,
    )
