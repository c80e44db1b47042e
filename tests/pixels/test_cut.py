"""A part of a frame shows what the whole shows there, in any coding and however it is turned."""

import av
import numpy as np
import pytest
from av.video.format import VideoFormat
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.crop import square_crop, window_for_crop
from compliance.pixels.cut import before_turning, cut
from compliance.pixels.frame import Converter
from compliance.pixels.geometry import Picture, as_boxes
from compliance.pixels.window import Window, whole

WIDTH, HEIGHT = 166, 98
CODINGS = ("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "gbrp", "gray", "bgr24", "nv12", "pal8")
edges = st.floats(-250, 250)


def colourful(coding: str) -> av.VideoFrame:
    """Return a frame of soft colours in this coding."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    waves = [np.sin(columns / a) + np.cos(rows / b) for a, b in ((23, 9), (11, 17), (31, 13))]
    picture = np.stack([127 + 60 * wave for wave in waves], axis=-1).astype(np.uint8)
    if coding == "pal8":
        palette = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
        return av.VideoFrame.from_ndarray((picture[..., 0], palette), format="pal8")
    return av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=coding)


def shown(frame: av.VideoFrame, turn: int = 0) -> Picture:
    size = (HEIGHT, WIDTH) if turn in (90, 270) else (WIDTH, HEIGHT)
    return Converter().picture(frame, *size, turn)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_part_is_the_same_as_that_part_of_the_whole(coding: str, turn: int) -> None:
    frame = colourful(coding)
    everything = shown(frame, turn)
    height, width = everything.shape[:2]
    part = Window(20, 10, width - 30, height - 16)
    picture = Converter().picture(frame, part.width_px, part.height_px, turn, part)
    inner = (slice(4, -4), slice(4, -4))  # at its edges colours may be interpolated otherwise
    off = picture.astype(int) - everything[part.slices]
    assert np.abs(off[inner]).max() <= 6


@given(x=edges, y=edges, width=st.floats(0.5, 200), height=st.floats(0.5, 200))
def test_a_crop_from_a_part_is_the_crop_from_the_whole(
    x: float, y: float, width: float, height: float
) -> None:
    frame, box = colourful("yuv420p"), (x, y, x + width, y + height)
    part = window_for_crop(box, 1.3, (WIDTH, HEIGHT))
    picture = Converter().picture(frame, part.width_px, part.height_px, 0, part)
    moved = part.from_here(as_boxes([box]))[0].tolist()
    as_float32 = as_boxes([box])[0].tolist()
    crop = square_crop(picture, moved, 1.3, 48)
    assert np.array_equal(crop, square_crop(shown(frame), as_float32, 1.3, 48))


def test_all_of_a_frame_is_the_frame_itself() -> None:
    frame = colourful("yuv420p")
    assert cut(frame, whole((WIDTH, HEIGHT))) is frame


def test_a_part_keeps_how_its_colours_are_meant() -> None:
    frame = colourful("yuv420p")
    frame.color_range, frame.colorspace = 2, 1
    part = cut(frame, Window(0, 0, 20, 20))
    assert (part.color_range, part.colorspace) == (2, 1)
    assert VideoFormat(part.format.name).name == "yuv420p"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_window_is_found_before_turning(turn: int) -> None:
    decoded = np.arange(6 * 10).reshape(6, 10)
    upright = np.rot90(decoded, turn // 90)
    window = Window(1, 2, 3, 5)
    part = decoded[before_turning(window, turn, (10, 6)).slices]
    assert np.array_equal(np.rot90(part, turn // 90), upright[window.slices])
