"""Where in a frame faces are looked for: where something changed, and where faces were.

Nobody may be missed for it. What a picture shows is compared with what it showed when that place
was last searched, not with the frame before, so that whoever comes slowly is noticed as well;
whoever is followed is looked for in every frame; and from time to time everything is searched.
While somebody is followed, whose body changes much of the picture, others are looked for less
often than frames are analysed, but more often than is needed to meet everybody.

How many frames are analysed, and when, is no matter of this file: they are all taken in, whether
a place in them is searched or not. How long the processor works does tell that something moves,
but only to whoever may watch the processes of the machine.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.pixels.geometry import Boxes
from compliance.pixels.tiny import Grey
from compliance.pixels.window import Window, whole

WHOLE_SECONDS = 2.0
"""Everything is searched this often, whether it changed or not."""

OTHERS_SECONDS = 0.45
"""While somebody is followed, others are looked for this often at least: see `tempo.py` for what
looking more seldom costs. At five frames a second that is every other frame."""

# In steps of 255, of the mean of 3 x 3 grey pixels.
_LEAST, _MOST = 4.0, 10.0  # differences that count as a change, without noise and with much
_NOISES = 6.0  # as many standard deviations of the noise are no noise
_DEVIATION = 1.48  # of a normal distribution, per median of its absolute values


class Gate:
    """Compares the frames of one camera."""

    def __init__(self, whole_seconds: float = WHOLE_SECONDS) -> None:
        self._whole_seconds = whole_seconds
        self._searched: NDArray[np.float32] | None = None
        self._whole_at = self._others_at = self._before_at = 0.0

    def windows(
        self, grey: Grey, faces: Boxes, at_seconds: float, *, are_all: bool
    ) -> list[Window]:
        """Return where to search the frame of this time; they may overlap.

        grey: the frame, (height, width) uint8, a few pixels for the smallest face. faces: (n, 4),
        in its pixels, where those followed may be, with room to stay recognisable. are_all: nobody
        is known to be elsewhere, so that others may wait for a moment.
        """
        everything = whole((grey.shape[1], grey.shape[0]))
        next_at, self._before_at = 2 * at_seconds - self._before_at, at_seconds
        searched = self._searched
        if searched is None or searched.shape != grey.shape or self._is_due(at_seconds):
            self._searched = grey.astype(np.float32)
            self._whole_at = self._others_at = at_seconds
            return [everything]
        windows = [_window(box).inside(everything) for box in faces]
        may_wait = windows and are_all and next_at - self._others_at <= OTHERS_SECONDS
        if not may_wait:
            self._others_at = at_seconds
            windows += _bounds(_changed(grey, searched))
        found = [one for one in windows if not one.is_empty]
        for one in found:
            searched[one.slices] = grey[one.slices]
        return found

    def _is_due(self, at_seconds: float) -> bool:
        return not 0 <= at_seconds - self._whole_at < self._whole_seconds


def _changed(grey: Grey, before: NDArray[np.float32]) -> NDArray[np.bool_]:
    difference = np.abs(cv2.blur(grey.astype(np.float32) - before, (3, 3)))
    noise = _DEVIATION * _median(difference[::2, ::2])
    return np.asarray(difference > np.clip(_NOISES * noise, _LEAST, _MOST), np.bool_)


def _median(values: NDArray[np.float32]) -> float:
    """Return the median; numpy's own loads a module at its first call, which the lock forbids."""
    flat = values.ravel()
    return float(np.partition(flat, flat.size // 2)[flat.size // 2])


def _bounds(marks: NDArray[np.bool_]) -> list[Window]:
    """Return the window round the marks, if there are any."""
    columns, rows = np.flatnonzero(marks.any(axis=0)), np.flatnonzero(marks.any(axis=1))
    if not len(rows):
        return []
    return [Window(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)]


def _window(box: NDArray[np.float32]) -> Window:
    low, high = np.floor(box[:2]), np.ceil(box[2:])
    return Window(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
