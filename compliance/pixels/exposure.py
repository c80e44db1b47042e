"""Light for a picture that has far too little of it, with less of the grain of such pictures."""

import cv2
import numpy as np

from compliance.pixels.geometry import Picture

BRIGHT = 128
"""Half of the range. What stays below even in its bright places has too little light: none of 188
labelled photographs does, and four of 565 faces found in them."""

_BRIGHT_SHARE = 0.99  # of the pixels are at most as bright as its bright places
_GAIN_MAX = 4.0  # from here on it is mostly grain that is amplified
_SAMPLED_PX = 64  # so many columns or rows tell how bright a picture is


def exposed(picture: Picture) -> Picture:
    """Return a picture with its bright places at half of the range or above.

    picture: (height, width, 3) uint8 BGR. One that is bright enough is returned as it is. Another
    is smoothed, since a sensor that lacks light is noisy, then multiplied, at most fourfold.
    """
    level = brightness(picture)
    if level >= BRIGHT:
        return picture
    gain = min(_GAIN_MAX, BRIGHT / max(level, 1))
    lit = cv2.GaussianBlur(picture, (3, 3), 0)
    cv2.convertScaleAbs(lit, lit, alpha=gain)  # in place: another array takes longer than all this
    return np.asarray(lit, np.uint8)


def brightness(picture: Picture) -> int:
    """Return how bright the bright places of a picture are, 0 to 255; of a sample of its pixels."""
    step = max(1, max(picture.shape[:2]) // _SAMPLED_PX)
    sample = np.ascontiguousarray(picture[::step, ::step])
    levels = np.asarray(cv2.cvtColor(sample, cv2.COLOR_BGR2GRAY), np.uint8).ravel()
    place = int(_BRIGHT_SHARE * (len(levels) - 1))
    return int(np.partition(levels, place)[place])
