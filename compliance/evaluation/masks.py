"""Masks drawn on an aligned face: worn right, with the nose out, or under the chin."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.looks import Cut, MaskLook, Worn
from compliance.evaluation.portraits import CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX, FACE, Picture

Outline: TypeAlias = NDArray[np.int32]
"""(n, 2) x, y in pixels of the canvas."""

# Half an outline, from the middle of the upper edge out to the ear, then down to the middle of
# the lower edge: shares of the face's half width and height.
_RIGHT = ((0.0, 0.405), (0.20, 0.425), (0.42, 0.50), (0.99, 0.535), (1.0, 0.70), (0.82, 0.90),
          (0.50, 1.03), (0.0, 1.075))
_NOSE_OUT = ((0.0, 0.655), (0.25, 0.650), (0.5, 0.635), (0.98, 0.60), (1.0, 0.74), (0.82, 0.93),
             (0.50, 1.06), (0.0, 1.11))
_CHIN = ((0.0, 0.885), (0.35, 0.865), (0.68, 0.80), (0.96, 0.70), (0.99, 0.80), (0.84, 0.985),
         (0.52, 1.12), (0.0, 1.165))
_HALVES = {Worn.RIGHT: _RIGHT, Worn.NOSE_OUT: _NOSE_OUT, Worn.CHIN: _CHIN}
_EARS = {Worn.RIGHT: (0.36, 0.58), Worn.NOSE_OUT: (0.40, 0.60), Worn.CHIN: (0.44, 0.62)}
"""How high the loops meet the ears: upper, lower."""


def wear(face: Picture, look: MaskLook, worn: Worn, noise: NDArray[np.float32]) -> Picture:
    """Return the aligned face wearing a drawn mask.

    face: (320, 256, 3) uint8 BGR with its box at FACE. noise: the same height and width, of
    mean 0 and standard deviation 1: the cloth's unevenness.
    """
    outline = _outline(worn, look.lift)
    cover = _cover(outline)
    shadow = cv2.GaussianBlur(np.roll(cover, 5, axis=0), (0, 0), 4)
    shaded = face * (1 - 0.38 * shadow[..., None])
    shaded = _loops(shaded, outline, worn, look)
    cloth = np.clip(_cloth(outline, cover, look, worn, noise), 0, 255)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.9)[..., None]
    return np.asarray(np.rint(shaded * (1 - soft) + cloth * soft), np.uint8)


def _outline(worn: Worn, lift: float) -> Outline:
    half = [(u, v - lift) for u, v in _HALVES[worn]]
    whole = [(-u, v) for u, v in reversed(half[1:])] + half[:-1]
    x1, y1, x2, y2 = FACE
    points = [((x1 + x2 + u * (x2 - x1)) / 2, y1 + v * (y2 - y1)) for u, v in whole]
    bottom = [((x1 + x2) / 2, y1 + half[-1][1] * (y2 - y1))]
    return _rounded(np.array(points + bottom, np.float32))


def _rounded(points: NDArray[np.float32]) -> Outline:
    """Cut the corners twice, as Chaikin does, so that the edge runs smoothly."""
    for _ in range(2):
        after = np.roll(points, -1, axis=0)
        both = np.stack([0.8 * points + 0.2 * after, 0.2 * points + 0.8 * after], axis=1)
        points = both.reshape(-1, 2).astype(np.float32)
    return np.rint(points).astype(np.int32)


def _cover(outline: Outline) -> NDArray[np.float32]:
    cover = np.zeros((CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX), np.uint8)
    cv2.fillPoly(cover, [outline], 255, lineType=cv2.LINE_AA)
    return cover.astype(np.float32) / 255


def _loops(
    face: NDArray[np.float32], outline: Outline, worn: Worn, look: MaskLook
) -> NDArray[np.float32]:
    """Draw the bands from the mask's corners to the ears."""
    x1, y1, x2, y2 = FACE
    middle, height = (x1 + x2) / 2, y2 - y1
    drawn = face.astype(np.float32)
    tone = tuple(0.88 * c for c in look.colour)
    low = outline[:, 1] > outline[:, 1].mean()
    for side in (-1, 1):
        for level, is_low in zip(_EARS[worn], (False, True), strict=True):
            edge = outline[low == is_low]
            corner = edge[np.argmax(side * edge[:, 0] + (0 if is_low else -0.5) * edge[:, 1])]
            ear = (int(middle + side * 0.53 * (x2 - x1)), int(y1 + level * height))
            cv2.line(drawn, tuple(int(v) for v in corner), ear, tone, 3, cv2.LINE_AA)
    return drawn


def _cloth(
    outline: Outline,
    cover: NDArray[np.float32],
    look: MaskLook,
    worn: Worn,
    noise: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Shade the cloth: round over the face, lit from above, folded, slightly uneven."""
    rows, columns = np.mgrid[:CANVAS_HEIGHT_PX, :CANVAS_WIDTH_PX].astype(np.float32)
    x1, _, x2, _ = FACE
    across = (columns - (x1 + x2) / 2) / ((x2 - x1) / 2)
    top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
    down = (rows - top) / (bottom - top)
    light = 1.02 - 0.30 * across**2 - 0.26 * np.clip(down - 0.35, 0, 1) ** 1.2
    depth = cv2.distanceTransform((cover > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    light *= 0.80 + 0.20 * np.clip(depth / 9, 0, 1)
    light += _folds(across, down, look.cut, worn)
    light += 0.035 * cv2.GaussianBlur(noise, (0, 0), 5) / 0.06 * 0.35 + 0.008 * noise
    colour = np.array(look.colour, np.float32)[None, None] * light[..., None]
    if look.is_striped:
        colour *= (1 + 0.22 * np.sign(np.sin(columns * 0.5)))[..., None]
    if look.cut is Cut.SURGICAL and worn is not Worn.CHIN:
        wire = np.exp(-(((down - 0.055 - 0.06 * across**2) / 0.016) ** 2))[..., None]
        colour = colour * (1 - 0.5 * wire) + 118 * wire * light[..., None]
    return np.asarray(colour, np.float32)


def _folds(
    across: NDArray[np.float32], down: NDArray[np.float32], cut: Cut, worn: Worn
) -> NDArray[np.float32]:
    """Return light added by pleats, by a middle seam, or by wrinkles round the chin."""
    if worn is Worn.CHIN:
        return np.asarray(0.07 * np.sin(down * 21 + 2.5 * across**2), np.float32)
    if cut is Cut.SURGICAL:
        pleats = np.sin((down - 0.05 * across**2) * 2 * np.pi * 3.6)
        return np.asarray(0.06 * pleats * np.clip(1.2 - down, 0, 1), np.float32)
    seam = np.exp(-((across / 0.05) ** 2))
    ridge = np.clip(1 - np.abs(across) / 0.6, 0, 1)
    return np.asarray(0.10 * ridge - 0.16 * seam * (cut is Cut.FOLDED), np.float32)
