"""Whether a camera still shows anything new, told by prints of its picture's tiles.

A camera whose sensor or encoder hangs sends the same picture again and again. What is decoded of
it is not one picture: each key frame is coded differently from the frames that refine it. But it
comes back, bit for bit, within a group of pictures. What a working sensor sees of a scene at rest
never does: its noise makes each key frame another one, for ever. So a tile is fresh when something
moves in it, or when it shows what it has not shown for thousands of looks, and has done so for a
while: a busy machine goes over to other frames of each group now and then, each of which is new
once, and a minute later none is.

Measured on a still scene at 25 frames a second: a sensor's noise of 0.3 levels and more shows
within 1.8 seconds whatever the coding; a hung sensor never does by x264 at constant quality or with
bits to spare and by MJPEG, a clock in its picture or not, nor by x265 without a clock. Where x265
codes a clock, or a constant bit rate leaves details out, the whole picture is coded anew each time,
and a hung sensor stays unnoticed.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.tiny import Grey

MEMORY_LOOKS = 8000
"""A repetition after so many passes for new: 27 minutes at 5 a second. More would fill the slots: a
picture that is new at every look falls into one lately used at six looks of seven."""

PROOF_SECONDS = 60.0
"""For so long there must be something new, now and then, before a tile is taken for live again: at
5 looks a second those of a group of 50 frames are all old by then."""

PAUSE_SECONDS = 300.0
"""What is new so long after the last that was begins a proof anew."""

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
        self._shown = np.zeros((0, 0), np.int32)  # (tiles, slots): number of the look
        self._looks = 0
        self._fresh = self._new = self._proof = np.zeros(0)  # (tiles,): seconds
        self._last: Grey = np.zeros((1, 1), np.uint8)
        self._at_seconds = 0.0
        self._weights = np.zeros((0, 0), np.uint64)

    def take(self, picture: Grey, at_seconds: float) -> None:
        """Take in a picture. Times must not fall."""
        if picture.shape != self._last.shape:
            self._begin(picture, at_seconds)
        is_live = self._goes_on(self._is_new(picture), at_seconds)
        self._fresh[is_live | self._is_moving(picture)] = at_seconds
        self._last, self._at_seconds = picture, at_seconds

    def still_seconds(self) -> float:
        """Return for how long nearly all of the picture has shown nothing new."""
        spread = _each_tile(np.maximum, self._last) - _each_tile(np.minimum, self._last)
        counted = np.sort(self._fresh[spread >= _TEXTURE])
        if len(counted) < _LEAST_TILES:
            return 0.0
        return self._at_seconds - float(counted[int(_STILL_SHARE * (len(counted) - 1))])

    def _begin(self, picture: Grey, at_seconds: float) -> None:
        never = -MEMORY_LOOKS - 1
        self._shown = np.full((_ROWS * _COLUMNS, 1 << _SLOTS_BITS), never, np.int32)
        self._looks = 0
        self._fresh, self._new, self._proof = np.full((3, _ROWS * _COLUMNS), at_seconds)
        self._last = picture
        self._weights = np.reshape(_scattered(picture.size), picture.shape)

    def _is_new(self, picture: Grey) -> NDArray[np.bool_]:
        sums = _each_tile(np.add, picture * self._weights)  # modulo 2**64
        places = (np.arange(len(sums)), (sums >> _SHIFT).astype(np.intp))
        before = self._shown[places]
        self._looks += 1
        self._shown[places] = self._looks
        return np.asarray(before < self._looks - MEMORY_LOOKS)

    def _goes_on(self, is_new: NDArray[np.bool_], at_seconds: float) -> NDArray[np.bool_]:
        """Return which tiles show something new, and have done so for long enough."""
        begins = is_new & (at_seconds - self._new > PAUSE_SECONDS)
        self._proof[begins] = self._new[is_new] = at_seconds
        return np.asarray(is_new & (at_seconds - self._proof >= PROOF_SECONDS))

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
