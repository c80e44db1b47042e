"""Whether a camera still shows anything new, told by prints of its picture's tiles.

A camera whose sensor or encoder hangs sends the same picture again and again. What is decoded of
it is not one picture: each key frame is coded differently from the frames that refine it. But it
comes back, bit for bit, within a group of pictures. What a working sensor sees of a scene at rest
never does: its noise makes each key frame another one. So a tile is fresh when it shows what it
has not shown for a while, or when something moves in it.

Measured on a still scene at 25 frames a second: a sensor's noise of 0.3 levels and more shows
within 1.8 seconds whatever the coding; a hung sensor never does by x264 at constant quality or with
bits to spare and by MJPEG, a clock in its picture or not, nor by x265 without a clock. Where x265
codes a clock, or a constant bit rate leaves details out, the whole picture is coded anew each time,
and a hung sensor stays unnoticed. So it may where a busy machine now and then goes over to other
frames of each group, which it has not looked at for minutes.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.tiny import Grey

MEMORY_SECONDS = 240.0
"""Much longer than a camera's pause between key frames, since of each group other frames may be
looked at; a repetition after this passes for new."""

_Number = TypeVar("_Number", np.uint8, np.uint64)

_ROWS, _COLUMNS = 5, 9
_SLOTS_BITS = 12
_SHIFT = np.uint64(64 - _SLOTS_BITS)
_TEXTURE = 8  # levels between a tile's darkest and brightest place: less may be clipped, noiseless
_MOVES = 24  # levels from frame to frame; coding the same scene anew changes it by less
_LEAST_TILES = 5  # with texture; of fewer nothing can be said
_STILL_SHARE = 0.8  # a clock written into the picture goes on when the sensor hangs


class Prints:
    """Prints of each tile's latest states: 64 bits reduced to the number of a slot with a time."""

    def __init__(self) -> None:
        self._shown = np.zeros((0, 0), np.float32)  # (tiles, slots): seconds
        self._fresh = np.zeros(0)  # (tiles,): seconds
        self._last: Grey = np.zeros((1, 1), np.uint8)
        self._at_seconds = 0.0
        self._weights = np.zeros((0, 0), np.uint64)

    def take(self, picture: Grey, at_seconds: float) -> None:
        """Take in a picture. Times must not fall."""
        if picture.shape != self._last.shape:
            self._begin(picture, at_seconds)
        fresh = self._is_new(picture, at_seconds) | self._is_moving(picture)
        self._fresh[fresh] = at_seconds
        self._last, self._at_seconds = picture, at_seconds

    def still_seconds(self) -> float:
        """Return for how long nearly all of the picture has shown nothing new."""
        spread = _each_tile(np.maximum, self._last) - _each_tile(np.minimum, self._last)
        counted = np.sort(self._fresh[spread >= _TEXTURE])
        if len(counted) < _LEAST_TILES:
            return 0.0
        return self._at_seconds - float(counted[int(_STILL_SHARE * (len(counted) - 1))])

    def _begin(self, picture: Grey, at_seconds: float) -> None:
        self._shown = np.full((_ROWS * _COLUMNS, 1 << _SLOTS_BITS), -np.inf, np.float32)
        self._fresh = np.full(_ROWS * _COLUMNS, at_seconds, np.float64)
        self._last = picture
        self._weights = np.reshape(_scattered(picture.size), picture.shape)

    def _is_new(self, picture: Grey, at_seconds: float) -> NDArray[np.bool_]:
        sums = _each_tile(np.add, picture * self._weights)  # modulo 2**64
        places = (np.arange(len(sums)), (sums >> _SHIFT).astype(np.intp))
        before = self._shown[places]
        self._shown[places] = at_seconds
        return np.asarray(before < at_seconds - MEMORY_SECONDS)

    def _is_moving(self, picture: Grey) -> NDArray[np.bool_]:
        steps = np.maximum(picture, self._last) - np.minimum(picture, self._last)
        return np.asarray(_each_tile(np.maximum, steps) > _MOVES)


def _scattered(count: int) -> NDArray[np.uint64]:
    """Return numbers without a pattern (SplitMix64, Steele et al., 2014).

    Not numpy's: those would be loaded now, which the lock forbids.
    """
    x = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _each_tile(reduce: np.ufunc, values: NDArray[_Number]) -> NDArray[_Number]:
    """Return the reduction of each tile's values, (tiles,)."""
    height, width = values.shape
    rows = np.arange(_ROWS) * height // _ROWS
    columns = np.arange(_COLUMNS) * width // _COLUMNS
    bands = reduce.reduceat(values, rows, axis=0)
    return np.asarray(reduce.reduceat(bands, columns, axis=1), values.dtype).ravel()
