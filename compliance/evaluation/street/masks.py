"""Masks drawn on an aligned face: worn right, with the nose out, or under the chin."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.looks import Cut, MaskLook, Worn
from compliance.evaluation.street.outlines import rounded
from compliance.evaluation.street.portraits import CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX, FACE, Picture

Field: TypeAlias = NDArray[np.float32]
"""(320, 256): a value for every pixel of the canvas."""
Dressed: TypeAlias = tuple[Picture, NDArray[np.uint8]]
"""The face with its mask, and the (320, 256) uint8 cover of the mask and its bands."""

# Half an outline, from the middle of the upper edge out to the ear, then down to the middle of
# the lower edge: shares of the face's half width and height.
_HALVES = {
    Worn.RIGHT: (
        *((0.0, 0.405), (0.20, 0.425), (0.42, 0.50), (0.99, 0.535)),
        *((1.0, 0.70), (0.82, 0.90), (0.50, 1.03), (0.0, 1.075)),
    ),
    Worn.NOSE_OUT: (
        *((0.0, 0.665), (0.25, 0.660), (0.5, 0.640), (0.98, 0.60)),
        *((1.0, 0.74), (0.82, 0.93), (0.50, 1.06), (0.0, 1.11)),
    ),
    Worn.CHIN: (
        *((0.0, 0.87), (0.35, 0.855), (0.68, 0.80), (0.96, 0.70)),
        *((0.99, 0.82), (0.86, 1.01), (0.54, 1.16), (0.0, 1.21)),
    ),
}
_EARS = {Worn.RIGHT: (0.36, 0.58), Worn.NOSE_OUT: (0.40, 0.60), Worn.CHIN: (0.44, 0.62)}
"""How high the bands meet the ears: upper, lower."""


def wear(face: Picture, look: MaskLook, worn: Worn, noise: Field) -> Dressed:
    """Draw a mask on the aligned face.

    face: (320, 256, 3) uint8 BGR with its box at FACE. noise: of mean 0 and standard deviation
    1: the cloth's unevenness.
    """
    outline = _outline(worn, look.lift)
    cover = np.zeros((CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX), np.uint8)
    cv2.fillPoly(cover, [np.rint(outline).astype(np.int32)], 255, lineType=cv2.LINE_AA)
    bands = _bands(outline, worn)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.9).astype(np.float32)[..., None] / 255
    shaded = face * (1 - 0.38 * _shadow(cover))
    tone = np.array(look.colour, np.float32) * 0.86
    shaded += (tone - shaded) * (bands[..., None].astype(np.float32) / 255)
    cloth = _cloth(outline, cover, look, worn, noise)
    dressed = np.rint(np.clip(shaded * (1 - soft) + cloth * soft, 0, 255)).astype(np.uint8)
    return dressed, np.maximum(cover, bands)


def _outline(worn: Worn, lift: float) -> Field:
    half = [(u, v - lift) for u, v in _HALVES[worn]]
    whole = half + [(-u, v) for u, v in reversed(half[1:-1])]
    x1, y1, x2, y2 = FACE
    points = [((x1 + x2 + u * (x2 - x1)) / 2, y1 + v * (y2 - y1)) for u, v in whole]
    return rounded(points)


def _shadow(cover: NDArray[np.uint8]) -> Field:
    """Return the shade a mask throws just below and around it, (320, 256, 1), 0 to 1."""
    below = cv2.GaussianBlur(np.roll(cover, 5, axis=0), (0, 0), 4)
    return np.asarray(below[..., None] / 255, np.float32)


def _bands(outline: Field, worn: Worn) -> NDArray[np.uint8]:
    """Return the cover of the bands from the mask's four corners to the ears."""
    x1, y1, x2, y2 = FACE
    middle, half = (x1 + x2) / 2, (x2 - x1) / 2
    cover = np.zeros((CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX), np.uint8)
    for side in (-1, 1):
        edge = outline[side * (outline[:, 0] - middle) > 0.8 * half]
        for corner, level in zip(
            (edge[:, 1].argmin(), edge[:, 1].argmax()), _EARS[worn], strict=True
        ):
            start = (round(float(edge[corner, 0])), round(float(edge[corner, 1])))
            ear = (round(middle + side * 1.04 * half), round(y1 + level * (y2 - y1)))
            cv2.line(cover, start, ear, 235, 3, cv2.LINE_AA)
    return cover


def _cloth(
    outline: Field, cover: NDArray[np.uint8], look: MaskLook, worn: Worn, noise: Field
) -> Field:
    """Shade the cloth: round over the face, lit from above, folded, slightly uneven."""
    across, down = _positions(outline)
    depth = cv2.distanceTransform((cover > _HALF).astype(np.uint8), cv2.DIST_L2, 5)
    broad = cv2.GaussianBlur(noise, (0, 0), 5)
    light = 1.02 - 0.30 * across**2 - 0.26 * np.clip(down - 0.35, 0, 1) ** 1.2
    light *= 0.80 + 0.20 * np.clip(depth / 9, 0, 1)
    light += _folds(across, down, look.cut, worn)
    light += 0.025 * broad / broad.std() + 0.012 * noise
    if look.is_striped:
        light *= 1 + 0.22 * np.sign(np.sin(across * 32))
    colour = np.array(look.colour, np.float32) * light[..., None]
    if look.cut is Cut.SURGICAL and worn is not Worn.CHIN:
        wire = np.exp(-(((down - 0.055 - 0.06 * across**2) / 0.016) ** 2))[..., None]
        colour += (118 * light[..., None] - colour) * 0.5 * wire
    hem = np.exp(-(((depth - 3) / 2) ** 2)) * (down < _HEM_SHARE)
    return np.asarray(colour + 16 * hem[..., None], np.float32)


def _positions(outline: Field) -> tuple[Field, Field]:
    """Return where each pixel lies across the face, -1 to 1, and down the mask, 0 to 1."""
    rows, columns = np.mgrid[:CANVAS_HEIGHT_PX, :CANVAS_WIDTH_PX].astype(np.float32)
    top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
    across = (columns - (FACE[0] + FACE[2]) / 2) / ((FACE[2] - FACE[0]) / 2)
    return across, (rows - top) / (bottom - top)


def _folds(across: Field, down: Field, cut: Cut, worn: Worn) -> Field:
    """Return light added by pleats, by a middle seam, or by wrinkles round the chin."""
    if worn is Worn.CHIN:
        return np.asarray(0.07 * np.sin(down * 21 + 2.5 * across**2), np.float32)
    if cut is Cut.SURGICAL:
        pleats = np.sin((down - 0.05 * across**2) * 2 * np.pi * 3.6)
        return np.asarray(0.06 * pleats * np.clip(1.2 - down, 0, 1), np.float32)
    seam = np.exp(-((across / 0.05) ** 2))
    ridge = np.clip(1 - np.abs(across) / 0.6, 0, 1)
    return np.asarray(0.10 * ridge - 0.16 * seam * (cut is Cut.FOLDED), np.float32)


_HALF = 127
_HEM_SHARE = 0.45
"""Down to where the seam along the upper edge shows, as a share of the mask's height."""
