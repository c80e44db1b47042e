"""Heads cut out of photographs as they are, for figures that walk through a street."""

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.heads import on_neck
from compliance.evaluation.street.looks import Colour
from compliance.evaluation.street.portraits import (
    CANVAS_HEIGHT_PX,
    CANVAS_WIDTH_PX,
    FACE,
    Box,
    Picture,
)
from compliance.evaluation.street.turning import Head

_MIDDLE_X = (FACE[0] + FACE[2]) / 2
_SHRINK = 2
"""The outline is sought in a picture smaller by this factor."""
_ROUNDS = 3


def cut_out(
    picture: Picture, box: Box, *, is_mirrored: bool = False, light: float = 1.0
) -> tuple[Head, Colour]:
    """Return the head round a face, with hair and whatever it wears, and its skin's colour.

    picture: (height, width, 3) uint8 BGR. box: of the face in it. light: a factor.
    The outline is found by GrabCut (Rother, Kolmogorov and Blake, 2004), begun with ovals.
    """
    canvas, face = _brought(picture, box)
    cover = _outline(canvas, face)
    if is_mirrored:
        canvas, cover = np.ascontiguousarray(canvas[:, ::-1]), np.ascontiguousarray(cover[:, ::-1])
    canvas = np.asarray(cv2.convertScaleAbs(canvas, alpha=light), np.uint8)
    skin = _brow_colour(canvas, face)
    head, whole = on_neck(canvas, cover, skin)
    oval = np.minimum(_oval(face, 0.5, 0.5), cover)
    return Head(head, whole, oval, face), skin


def _brought(picture: Picture, box: Box) -> tuple[Picture, Box]:
    """Return the picture on the canvas, where the face's chin is that of FACE, and its box."""
    x1, y1, x2, y2 = box
    wide, high = FACE[2] - FACE[0], FACE[3] - FACE[1]
    scale = min(wide / (x2 - x1), high / (y2 - y1))
    left, down = _MIDDLE_X - scale * (x1 + x2) / 2, FACE[3] - scale * y2
    move = np.array([[scale, 0, left], [0, scale, down]])
    if scale < 1 / _SHRINK:  # what is thinned out too far would flicker
        picture, move = _halved(picture, move)
    size = (CANVAS_WIDTH_PX, CANVAS_HEIGHT_PX)
    flags = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    canvas = cv2.warpAffine(picture, move, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    face = (scale * x1 + left, scale * y1 + down, scale * x2 + left, FACE[3])
    return np.asarray(canvas, np.uint8), face


def _halved(picture: Picture, move: NDArray[np.float64]) -> tuple[Picture, NDArray[np.float64]]:
    while move[0, 0] < 1 / _SHRINK:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        move = move * np.array([picture.shape[1] / half[0], picture.shape[0] / half[1], 1])
        picture = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA), np.uint8)
    return picture, move


def _outline(canvas: Picture, face: Box) -> NDArray[np.uint8]:
    """Return how far each pixel of the canvas belongs to the head, 0 to 255."""
    likely = np.full(canvas.shape[:2], cv2.GC_BGD, np.uint8)
    likely[_oval(face, 0.75, 0.83) > 0] = cv2.GC_PR_BGD
    likely[_oval(face, 0.60, 0.66) > 0] = cv2.GC_PR_FGD
    likely[_oval(face, 0.42, 0.46) > 0] = cv2.GC_FGD
    size = (CANVAS_WIDTH_PX // _SHRINK, CANVAS_HEIGHT_PX // _SHRINK)
    small = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA)
    marks = np.ascontiguousarray(likely[::_SHRINK, ::_SHRINK])
    behind, before = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(small, marks, (0, 0, 1, 1), behind, before, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    inside = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8) * 255
    inside = _largest(inside)
    grown = cv2.resize(inside, (CANVAS_WIDTH_PX, CANVAS_HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.GaussianBlur(grown, (0, 0), 2.0), np.uint8)


def _largest(inside: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the largest connected part, its edge smoothed."""
    calm = cv2.medianBlur(inside, 7)
    _, marks, sizes, _ = cv2.connectedComponentsWithStats(calm)
    return np.asarray((marks == 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())) * np.uint8(255))


def _oval(face: Box, half_widths: float, half_heights: float) -> NDArray[np.uint8]:
    """Return an oval round the face's middle, in shares of its width and height."""
    x1, y1, x2, y2 = face
    cover = np.zeros((CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX), np.uint8)
    middle = (round((x1 + x2) / 2), round((y1 + y2) / 2 - (half_heights - 0.5) * 0.3 * (y2 - y1)))
    axes = (round(half_widths * (x2 - x1)), round(half_heights * (y2 - y1)))
    cv2.ellipse(cover, middle, axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    return cover


def _brow_colour(canvas: Picture, face: Box) -> Colour:
    """Return the median colour between the eyes and above, where no mask is."""
    x1, y1, x2, y2 = (round(v) for v in face)
    high, wide = y2 - y1, x2 - x1
    rows = slice(y1 + round(0.12 * high), y1 + round(0.3 * high))
    columns = slice(x1 + round(0.3 * wide), x1 + round(0.7 * wide))
    blue, green, red = np.median(canvas[rows, columns].reshape(-1, 3), axis=0)
    return int(blue), int(green), int(red)
