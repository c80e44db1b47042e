"""What the page says of this very moment: the clock, the cameras, when figures may come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.camera import Camera, Clock
from compliance.counts.buckets import bucket_start
from compliance.counts.dashboard.cameras import CameraHealth
from compliance.counts.jobs import LATENESS

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms figures are released."""

    bucket: timedelta
    minimum_count: int
    homogeneous_limit: timedelta | None
    """How long an interval in which all did alike waits; None: it does not."""


@dataclass(frozen=True, slots=True)
class Live:
    """What is so at this moment."""

    now: datetime
    """In the place's zone; where only recordings are counted, the time they have come to."""
    made_at: datetime
    """By the wall clock, in the same zone."""
    next_release: datetime | None
    """When figures may come, at the earliest; None: they come as recordings are counted."""
    terms: Terms
    cameras: tuple[CameraHealth, ...] = ()
    is_recorded: bool = False
    """Nothing but recordings is counted: their days are not ours."""
    allows_unlocked: bool = False
    """Pixel processes may run without the kernel's lock."""


def next_release(now: datetime, bucket: timedelta) -> datetime:
    """Return the first whole minute at which figures may be released, in the zone of `now`.

    It is a matter of the clock alone. Whether they are released depends on how many people came,
    and is not told before.
    """
    closes = bucket_start(now - LATENESS, bucket) + bucket + LATENESS
    return (closes.replace(second=0, microsecond=0) + _MINUTE).astimezone(now.tzinfo)


def is_recorded(cameras: Sequence[Camera]) -> bool:
    """Say whether nothing but recordings is counted, whose time is not the wall clock's."""
    return bool(cameras) and all(camera.clock is Clock.RECORDING for camera in cameras)
