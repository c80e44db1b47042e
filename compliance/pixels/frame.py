"""One decoded frame, converted to pixels only when asked."""

from dataclasses import dataclass, field

import numpy as np
from av import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from compliance.pixels.cut import before_turning, cut
from compliance.pixels.geometry import Picture
from compliance.pixels.lag import Leap
from compliance.pixels.tiny import Grey, Shrinker
from compliance.pixels.window import Window


class Converter:
    """Turns a stream's frames into pictures; one per use, since it keeps its tables."""

    def __init__(self, pixel_format: str = "bgr24") -> None:
        self._reformatter = VideoReformatter()
        self._format = pixel_format

    def picture(
        self,
        frame: VideoFrame,
        width_px: int,
        height_px: int,
        turn: int,
        window: Window | None = None,
    ) -> Picture:
        """Return the frame as (height, width, 3) uint8 BGR, contiguous and writable.

        `turn` is in degrees counter-clockwise, a multiple of 90; the size is the one afterwards,
        as is the window, all of the frame when it is None. A grey picture has two dimensions.
        """
        width, height = (height_px, width_px) if turn in (90, 270) else (width_px, height_px)
        if window is not None:
            frame = cut(frame, before_turning(window, turn, (frame.width, frame.height)))
        converted = self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format=self._format,
            interpolation=_interpolation(frame, width),
            threads=1,  # 0, the default, would start threads after the lock
        )
        turned = np.rot90(converted.to_ndarray(), turn // 90)  # cv2's way would start threads
        return np.ascontiguousarray(turned, np.uint8)


@dataclass(frozen=True, slots=True)
class Converters:
    """What a stream's frames are converted with, one for each use."""

    small: Converter = field(default_factory=Converter)
    part: Converter = field(default_factory=Converter)
    grey: Converter = field(default_factory=lambda: Converter("gray"))
    full: Converter = field(default_factory=Converter)
    tiny: Shrinker = field(default_factory=Shrinker)


class Frame:
    """One frame of a stream, upright."""

    __slots__ = (
        "_converters",
        "_decoded",
        "_full",
        "_tiny",
        "_turn",
        "arrived",
        "is_timed",
        "leap",
        "seconds",
    )

    def __init__(
        self,
        decoded: VideoFrame,
        *,
        seconds: float,
        arrived: float,
        converters: Converters,
        is_timed: bool = True,
        leap: Leap | None = None,
    ) -> None:
        self.seconds = seconds
        """Stream time: from 0 at the first frame, never falling."""
        self.arrived = arrived
        """When it was decoded, in monotonic seconds."""
        self.is_timed = is_timed
        """False where the stream should have said when it was taken, and did not credibly."""
        self.leap = leap
        """What was passed over before it; None: nothing."""
        self._decoded = decoded
        self._converters = converters
        self._turn = turn_of(decoded)
        self._full: Picture | None = None
        self._tiny: Grey | None = None

    @property
    def width_px(self) -> int:
        """Width of the upright picture."""
        return self._decoded.height if self._turn in (90, 270) else self._decoded.width

    @property
    def height_px(self) -> int:
        """Height of the upright picture."""
        return self._decoded.width if self._turn in (90, 270) else self._decoded.height

    def small(self, width_px: int, height_px: int) -> Picture:
        """Return the frame scaled to (height, width, 3) uint8 BGR; the caller may write on it."""
        return self._converters.small.picture(self._decoded, width_px, height_px, self._turn)

    def part(self, window: Window, width_px: int, height_px: int) -> Picture:
        """Return a window of the frame, scaled to (height, width, 3) uint8 BGR, writable.

        The window's left and top are even. Only its own pixels are read and converted.
        """
        return self._converters.part.picture(self._decoded, width_px, height_px, self._turn, window)

    def grey(self, width_px: int, height_px: int) -> Grey:
        """Return the frame scaled to (height, width) uint8, writable; interpolated, not averaged.

        0 is black, 255 white, except that a stream may use a part of that range only.
        """
        return self._converters.grey.picture(self._decoded, width_px, height_px, self._turn)

    def full(self) -> Picture:
        """Return the whole frame as (height, width, 3) uint8 BGR; converted once."""
        if self._full is None:
            self._full = self._converters.full.picture(
                self._decoded, self.width_px, self.height_px, self._turn
            )
        return self._full

    def tiny(self) -> Grey:
        """Return the frame as a tiny grey picture, (height, width) uint8; converted once."""
        if self._tiny is None:
            self._tiny = self._converters.tiny.tiny(self._decoded, self._turn)
        return self._tiny


def _interpolation(frame: VideoFrame, width_px: int) -> Interpolation:
    """Return the cheapest way that writes no machine code, which a hardened service forbids."""
    is_narrowed = width_px < frame.width
    return Interpolation.FAST_BILINEAR if is_narrowed else Interpolation.BILINEAR


def turn_of(frame: VideoFrame) -> int:
    """Return how far to turn a frame counter-clockwise to stand upright: 0, 90, 180 or 270."""
    return round(frame.rotation / 90) * 90 % 360
