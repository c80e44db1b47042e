"""A tiny grey picture of a frame: enough to see that something changes, for next to nothing."""

from typing import TypeAlias

import numpy as np
from av import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]
"""(height, width) uint8, 0 (black) to 255 (white)."""

WIDTH_PX = 80
"""Width of a tiny picture whose longer side lies so."""


class Shrinker:
    """Makes tiny pictures of one stream's frames; it keeps its tables.

    Each pixel is interpolated between the few pixels around one point of the frame, not averaged
    over its neighbourhood: noise and fine movement stay to be seen.
    """

    def __init__(self, width_px: int = WIDTH_PX) -> None:
        self._width_px = width_px
        self._reformatter = VideoReformatter()

    def tiny(self, frame: VideoFrame, turn: int) -> Grey:
        """Return the frame as a small grey picture, upright, read-only perhaps.

        `turn` is in degrees counter-clockwise, a multiple of 90.
        """
        converted = self._reformatter.reformat(
            frame,
            width=self._width_px,
            height=max(1, round(self._width_px * frame.height / frame.width)),
            format="gray",
            interpolation=_interpolation(frame, self._width_px),
            threads=1,  # 0, the default, would start threads after the lock
        )
        return np.rot90(np.asarray(converted.to_ndarray(), np.uint8), turn // 90)


def _interpolation(frame: VideoFrame, width_px: int) -> Interpolation:
    """Return the cheapest way that writes no machine code, which a hardened service forbids."""
    is_narrowed = width_px < frame.width
    return Interpolation.FAST_BILINEAR if is_narrowed else Interpolation.BILINEAR
