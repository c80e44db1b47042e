"""What a tiny picture tells about the camera's sight: whether there is light, and detail."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.pixels.tiny import Grey

DARK = 8
"""Levels of 255 that 99 % of a black picture do not exceed. Photographs dimmed to that left the
detector 10 % of 134 faces; to 16, it still found 68 %."""

FLAT = 0.12
"""Of its own brightness: what 99 % of the differences between near places do not exceed where
there is no detail. No face is left then; so found of 400 photographs: none as they are, dimmed to
a 16th or at 30 % contrast, 10 % at 20 % and 99.5 % at 10 %."""

_SHARE = 0.01  # of the picture: a lamp's glow through a cover, a stuck pixel
_APART_PX = 4  # of a tiny picture 80 wide
_NOISE_PX = 3
_NOISE = 3  # levels that noise and rounding leave between two places


@dataclass(frozen=True, slots=True)
class Glance:
    """One look at a picture."""

    is_dark: bool
    is_flat: bool


def glance(picture: Grey) -> Glance:
    """Look at a tiny picture."""
    calm = np.asarray(cv2.blur(picture, (_NOISE_PX, _NOISE_PX)), np.uint8)
    brightness = _brightness(calm)
    least = max(_NOISE, FLAT * brightness)
    across = _differ(calm[:, _APART_PX:], calm[:, :-_APART_PX], least)
    down = _differ(calm[_APART_PX:], calm[:-_APART_PX], least)
    return Glance(brightness <= DARK, across + down <= 2 * _SHARE * calm.size)


def _brightness(picture: Grey) -> int:
    """Return the level that all but a small share of a picture does not exceed."""
    not_above = np.bincount(picture.ravel(), minlength=256).cumsum()
    return int(np.searchsorted(not_above, (1 - _SHARE) * picture.size))


def _differ(a: NDArray[np.uint8], b: NDArray[np.uint8], least: float) -> int:
    return int(np.count_nonzero(np.maximum(a, b) - np.minimum(a, b) > least))
