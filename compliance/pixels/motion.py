"""Where a face will be next, and how large: constant velocity with its uncertainty.

A Kalman filter with the state (value, velocity) for each of x, y and the logarithm of the size.
The spreads of x and y are multiples of the face's own size, so that a near face and a far one,
and any frame rate, obey the same numbers.
"""

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels."""

# In face sizes. A face is 0.16 m and people walk at up to 2 m/s, mostly across the picture.
_JITTER = 0.08  # a detector's box round a face that stands still
_UNKNOWN_SPEED_X, _UNKNOWN_SPEED_Y = 5.0, 2.5  # per second, at the first sighting
_UNSTEADINESS = 2.0  # per second to the power 1.5: heads bob, people slow down and turn

# Of the size's logarithm. Who walks at v m/s towards a camera z m away grows by v / z a second.
SIZE_JITTER = 0.12  # from one box to the next of a face that stands still
_UNKNOWN_GROWTH = 0.3  # per second, at the first sighting
_GROWTH_UNSTEADINESS = 0.25  # per second to the power 1.5

_SHAPE_WEIGHT = 0.5  # of the newest box in the running shape


@dataclass(frozen=True, slots=True)
class Axis:
    """One value and its velocity, per second, with their covariance."""

    value: float
    velocity: float
    variance: float
    covariance: float
    velocity_variance: float

    def after(self, seconds: float, unsteadiness: float) -> "Axis":
        """Return the state expected so many seconds later."""
        t, noise = seconds, unsteadiness**2
        spread = self.variance + t * (2 * self.covariance + t * self.velocity_variance)
        return Axis(
            self.value + t * self.velocity,
            self.velocity,
            spread + noise * t**3 / 3,
            self.covariance + t * self.velocity_variance + noise * t**2 / 2,
            self.velocity_variance + noise * t,
        )

    def seen_at(self, value: float, jitter: float) -> "Axis":
        """Return the state corrected by a sighting."""
        total = self.variance + jitter**2
        gain, velocity_gain = self.variance / total, self.covariance / total
        surprise = value - self.value
        return Axis(
            self.value + gain * surprise,
            self.velocity + velocity_gain * surprise,
            (1 - gain) * self.variance,
            (1 - gain) * self.covariance,
            self.velocity_variance - velocity_gain * self.covariance,
        )


@dataclass(frozen=True, slots=True)
class Motion:
    """A face's centre in pixels, the logarithm of its size in pixels, and its shape."""

    x: Axis
    y: Axis
    log_size: Axis
    shape: float
    """Logarithm of width over size: half that of width over height."""

    @property
    def size(self) -> float:
        """Geometric mean of width and height."""
        return math.exp(self.log_size.value)

    @property
    def box(self) -> Box:
        """The box expected now."""
        x, y, size, across = self.x.value, self.y.value, self.size, math.exp(self.shape)
        w, h = size * across / 2, size / across / 2
        return (x - w, y - h, x + w, y + h)

    def spread(self) -> tuple[float, float]:
        """Return how far off a sighting may be along x and y: standard deviations in pixels."""
        jitter = (_JITTER * self.size) ** 2
        return math.sqrt(self.x.variance + jitter), math.sqrt(self.y.variance + jitter)

    def size_spread(self) -> float:
        """Return how far off a sighting's logarithm of size may be: a standard deviation."""
        return math.hypot(math.sqrt(self.log_size.variance), SIZE_JITTER)

    def after(self, seconds: float) -> "Motion":
        """Return the motion expected so many seconds later."""
        unsteadiness = _UNSTEADINESS * self.size
        return replace(
            self,
            x=self.x.after(seconds, unsteadiness),
            y=self.y.after(seconds, unsteadiness),
            log_size=self.log_size.after(seconds, _GROWTH_UNSTEADINESS),
        )

    def seen_at(self, box: Box) -> "Motion":
        """Return the motion corrected by a sighting at this time.

        A box of an odd size is off in place as well, so it is believed less: of a face half hidden
        only a part is found, or two faces were taken for one.
        """
        x, y, width, height = _centre_and_sides(box)
        log_size = math.log(width * height) / 2
        oddness = max(1.0, abs(log_size - self.log_size.value) / SIZE_JITTER)
        jitter = _JITTER * self.size * oddness
        shape = math.log(width / height) / 2
        return Motion(
            self.x.seen_at(x, jitter),
            self.y.seen_at(y, jitter),
            self.log_size.seen_at(log_size, SIZE_JITTER * oddness),
            self.shape + _SHAPE_WEIGHT * (shape - self.shape),
        )


def begin(box: Box) -> Motion:
    """Return the motion of a face seen for the first time."""
    x, y, width, height = _centre_and_sides(box)
    size = math.sqrt(width * height)
    jitter = (_JITTER * size) ** 2
    return Motion(
        Axis(x, 0.0, jitter, 0.0, (_UNKNOWN_SPEED_X * size) ** 2),
        Axis(y, 0.0, jitter, 0.0, (_UNKNOWN_SPEED_Y * size) ** 2),
        Axis(math.log(size), 0.0, SIZE_JITTER**2, 0.0, _UNKNOWN_GROWTH**2),
        math.log(width / height) / 2,
    )


def _centre_and_sides(box: Box) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = box
    return (x1 + x2) / 2, (y1 + y2) / 2, max(x2 - x1, 1.0), max(y2 - y1, 1.0)
