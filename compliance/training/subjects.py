"""Faces for the classifier, with their surroundings, so that crops can move as detections do."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from compliance.evaluation.truth import Box, Label
from compliance.pixels.crop import face_crop, square_crop
from compliance.training.photometry import coarse, spoil

CROP_SCALE = 1.3
SIZE_PX = 96
_SURROUNDINGS = 2.2
_PATCH_MAX_PX = 260
# How detected boxes differ from labelled ones, in their own sides: measured on validation faces.
_SHIFT = 0.055
_RAISED = 0.03
_ZOOM = 0.13
_TURN_DEGREES = 14.0
_TURN_SHARE = 0.4
_SMALL_SHARE = 0.35
_SMALL_FACE_PX = (20, 64)
_HIDDEN_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Subject:
    """One labelled face in its surroundings, or a place without a face.

    patch: (s, s, 3) uint8 BGR. boxes: one or more boxes of the face in the patch (as labelled,
    as detected). label: None when there is no face. belief: another opinion on the labels, as
    probabilities in their order, or None.
    """

    patch: NDArray[np.uint8]
    boxes: tuple[Box, ...]
    label: Label | None
    belief: tuple[float, float, float] | None = None


def subject(picture: NDArray[np.uint8], boxes: tuple[Box, ...], label: Label | None) -> Subject:
    """Cut a face with room to move out of its picture; large ones are shrunk."""
    left, top, factor = room(boxes[0])
    size = round(_side(boxes[0]) * factor)
    patch = square_crop(picture, boxes[0], _SURROUNDINGS, size)
    return Subject(patch, tuple(_scaled(box, left, top, factor) for box in boxes), label)


def room(box: Box) -> tuple[int, int, float]:
    """Return where a face's surroundings begin, left and top, and by what they are multiplied."""
    x1, y1, x2, y2 = box
    side = _side(box)
    left, top = round((x1 + x2 - side) / 2), round((y1 + y2 - side) / 2)
    return left, top, min(1.0, _PATCH_MAX_PX / side)


def still(item: Subject) -> NDArray[np.uint8]:
    """Return the face's plain crop, (96, 96, 3) uint8 BGR, by its last (detected) box."""
    return face_crop(item.patch, item.boxes[-1], CROP_SCALE, SIZE_PX)


def varied(item: Subject, rng: Generator) -> NDArray[np.uint8]:
    """Return a crop as some camera and detector might give it, (96, 96, 3) uint8 BGR."""
    patch = item.patch
    box = _jittered(item.boxes[rng.integers(len(item.boxes))], rng)
    if rng.random() < _TURN_SHARE:
        patch = _turned(patch, box, rng.uniform(-_TURN_DEGREES, _TURN_DEGREES))
    crop = face_crop(patch, box, CROP_SCALE, SIZE_PX)
    if rng.random() < 0.5:  # noqa: PLR2004
        crop = np.ascontiguousarray(crop[:, ::-1])
    face_px = max(box[2] - box[0], box[3] - box[1])
    if rng.random() < _SMALL_SHARE and face_px > _SMALL_FACE_PX[0]:
        wanted = rng.uniform(*_SMALL_FACE_PX)
        crop = coarse(crop, min(1.0, wanted * CROP_SCALE / SIZE_PX))
    if rng.random() < _HIDDEN_SHARE:
        crop = _hidden(crop, rng)
    return spoil(crop, rng)


def _side(box: Box) -> int:
    return max(1, round(_SURROUNDINGS * max(box[2] - box[0], box[3] - box[1])))


def _jittered(box: Box, rng: Generator) -> Box:
    x1, y1, x2, y2 = box
    width, height = x2 - x1, y2 - y1
    cx = (x1 + x2) / 2 + width * rng.normal(0, _SHIFT)
    cy = (y1 + y2) / 2 + height * rng.normal(-_RAISED, _SHIFT)
    half = max(width, height) * float(np.exp(rng.normal(0.02, _ZOOM))) / 2
    return (cx - half, cy - half, cx + half, cy + half)


def _turned(patch: NDArray[np.uint8], box: Box, degrees: float) -> NDArray[np.uint8]:
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    turn = cv2.getRotationMatrix2D(centre, degrees, 1.0)
    size = (patch.shape[1], patch.shape[0])
    turned = cv2.warpAffine(patch, turn, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def _hidden(crop: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Hide a part away from mouth and nose: something passes before the camera."""
    crop = crop.copy()
    size = rng.integers(12, 34, 2)
    x = rng.integers(0, SIZE_PX - size[0])
    y = rng.integers(0, 24) if rng.random() < 0.7 else rng.integers(70, SIZE_PX - 12)  # noqa: PLR2004
    crop[y : y + size[1], x : x + size[0]] = rng.integers(0, 256, 3)
    return crop


def _scaled(box: Box, left: int, top: int, factor: float) -> Box:
    x1, y1, x2, y2 = box
    return (
        (x1 - left) * factor,
        (y1 - top) * factor,
        (x2 - left) * factor,
        (y2 - top) * factor,
    )
