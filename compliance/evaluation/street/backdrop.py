"""The empty street: a ray for every pixel, walls with windows and doors, paving, and depth."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.camera_view import CAMERA_HEIGHT_M, View
from compliance.evaluation.street.pillars import set_pillars
from compliance.evaluation.street.plan import GATEWAY_Z_M, Pillar

_LEFT_X_M, _RIGHT_X_M = -1.9, 2.15
_END_Z_M = 24.0
_FINER = 2
"""Drawn at this multiple of the size, then brought down, so edges are smooth."""
_MORTAR_M, _PLINTH_M, _FRAME_M = 0.008, 0.5, 0.07
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The scene without people."""

    picture: NDArray[np.uint8]
    """(height, width, 3), BGR."""
    depth_m: NDArray[np.float32]
    """(height, width): how far away what is seen there stands."""


def draw_backdrop(view: View, seed: int, pillars: tuple[Pillar, ...] = ()) -> Backdrop:
    """Draw the street as the camera sees it."""
    chance = np.random.default_rng(seed)
    width, height = view.width_px * _FINER, view.height_px * _FINER
    columns, rows = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    right = (columns / _FINER - view.middle_x_px) / view.focal_px
    down = (rows / _FINER - view.horizon_y_px) / view.focal_px
    depth, kind = _first_hit(right, down)
    x, y = right * depth, CAMERA_HEIGHT_M - down * depth
    colour = np.zeros((height, width, 3), np.float32)
    for number, paint in enumerate((_ground, _left_wall, _right_wall, _end_wall)):
        seen = kind == number
        colour[seen] = paint(x[seen], y[seen], depth[seen])
    colour *= 1 + 0.05 * _grain((height, width), chance)[..., None]
    haze = 1 - np.exp(-depth / 90)
    colour += (np.array((190, 186, 180)) - colour) * haze[..., None]
    size = (view.width_px, view.height_px)
    painted = np.clip(colour, 0, 255).astype(np.uint8)
    picture = np.asarray(cv2.resize(painted, size, interpolation=cv2.INTER_AREA), np.uint8)
    small = cv2.resize(depth.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
    depth_m = np.asarray(small, np.float32)
    set_pillars(picture, depth_m, view, pillars)
    return Backdrop(np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.7), np.uint8), depth_m)


def _first_hit(
    right: NDArray[np.float64], down: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how far the ray of each pixel goes, and what it meets first."""
    far = np.full_like(right, np.inf)
    ground = np.divide(CAMERA_HEIGHT_M, down, out=far.copy(), where=down > _TINY)
    left = np.divide(_LEFT_X_M, right, out=far.copy(), where=right < -_TINY)
    right_wall = np.divide(_RIGHT_X_M, right, out=far.copy(), where=right > _TINY)
    left[left > GATEWAY_Z_M] = np.inf
    right_wall[right_wall > GATEWAY_Z_M] = np.inf
    hits = np.stack([ground, left, right_wall, np.full_like(right, _END_Z_M)])
    kind = hits.argmin(0)
    return np.take_along_axis(hits, kind[None], 0)[0], kind


def _ground(
    x: NDArray[np.float64], _y: NDArray[np.float64], z: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lay paving slabs in half bond, a gutter on each side, shade near the walls."""
    row = np.floor(z / 0.6)
    across = x / 0.9 + 0.5 * (row % 2)
    joint = np.minimum(_edge(across, 0.9), _edge(z / 0.6, 0.6))
    slab = 0.95 + 0.10 * _hash(np.floor(across), row)
    light = slab * (0.78 + 0.22 * np.clip(joint / 0.02, 0, 1))
    light *= 0.72 + 0.28 * np.clip(np.minimum(x - _LEFT_X_M, _RIGHT_X_M - x) / 0.7, 0, 1)
    light *= 0.92 + 0.10 * np.sin(z * 0.35 + 0.6)
    return np.array((146, 152, 156)) * light[:, None]


def _left_wall(
    _x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lay bricks with shop windows."""
    course = np.floor(y / 0.09)
    along = z / 0.26 + 0.5 * (course % 2)
    joint = np.minimum(_edge(along, 0.26), _edge(y / 0.09, 0.09))
    tone = 0.85 + 0.3 * _hash(np.floor(along), course)
    wall = np.array((72, 92, 138)) * tone[:, None]
    wall = np.where((joint < _MORTAR_M)[:, None], (130, 138, 144), wall)
    return _openings(wall, y, z, pitch=3.1, width=1.9, low=0.75, high=2.5)


def _right_wall(
    _x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Spread plaster over a dark plinth, with doors."""
    tone = 0.95 + 0.05 * np.sin(z * 1.7) * np.sin(y * 2.3)
    wall = np.array((168, 186, 196)) * tone[:, None]
    wall = np.where((y < _PLINTH_M)[:, None], (104, 110, 116), wall)
    return _openings(wall, y, z, pitch=4.3, width=1.1, low=0.0, high=2.25)


def _end_wall(
    x: NDArray[np.float64], y: NDArray[np.float64], _z: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Paint a bright house across the far street."""
    wall = np.tile(np.array((196.0, 204.0, 208.0)), (len(x), 1))
    wall = np.where((y < _PLINTH_M)[:, None], (128, 134, 140), wall)
    return _openings(wall, y, x + 40, pitch=1.7, width=0.9, low=1.0, high=2.6)


def _openings(
    wall: NDArray[np.float64],
    y: NDArray[np.float64],
    along: NDArray[np.float64],
    *,
    pitch: float,
    width: float,
    low: float,
    high: float,
) -> NDArray[np.float64]:
    """Set framed windows or doors into a wall every `pitch` metres."""
    at = along % pitch
    inside = (at < width) & (y > low) & (y < high)
    frame = inside & (np.minimum.reduce([at, width - at, y - low, high - y]) < _FRAME_M)
    number = np.floor(along / pitch)
    gleam = 0.7 + 0.5 * np.clip((y - low) / (high - low), 0, 1) + 0.3 * _hash(number, number)
    glass = np.array((66, 60, 54)) * gleam[:, None]
    wall = np.where(inside[:, None], glass, wall)
    return np.where(frame[:, None], (58, 66, 72), wall)


def _edge(position: NDArray[np.float64], length_m: float) -> NDArray[np.float64]:
    """Return metres to the nearest whole step."""
    part = position % 1
    return np.minimum(part, 1 - part) * length_m


def _hash(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the same number for the same two, scattered over 0 to 1."""
    return np.asarray(np.abs(np.sin(a * 12.9898 + b * 78.233) * 43758.5453) % 1)


def _grain(shape: tuple[int, int], chance: np.random.Generator) -> NDArray[np.float32]:
    fine = chance.standard_normal(shape).astype(np.float32)
    broad = cv2.GaussianBlur(chance.standard_normal(shape).astype(np.float32), (0, 0), 12)
    return np.asarray(0.6 * fine + 0.4 * broad / broad.std(), np.float32)
