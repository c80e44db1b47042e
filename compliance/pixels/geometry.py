"""Boxes: how large they are, how they overlap, and which of several remain."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Boxes: TypeAlias = NDArray[np.float32]
"""(n, 4) float32: x1, y1, x2, y2 in pixels; n may be 0."""

Picture: TypeAlias = NDArray[np.uint8]
"""(height, width, 3) uint8, BGR."""

MOST_CANDIDATES = 1500
"""Enough for several hundred faces; bounds the time and memory of the suppression."""


def as_boxes(rows: Sequence[Sequence[float]]) -> Boxes:
    """Return plain rows as boxes; no rows give shape (0, 4)."""
    return np.asarray(rows, np.float32).reshape(-1, 4)


def iou(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Return the intersection over union of boxes a (n, 4) and b (m, 4) as (n, m), 0 to 1."""
    both = _intersections(a, b)
    union = _areas(a)[:, None] + _areas(b)[None, :] - both
    return np.asarray(both / np.maximum(union, 1e-9), np.float32)


def cover(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Return the share of the smaller box that the other covers as (n, m), 0 to 1."""
    smaller = np.minimum(_areas(a)[:, None], _areas(b)[None, :])
    return np.asarray(_intersections(a, b) / np.maximum(smaller, 1e-9), np.float32)


def longer_sides(boxes: Boxes) -> NDArray[np.float32]:
    """Return each box's longer side in pixels, (n,)."""
    return np.asarray((boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0.0), np.float32)


def scaled(boxes: Boxes, x_factor: float, y_factor: float) -> Boxes:
    """Return the boxes as they lie in a picture that is so many times wider and higher."""
    return boxes * np.array((x_factor, y_factor, x_factor, y_factor), np.float32)


def clipped(boxes: Boxes, width_px: int, height_px: int) -> Boxes:
    """Return the boxes cut off at the picture's edges."""
    edges = np.array((width_px, height_px, width_px, height_px), np.float32)
    return np.clip(boxes, np.float32(0), edges)


def candidates(scores: NDArray[np.float32], least: float) -> NDArray[np.intp]:
    """Return the indices of scores of at least `least`, of at most MOST_CANDIDATES: the best."""
    found = np.flatnonzero(scores >= least)
    if len(found) > MOST_CANDIDATES:
        found = found[np.argsort(-scores[found])[:MOST_CANDIDATES]]
    return found


def suppressed(boxes: Boxes, scores: NDArray[np.float32], overlap: float) -> NDArray[np.intp]:
    """Return the indices of the boxes that remain, best first (non-maximum suppression).

    A box goes when it overlaps a better one by an IoU above `overlap`.
    """
    order = np.argsort(-scores, kind="stable")
    overlaps = iou(boxes[order], boxes[order]) > overlap
    is_kept = np.ones(len(order), bool)
    for place in range(len(order)):
        if is_kept[place]:
            is_kept[place + 1 :] &= ~overlaps[place, place + 1 :]
    return order[is_kept]


def _areas(boxes: Boxes) -> NDArray[np.float32]:
    return np.asarray(np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1), np.float32)


def _intersections(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=2), np.float32)
