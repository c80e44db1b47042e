"""Faces made of two real ones: another's bare nose over a real mask, and real masks to put on.

Drawn masks on bare faces teach the shapes; real cloth, straps and folds come from real faces.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from compliance.training.data import Picture
from compliance.training.synthetic import Landmarks, Template, Wear, places

# The nose in (across, along) of a face: eye distances from the middle, eye-to-mouth lengths down.
_NOSE = (
    (-0.10, 0.10),
    (0.10, 0.10),
    (0.17, 0.45),
    (0.25, 0.66),
    (0.0, 0.80),
    (-0.25, 0.66),
    (-0.17, 0.45),
)
_UPPER = ((-0.75, -0.45), (0.75, -0.45), (0.75, 0.15), (-0.75, 0.15))
_FEATHER = 0.05  # of the eye distance
_TURNED_MAX = 0.12
_CLOTH_ROUNDING = 0.06


def bare_nose(
    masked: Picture, face: Landmarks, other: Picture, others: Landmarks, rng: Generator
) -> Picture:
    """Return the masked patch (h, w, 3) uint8 BGR with the other's nose over the mask.

    The nose takes on the light of the masked face, measured about the eyes.
    """
    sources = np.array([_point(others, a, b) for a, b in _NOSE], np.float32)
    stretch = rng.uniform(0.9, 1.15)
    targets = np.array([_point(face, a * stretch, b) for a, b in _NOSE], np.float32)
    matrix, _ = cv2.estimateAffine2D(sources, targets)
    size = (masked.shape[1], masked.shape[0])
    moved = cv2.warpAffine(other, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    shape = np.zeros(masked.shape[:2], np.float32)
    cv2.fillPoly(shape, [targets.round().astype(np.int32)], 1.0)
    blur = max(0.6, _FEATHER * _eye_distance(face))
    opacity = cv2.GaussianBlur(shape, (0, 0), blur)[..., None]
    lit = _lit_as(np.asarray(moved, np.uint8), other, others, masked, face)
    mixed = masked * (1 - opacity) + lit * opacity
    return mixed.clip(0, 255).astype(np.uint8)


def worn_cloth(patch: Picture, face: Landmarks) -> Template:
    """Return the mask a face really wears as a template, by where such a mask lies."""
    anchors = places(face, Wear.RIGHT)
    outline = cv2.convexHull(anchors)
    opacity = np.zeros(patch.shape[:2], np.uint8)
    cv2.fillPoly(opacity, [outline.round().astype(np.int32)], 255)
    rounding = max(0.6, _CLOTH_ROUNDING * _eye_distance(face))
    opacity = np.asarray(cv2.GaussianBlur(opacity, (0, 0), rounding), np.uint8)
    return Template(np.dstack((patch, opacity)), anchors)


def is_straight(face: Landmarks) -> bool:
    """Say whether the face looks into the camera, so that parts of others fit."""
    eyes = face.points[1] - face.points[0]
    nose = face.points[2] - (face.points[0] + face.points[1]) / 2
    length = float(eyes @ eyes)
    return length > 0 and abs(float(nose @ eyes)) / length < _TURNED_MAX


def _point(face: Landmarks, across: float, along: float) -> NDArray[np.float32]:
    """Return a place on the face; across is measured from the line of the nose."""
    eyes = face.points[1] - face.points[0]
    middle = (face.points[0] + face.points[1]) / 2
    down = (face.points[3] + face.points[4]) / 2 - middle
    lean = float((face.points[2] - middle) @ eyes) / max(float(eyes @ eyes), 1e-6)
    return np.asarray(middle + (across + lean * min(along, 1.0)) * eyes + along * down, np.float32)


def _lit_as(
    moved: Picture, other: Picture, others: Landmarks, masked: Picture, face: Landmarks
) -> NDArray[np.float32]:
    here, there = _about_eyes(masked, face), _about_eyes(other, others)
    gain = (here.std(0) / np.maximum(there.std(0), 4)).clip(0.6, 1.6)
    return np.asarray((moved.astype(np.float32) - there.mean(0)) * gain + here.mean(0), np.float32)


def _about_eyes(patch: Picture, face: Landmarks) -> NDArray[np.float32]:
    inside = np.zeros(patch.shape[:2], np.uint8)
    outline: Sequence[NDArray[np.float32]] = [_point(face, a, b) for a, b in _UPPER]
    cv2.fillPoly(inside, [np.array(outline).round().astype(np.int32)], 1)
    pixels = patch[inside > 0]
    return np.asarray(pixels if len(pixels) else patch.reshape(-1, 3), np.float32)


def _eye_distance(face: Landmarks) -> float:
    return float(np.linalg.norm(face.points[1] - face.points[0]))
