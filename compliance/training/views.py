"""Views of a scene for the detector: a square window at some scale, with the faces in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from compliance.training.photometry import spoil

SMALL_VIEW_PX = 320
LARGE_VIEW_PX = 512
_FACE_MIN_PX = 8.0
_SMALL_FACES_PX = (9.0, 220.0)
_FACE_TO_VIEW = 0.7  # a small view's largest face
_LARGE_FACES_PX = (110.0, 480.0)
_VISIBLE_MIN = 0.6
_SCALE = (0.15, 3.0)
_STRETCH = 0.15
_LOOKALIKE_SHARE = 0.35
_TURN_SHARE = 0.25
_TURN_DEGREES = 35.0


def _none() -> NDArray[np.float32]:
    return np.zeros((0, 4), np.float32)


@dataclass(frozen=True, slots=True)
class Example:
    """A picture (h, w, 3) uint8 BGR with faces to find (f, 4) and areas to ignore (i, 4).

    lookalikes: (k, 4) places that were taken for faces and are none, worth a look of their own.
    """

    picture: NDArray[np.uint8]
    faces: NDArray[np.float32]
    ignored: NDArray[np.float32]
    lookalikes: NDArray[np.float32] = field(default_factory=_none)


def view(example: Example, size_px: int, rng: Generator) -> Example:
    """Look through a random square window: turned, scaled, shifted, mirrored and spoiled."""
    if rng.random() < _TURN_SHARE:
        example = _turned(example, rng.uniform(-_TURN_DEGREES, _TURN_DEGREES))
    aim = _aim(example, size_px, rng)
    scale_x, scale_y = _scales(example, aim, size_px, rng)
    left, top = _corner(example, aim, (size_px / scale_x, size_px / scale_y), rng)
    window = (left, top, round(size_px / scale_x), round(size_px / scale_y))
    picture = _cut(example.picture, window, size_px, rng)
    faces = _moved(example.faces, window, size_px)
    ignored = _moved(example.ignored, window, size_px)
    if rng.random() < 0.5:  # noqa: PLR2004
        picture = np.ascontiguousarray(picture[:, ::-1])
        faces, ignored = _mirrored(faces, size_px), _mirrored(ignored, size_px)
    seen, cut_off = _clipped(faces, size_px)
    blind, part_blind = _clipped(ignored, size_px)
    blind = np.concatenate((cut_off, blind, part_blind))
    return Example(spoil(picture, rng), seen, blind)


def mosaic(four: Sequence[Example], size_px: int, rng: Generator) -> Example:
    """Look at four scenes at once, in quarters: more faces, more of what is none, less border."""
    half = size_px // 2
    parts = [view(example, half, rng) for example in four]
    shifts = [np.array((x, y, x, y), np.float32) for y in (0, half) for x in (0, half)]
    rows = [np.concatenate([part.picture for part in parts[at : at + 2]], axis=1) for at in (0, 2)]
    faces, ignored = (
        np.concatenate([boxes + shift for boxes, shift in zip(kind, shifts, strict=True)])
        for kind in ([part.faces for part in parts], [part.ignored for part in parts])
    )
    return Example(np.concatenate(rows), faces, ignored)


def _turned(example: Example, degrees: float) -> Example:
    """Turn the picture about its centre; a box moves with its face and keeps its size."""
    height, width = example.picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    picture = cv2.warpAffine(
        example.picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    faces, ignored, lookalikes = (
        _carried(boxes, turn) for boxes in (example.faces, example.ignored, example.lookalikes)
    )
    return Example(np.asarray(picture, np.uint8), faces, ignored, lookalikes)


def _carried(boxes: NDArray[np.float32], turn: cv2.typing.MatLike) -> NDArray[np.float32]:
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    moved = centre @ turn[:, :2].T + turn[:, 2]
    return np.concatenate((moved - half, moved + half), 1).astype(np.float32)


def _aim(example: Example, size_px: int, rng: Generator) -> NDArray[np.float32] | None:
    """Choose what to look at: a lookalike, or any face (for a large view the largest), or None."""
    faces, others = example.faces, example.lookalikes
    if len(others) and (not len(faces) or rng.random() < _LOOKALIKE_SHARE):
        return np.asarray(others[int(rng.integers(len(others)))])
    if not len(faces):
        return None
    if size_px == LARGE_VIEW_PX:
        return np.asarray(faces[int((faces[:, 2:] - faces[:, :2]).max(axis=1).argmax())])
    return np.asarray(faces[int(rng.integers(len(faces)))])


def _scales(
    example: Example, aim: NDArray[np.float32] | None, size_px: int, rng: Generator
) -> tuple[float, float]:
    if aim is None:
        scale = float(size_px / max(example.picture.shape[:2]) * rng.uniform(0.7, 2.5))
    else:
        low, high = _LARGE_FACES_PX if size_px == LARGE_VIEW_PX else _SMALL_FACES_PX
        high = high if size_px == LARGE_VIEW_PX else min(high, _FACE_TO_VIEW * size_px)
        side = float(max(aim[2] - aim[0], aim[3] - aim[1]))
        scale = float(np.exp(rng.uniform(np.log(low), np.log(high)))) / side
    scale = float(np.clip(scale, *_SCALE))
    stretch = float(np.exp(rng.uniform(-_STRETCH, _STRETCH) / 2))
    return scale * stretch, scale / stretch


def _corner(
    example: Example, aim: NDArray[np.float32] | None, window: tuple[float, float], rng: Generator
) -> tuple[int, int]:
    if aim is None:
        height, width = example.picture.shape[:2]
        corner = rng.uniform(-0.1, 0.7, 2) * (width, height)
    else:
        low = aim[2:] - window
        corner = rng.uniform(np.minimum(low, aim[:2]), np.maximum(low, aim[:2]))
    return round(float(corner[0])), round(float(corner[1]))


def _cut(
    picture: NDArray[np.uint8], window: tuple[int, int, int, int], size_px: int, rng: Generator
) -> NDArray[np.uint8]:
    left, top, width, height = window
    x1, y1 = max(left, 0), max(top, 0)
    x2, y2 = min(left + width, picture.shape[1]), min(top + height, picture.shape[0])
    canvas = np.full((height, width, 3), rng.integers(0, 256), np.uint8)
    if x2 > x1 and y2 > y1:
        canvas[y1 - top : y2 - top, x1 - left : x2 - left] = picture[y1:y2, x1:x2]
    shrinking = width > size_px
    method = cv2.INTER_AREA if shrinking and rng.random() < 0.6 else cv2.INTER_LINEAR  # noqa: PLR2004
    return np.asarray(cv2.resize(canvas, (size_px, size_px), interpolation=method), np.uint8)


def _moved(
    boxes: NDArray[np.float32], window: tuple[int, int, int, int], size_px: int
) -> NDArray[np.float32]:
    left, top, width, height = window
    factor = np.array((size_px / width, size_px / height) * 2, np.float32)
    return (boxes - np.array((left, top) * 2, np.float32)) * factor


def _mirrored(boxes: NDArray[np.float32], size_px: int) -> NDArray[np.float32]:
    x1, y1, x2, y2 = boxes.T
    return np.stack((size_px - x2, y1, size_px - x1, y2), 1)


def _clipped(
    boxes: NDArray[np.float32], size_px: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Divide into boxes mostly in view, clipped to it, and those hardly in view or tiny."""
    inside = boxes.clip(0, size_px)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    share = (inside[:, 2:] - inside[:, :2]).prod(1) / np.maximum(area, 1)
    side = (inside[:, 2:] - inside[:, :2]).min(axis=1, initial=np.inf)
    good = (share >= _VISIBLE_MIN) & (side >= _FACE_MIN_PX)
    return inside[good], inside[~good & (share > 0)]
