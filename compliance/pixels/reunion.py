"""Whether somebody new is one who was lost: by where both were going, not by how they look.

Of one who walks behind something the place says little after a second, and whoever comes out
first would take it over. So whoever comes out is followed as somebody new at first, and compared
when the way they go is known as well: two who pass behind the same pillar come out on the sides
that they walked to.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.followed import Followed
from compliance.pixels.motion import SIZE_JITTER, Axis, Motion

_REACH = 14.0  # cost from which two motions are those of two people
_LARGEST_RATIO = 2.0  # between the sizes of one face, as expected and as seen
_USUAL_GROWTH = 0.25  # per second: what makes the cost a pure number


def costs(
    lost: Sequence[Followed], new: Sequence[Followed], longest_seconds: Sequence[float]
) -> NDArray[np.float64]:
    """Return (lost, new): below 0 where the new may be the lost one, else inf.

    Nobody is two at once: the lost must have been seen last when the new was seen first, at the
    latest, and at most so many seconds before; each lost one has its own.
    """
    table = np.full((len(lost), len(new)), np.inf)
    for row, (before, longest) in enumerate(zip(lost, longest_seconds, strict=True)):
        for column, after in enumerate(new):
            gap_seconds = after.track.first_seconds - before.track.last_seconds
            growth = abs(before.motion.log_size.value - after.motion.log_size.value)
            if 0 <= gap_seconds <= longest and growth < math.log(_LARGEST_RATIO):
                table[row, column] = surprise(before.motion, after.motion) - _REACH
    return np.where(table < 0, table, np.inf)


def surprise(before: Motion, after: Motion) -> float:
    """Return the negative log-likelihood that two motions, brought to one time, are of one face.

    Place and speed count in sizes of the face, its growth in logarithms, as in `likeness.py`.
    """
    return (
        _apart(before.x, after.x, after.size)
        + _apart(before.y, after.y, after.size)
        + _apart(before.log_size, after.log_size, 1.0)
        + math.log(2 * math.pi)
        - math.log(SIZE_JITTER * _USUAL_GROWTH)
    )


def _apart(one: Axis, other: Axis, unit: float) -> float:
    """Return how unlikely the same value and velocity are, but for a constant."""
    value, speed = (one.value - other.value) / unit, (one.velocity - other.velocity) / unit
    variance = (one.variance + other.variance) / unit**2
    covariance = (one.covariance + other.covariance) / unit**2
    speed_variance = (one.velocity_variance + other.velocity_variance) / unit**2
    area = variance * speed_variance - covariance**2
    squared = speed_variance * value**2 - 2 * covariance * value * speed + variance * speed**2
    return (squared / area + math.log(area)) / 2
