"""The skin of an aligned face: its tone changed, its forehead freed of hair and hat."""

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.looks import Colour
from compliance.evaluation.street.portraits import FACE, Picture

_BROW_SHARE = 0.20
"""Where the eyebrows begin, as a share of the face's height."""


def toned(face: Picture, tone: tuple[float, float, float]) -> Picture:
    """Return the face with its cheeks at `tone`, in CIE Lab as OpenCV scales it, 0 to 255.

    Darker skin keeps the face's contrast, not its range.
    """
    lab = cv2.cvtColor(face, cv2.COLOR_BGR2LAB).astype(np.float32)
    cheek = np.median(_cheeks(lab), axis=0)
    lab[..., 0] *= tone[0] / max(float(cheek[0]), 1.0)
    lab[..., 1:] += np.array(tone[1:], np.float32) - cheek[1:]
    lab[..., 1:] = np.array(tone[1:]) + (lab[..., 1:] - np.array(tone[1:])) * 0.8
    bgr = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2BGR)
    return _freed(np.asarray(bgr, np.uint8))


def cheek_colour(face: Picture) -> Colour:
    """Return the median colour of the cheeks, BGR."""
    blue, green, red = np.median(_cheeks(face), axis=0)
    return int(blue), int(green), int(red)


def _cheeks(face: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the pixels of both cheeks, (n, 3)."""
    left, right = face[165:185, 84:104], face[165:185, 152:172]
    return np.asarray(np.vstack([left.reshape(-1, 3), right.reshape(-1, 3)]), np.float32)


def _freed(face: Picture) -> Picture:
    """Cover the forehead with plain skin down to the brows, lit from above."""
    rows = np.arange(face.shape[0], dtype=np.float32)
    columns = np.arange(face.shape[1], dtype=np.float32)
    brow = FACE[1] + _BROW_SHARE * (FACE[3] - FACE[1])
    arch = brow + 10 * ((columns - face.shape[1] / 2) / 64) ** 2
    share = np.clip((arch[None] - rows[:, None]) / 10 + 0.5, 0, 1)[..., None]
    light = 1.04 - 0.12 * np.abs((columns - face.shape[1] / 2) / 64) ** 3
    plain = np.array(cheek_colour(face), np.float32) * light[None, :, None]
    freed = np.clip(face * (1 - share) + plain * share, 0, 255)
    return np.asarray(freed, np.uint8)
