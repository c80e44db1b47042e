"""Face pictures brought to one pose: eyes and mouth of every face at the same points."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.errors import DataError

Picture: TypeAlias = NDArray[np.uint8]
Box: TypeAlias = tuple[float, float, float, float]
Points: TypeAlias = tuple[tuple[float, float], ...]
Finder: TypeAlias = Callable[[Picture], Box | None]
"""Tells where the face is in a picture, or None."""

CANVAS_WIDTH_PX, CANVAS_HEIGHT_PX = 256, 320
FACE: Box = (64.0, 92.0, 192.0, 248.0)
"""The box of every aligned face on its canvas."""

_SHARES = ((0.27, 0.35), (0.73, 0.35), (0.5, 0.57), (0.30, 0.705), (0.70, 0.705))
"""Eyes, nose tip and corners of the mouth as shares of a face's box."""

_SUFFIXES = {".bmp", ".jpeg", ".jpg", ".png", ".webp"}


@dataclass(frozen=True, slots=True)
class Portrait:
    """A face picture and where the face is."""

    name: str
    picture: Picture
    """(height, width, 3) uint8, BGR."""
    points: Points
    """Left eye, right eye, nose tip, left and right corner of the mouth, as seen."""


def read_portraits(folder: Path, find: Finder | None = None) -> tuple[Portrait, ...]:
    """Read every face picture of a folder, sorted by name.

    Where the face is stands in the folder's `faces.json`: {"name.jpg": {"box": [x1, y1, x2, y2]}}
    or, better, {"name.jpg": {"points": [[x, y], ...]}}, the five of Portrait; for pictures not
    named there `find` is asked.
    Raises DataError when no face can be had from the folder, naming what is wrong.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder", "Name a folder of frontal face pictures.")
    known = _sidecar(folder / "faces.json")
    files = sorted(f for f in folder.iterdir() if f.suffix.lower() in _SUFFIXES)
    read = (_portrait(file, known, find) for file in files)
    portraits = tuple(portrait for portrait in read if portrait is not None)
    if not portraits:
        message = f"{folder}: no face found in {len(files)} pictures"
        raise DataError(message, "Give frontal faces, or a faces.json with their boxes.")
    return portraits


def aligned(portrait: Portrait) -> Picture:
    """Return the face on the canvas, its box at FACE; (320, 256, 3) uint8."""
    source = np.array(portrait.points, np.float32)
    target = np.array(points_of(FACE), np.float32)
    turn, _ = cv2.estimateAffinePartial2D(source, target, method=cv2.LMEDS)
    if turn is None:
        raise DataError(f"{portrait.name}: its five points do not make a face")
    size = (CANVAS_WIDTH_PX, CANVAS_HEIGHT_PX)
    grown = cv2.warpAffine(
        portrait.picture, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(grown, np.uint8)


def points_of(box: Box) -> Points:
    """Return where eyes, nose tip and corners of the mouth usually are in a face's box."""
    x1, y1, x2, y2 = box
    return tuple((x1 + u * (x2 - x1), y1 + v * (y2 - y1)) for u, v in _SHARES)


def _sidecar(path: Path) -> dict[str, Points]:
    if not path.is_file():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {n: _position(e.get("points"), e.get("box")) for n, e in entries.items()}
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        message = f"{path.name} cannot be understood: {type(error).__name__}: {error}"
        raise DataError(message, 'Each entry: "name.jpg": {"box": [x1, y1, x2, y2]}.') from error


def _position(points: list[list[float]] | None, box: list[float] | None) -> Points:
    if points is None:
        x1, y1, x2, y2 = (float(v) for v in box or ())
        return points_of((x1, y1, x2, y2))
    if len(points) != len(_SHARES):
        message = f"{len(points)} points, expected {len(_SHARES)}"
        raise ValueError(message)
    return tuple((float(x), float(y)) for x, y in points)


def _portrait(file: Path, known: dict[str, Points], find: Finder | None) -> Portrait | None:
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        raise DataError(f"{file.name} is not a picture that can be read", "Take it away.")
    bgr = np.asarray(picture, np.uint8)
    if file.name in known:
        return Portrait(file.name, bgr, known[file.name])
    box = find(bgr) if find else None
    return Portrait(file.name, bgr, points_of(box)) if box else None
