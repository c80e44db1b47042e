"""How well detections continue tracks, by place, size and overlap alone."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.geometry import Boxes, as_boxes, iou
from compliance.pixels.motion import SIZE_JITTER, Motion

_REACH = 5.0
"""Cost from which another face is likelier than the old one moved. A track that is broken off too
soon is taken up again, see `reunion.py`; one that went on with somebody else is not."""

_FIRST_REACH, _FIRST_SECONDS = 7.0, 0.4
"""The same of somebody who has just come, whose way is not known yet, when frames are so far apart
or farther. The nearer they are, the less far anybody gets, down to the other reach."""

_FARTHEST = 4.0  # standard deviations between where a face is expected and where it is seen
_LARGEST_RATIO = 2.0  # between sizes of the same face
_OVERLAP_WEIGHT = 2.0


def reach(gap_seconds: float, *, is_new: bool) -> float:
    """Return the reach of somebody new, or else known, between frames so far apart."""
    share = min(gap_seconds / _FIRST_SECONDS, 1.0)
    return max(_FIRST_REACH * share, _REACH) if is_new else _REACH


def costs(motions: Sequence[Motion], boxes: Boxes, reaches: Sequence[float]) -> NDArray[np.float64]:
    """Return (tracks, detections): below 0 where a detection may continue a track, else inf.

    The cost is the negative log-likelihood of the sighting given the motion (already brought to
    now), less a bonus for overlap, less the reach of the track.
    """
    if not motions or not len(boxes):
        return np.full((len(motions), len(boxes)), np.inf)
    expected = as_boxes([motion.box for motion in motions])
    place, is_near = _place(motions, expected, boxes)
    size, is_alike = _size(motions, boxes)
    bonus = _OVERLAP_WEIGHT * iou(expected, boxes)
    total = place + size - bonus - np.array(reaches)[:, None]
    return np.where(is_near & is_alike & (total < 0), total, np.inf)


def _place(
    motions: Sequence[Motion], expected: Boxes, boxes: Boxes
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    spreads = np.array([motion.spread() for motion in motions], np.float64)
    sizes = np.array([motion.size for motion in motions])[:, None]
    away = (_centres(boxes)[None] - _centres(expected)[:, None]) / spreads[:, None]
    squared = (away**2).sum(axis=2)
    density = np.log(2 * math.pi * spreads.prod(axis=1)[:, None] / sizes**2)
    return squared / 2 + density, squared < _FARTHEST**2


def _size(motions: Sequence[Motion], boxes: Boxes) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0).astype(np.float64)
    expected = np.array([motion.log_size.value for motion in motions])
    spread = np.array([motion.size_spread() for motion in motions])[:, None]
    ratio = np.log(sides.prod(axis=1))[None] / 2 - expected[:, None]
    cost = (ratio / spread) ** 2 / 2 + np.log(spread / SIZE_JITTER)
    return cost, np.abs(ratio) < math.log(_LARGEST_RATIO)


def _centres(boxes: Boxes) -> NDArray[np.float64]:
    return ((boxes[:, :2] + boxes[:, 2:]) / 2).astype(np.float64)
