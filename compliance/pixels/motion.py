"""Where a face will be next: constant velocity with its uncertainty, counted in face sizes.

A Kalman filter with the state (position, velocity) for each axis. Its spreads are multiples of
the face's own size, so that a near face and a far one, and any frame rate, obey the same numbers.
"""

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels."""

# All in face sizes. A face is 0.16 m and people walk at up to 2 m/s, mostly across the picture.
_JITTER = 0.08  # a detector's box round a face that stands still
_UNKNOWN_SPEED_X, _UNKNOWN_SPEED_Y = 5.0, 2.5  # per second, at the first sighting
_UNSTEADINESS = 2.0  # per second to the power 1.5: heads bob, people slow down and turn
_STEADY_SIZE = 0.12  # a box whose size changed more (as a logarithm) is off in place as well
_SIZE_WEIGHT = 0.5  # of the newest box in the running width and height


@dataclass(frozen=True, slots=True)
class Axis:
    """Position and velocity along one axis with their covariance; pixels and seconds."""

    position: float
    velocity: float
    position_variance: float
    covariance: float
    velocity_variance: float

    def after(self, seconds: float, size_px: float) -> "Axis":
        """Return the state expected so many seconds later."""
        t, noise = seconds, (_UNSTEADINESS * size_px) ** 2
        spread = self.position_variance + t * (2 * self.covariance + t * self.velocity_variance)
        return Axis(
            self.position + t * self.velocity,
            self.velocity,
            spread + noise * t**3 / 3,
            self.covariance + t * self.velocity_variance + noise * t**2 / 2,
            self.velocity_variance + noise * t,
        )

    def seen_at(self, position: float, size_px: float) -> "Axis":
        """Return the state corrected by a sighting."""
        total = self.position_variance + (_JITTER * size_px) ** 2
        gain, velocity_gain = self.position_variance / total, self.covariance / total
        surprise = position - self.position
        return Axis(
            self.position + gain * surprise,
            self.velocity + velocity_gain * surprise,
            (1 - gain) * self.position_variance,
            (1 - gain) * self.covariance,
            self.velocity_variance - velocity_gain * self.covariance,
        )


@dataclass(frozen=True, slots=True)
class Motion:
    """A face's centre in motion, and its running width and height; pixels."""

    x: Axis
    y: Axis
    width: float
    height: float

    @property
    def size(self) -> float:
        """Geometric mean of width and height."""
        return math.sqrt(self.width * self.height)

    @property
    def box(self) -> Box:
        """The box expected now."""
        x, y, w, h = self.x.position, self.y.position, self.width / 2, self.height / 2
        return (x - w, y - h, x + w, y + h)

    def spread(self) -> tuple[float, float]:
        """Return how far off a sighting may be along x and y: standard deviations in pixels."""
        jitter = (_JITTER * self.size) ** 2
        across, down = self.x.position_variance, self.y.position_variance
        return math.sqrt(across + jitter), math.sqrt(down + jitter)

    def after(self, seconds: float) -> "Motion":
        """Return the motion expected so many seconds later."""
        size = self.size
        return replace(self, x=self.x.after(seconds, size), y=self.y.after(seconds, size))

    def seen_at(self, box: Box) -> "Motion":
        """Return the motion corrected by a sighting at this time."""
        x, y, width, height = _centre_and_sides(box)
        change = abs(math.log(math.sqrt(width * height) / self.size))
        size = self.size * max(1.0, change / _STEADY_SIZE)
        return Motion(
            self.x.seen_at(x, size),
            self.y.seen_at(y, size),
            self.width + _SIZE_WEIGHT * (width - self.width),
            self.height + _SIZE_WEIGHT * (height - self.height),
        )


def begin(box: Box) -> Motion:
    """Return the motion of a face seen for the first time."""
    x, y, width, height = _centre_and_sides(box)
    size = math.sqrt(width * height)
    jitter = (_JITTER * size) ** 2
    return Motion(
        Axis(x, 0.0, jitter, 0.0, (_UNKNOWN_SPEED_X * size) ** 2),
        Axis(y, 0.0, jitter, 0.0, (_UNKNOWN_SPEED_Y * size) ** 2),
        width,
        height,
    )


def _centre_and_sides(box: Box) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = box
    return (x1 + x2) / 2, (y1 + y2) / 2, max(x2 - x1, 1.0), max(y2 - y1, 1.0)
