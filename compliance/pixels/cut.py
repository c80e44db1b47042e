"""A part of a decoded frame as a frame of its own, before any conversion."""

from collections.abc import Iterator

import numpy as np
from av import VideoFrame
from av.video.format import VideoFormat
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from compliance.pixels.window import Window, whole

_BYTE_BITS = 8


def cut(frame: VideoFrame, window: Window) -> VideoFrame:
    """Return a window of a frame, with its colours; left and top are even.

    Where each colour lies in a plane of its own, as in all that cameras usually send, only the
    window's pixels are copied; other frames are brought into that shape whole before.
    """
    if window == whole((frame.width, frame.height)):
        return frame
    planar = frame if _is_planar(frame.format) else _made_planar(frame)
    part = VideoFrame(window.width_px, window.height_px, planar.format.name)
    part.color_range, part.colorspace = planar.color_range, planar.colorspace
    of_both = zip(_planes(planar), _planes(part), strict=True)
    for (source, across, down), (target, _, _) in of_both:
        rows = slice(window.top // down, window.top // down + target.shape[0])
        columns = slice(window.left // across, window.left // across + target.shape[1])
        target[:] = source[rows, columns]
    return part


def before_turning(window: Window, turn: int, size_px: tuple[int, int]) -> Window:
    """Return where a window of the upright picture lies in the frame as it was decoded.

    `turn` is in degrees counter-clockwise; size_px: width and height of the decoded frame.
    """
    width, height = size_px
    match turn:
        case 90:
            return Window(width - window.bottom, window.left, width - window.top, window.right)
        case 180:
            return Window(
                width - window.right,
                height - window.bottom,
                width - window.left,
                height - window.top,
            )
        case 270:
            return Window(window.top, height - window.right, window.bottom, height - window.left)
    return window


def _planes(frame: VideoFrame) -> Iterator[tuple[NDArray[np.generic], int, int]]:
    """Yield each plane without its padding, and how many pixels share its columns and rows."""
    for plane, component in zip(frame.planes, frame.format.components, strict=True):
        sample = np.uint8 if component.bits <= _BYTE_BITS else np.uint16
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size).view(sample)
        across, down = round(frame.width / plane.width), round(frame.height / plane.height)
        yield rows[: plane.height, : plane.width], across, down


def _is_planar(form: VideoFormat) -> bool:
    is_apart = sorted(one.plane for one in form.components) == list(range(len(form.components)))
    return is_apart and not form.has_palette and not form.is_bit_stream


def _made_planar(frame: VideoFrame) -> VideoFrame:
    form = "gbrp" if frame.format.is_rgb else "yuv422p"  # packed YUV has half its width in colour
    return VideoReformatter().reformat(
        frame, format=form, interpolation=Interpolation.BILINEAR, threads=1
    )
