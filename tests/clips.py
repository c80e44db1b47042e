"""Small videos drawn for tests, in any coding the library writes."""

from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Painter = Callable[[int, int, int], NDArray[np.uint8]]
"""From width, height and frame number to a (height, width, 3) uint8 BGR picture."""

RED, BLUE = (30, 30, 200), (200, 30, 30)


def halves(width_px: int, height_px: int, _number: int) -> NDArray[np.uint8]:
    """Paint the left half red and the right half blue."""
    picture = np.full((height_px, width_px, 3), BLUE, np.uint8)
    picture[:, : width_px // 2] = RED
    return picture


def numbered(width_px: int, height_px: int, number: int) -> NDArray[np.uint8]:
    """Paint the frame's number as a brightness, 10 levels apart, after 24 from 0 again."""
    return np.full((height_px, width_px, 3), number % 25 * 10, np.uint8)


def write_clip(  # noqa: PLR0913 - all but the path have defaults
    path: Path,
    *,
    size: tuple[int, int] = (160, 96),
    frames: int = 25,
    fps: int = 25,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    paint: Painter = halves,
    b_frames: int = 0,
) -> Path:
    """Write a clip whose container follows from the path's ending; return the path."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, pixel_format
        stream.gop_size = fps
        stream.max_b_frames = b_frames
        for number in range(frames):
            picture = np.ascontiguousarray(paint(*size, number)[..., ::-1])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def turned(path: Path, target: Path) -> Path:
    """Copy an mp4 and mark it as filmed with the camera on its side."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 44  # ISO 14496-12, 8.3.2: the track's matrix, 16.16 fixed point
    one, minus = 1 << 16, (1 << 32) - (1 << 16)
    matrix = (0, one, 0, minus, 0, 0, 0, 0, 1 << 30)
    data[at : at + 36] = b"".join(number.to_bytes(4, "big") for number in matrix)
    target.write_bytes(data)
    return target


def write_sound(path: Path) -> Path:
    """Write a second of silence, without a picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
        silence.sample_rate = 8000
        container.mux(stream.encode(silence))
        container.mux(stream.encode())
    return path


def jpeg(size: tuple[int, int] = (160, 96), number: int = 0, paint: Painter = halves) -> bytes:
    """Return one painted picture as JPEG."""
    is_encoded, data = cv2.imencode(".jpg", paint(*size, number))
    assert is_encoded
    return data.tobytes()
