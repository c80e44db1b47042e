"""Tiny pictures of every kind of frame."""

import numpy as np
import pytest
from av import VideoFrame

from compliance.pixels.tiny import WIDTH_PX, Shrinker

KINDS = ["yuv420p", "yuvj420p", "yuvj422p", "nv12", "yuyv422", "yuv420p10le", "gray", "bgr24"]


def frame(kind: str, levels: np.ndarray, size: tuple[int, int] = (640, 360)) -> VideoFrame:
    width, height = size
    picture = np.repeat(levels, width // len(levels))[None, :, None]
    whole = np.ascontiguousarray(np.broadcast_to(picture, (height, width, 3)), np.uint8)
    return VideoFrame.from_ndarray(whole, format="bgr24").reformat(format=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_keeps_its_brightness(kind: str) -> None:
    levels = np.array([0, 16, 60, 128, 200, 235, 250, 255])
    tiny = Shrinker().tiny(frame(kind, levels), 0)
    assert tiny.shape == (45, WIDTH_PX)
    assert tiny.dtype == np.uint8
    seen = tiny[20, 5::10].astype(int)
    assert np.abs(seen - levels).max() <= 2


def test_a_turned_frame_stands_upright() -> None:
    tiny = Shrinker().tiny(frame("yuv420p", np.array([0, 255])), 90)
    assert tiny.shape == (WIDTH_PX, 45)
    assert tiny[0].min() > 200
    assert tiny[-1].max() < 50


def test_a_frame_smaller_than_the_tiny_picture_is_widened() -> None:
    tiny = Shrinker().tiny(frame("yuv420p", np.array([40, 200]), (32, 24)), 0)
    assert tiny.shape == (60, WIDTH_PX)


def test_a_change_of_size_between_frames_is_taken_in() -> None:
    shrinker = Shrinker()
    assert shrinker.tiny(frame("yuv420p", np.array([90])), 0).shape == (45, WIDTH_PX)
    assert shrinker.tiny(frame("yuv420p", np.array([90]), (640, 480)), 0).shape == (60, WIDTH_PX)
