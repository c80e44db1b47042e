"""Films of cameras that see nothing, through real locked pixel processes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from compliance.camera import Recording
from compliance.faults import Fault
from compliance.sight import Sight
from tests.clips import Painter, write_clip
from tests.fakes import START, a_camera
from tests.pixel_fakes import enter_capture
from tests.pixels.reading import file_source
from tests.pixels.test_worker import Watched, running

FPS = 4
MINUTES = 16
RANDOM = np.random.default_rng(5)
SCENE = RANDOM.integers(30, 220, (12, 20, 3)).astype(np.uint8).repeat(8, 0).repeat(8, 1)


def noisy(picture: NDArray[np.uint8], spread: int) -> NDArray[np.uint8]:
    noise = RANDOM.integers(-spread, spread + 1, picture.shape[:2])[..., None]
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8)


def live(_width: int, _height: int, _number: int) -> NDArray[np.uint8]:
    return noisy(SCENE, 1)


def hung(_width: int, _height: int, _number: int) -> NDArray[np.uint8]:
    return SCENE


def dark(_width: int, _height: int, _number: int) -> NDArray[np.uint8]:
    return noisy(np.zeros_like(SCENE), 3)


def under_a_cloth(_width: int, _height: int, _number: int) -> NDArray[np.uint8]:
    return noisy(np.full_like(SCENE, 70), 3)


def lit_after_ten_minutes(width: int, height: int, number: int) -> NDArray[np.uint8]:
    return (dark if number < 600 * FPS else live)(width, height, number)


@pytest.fixture
def watch(tmp_path: Path) -> Callable[[Painter], Watched]:
    def watched(paint: Painter) -> Watched:
        film = write_clip(tmp_path / "film.mp4", fps=FPS, frames=MINUTES * 60 * FPS, paint=paint)
        camera = replace(
            a_camera(), source=file_source(film), recording=Recording(START, speed=None)
        )
        with running(camera, enter_capture) as watched:
            assert watched.listen(seconds=60)
        assert watched.fault is Fault.END_OF_STREAM
        assert watched.healths[-1].is_sandboxed
        return watched

    return watched


@pytest.mark.parametrize(
    ("paint", "sight", "watched_seconds"),
    [
        (live, Sight.CLEAR, 960),
        (hung, Sight.FROZEN, 600),
        (dark, Sight.BLACK, 120),
        (under_a_cloth, Sight.COVERED, 120),
        (lit_after_ten_minutes, Sight.BLACK, 120 + 360),  # told for 20 minutes at least
    ],
)
def test_time_in_which_nothing_can_be_seen_is_not_watched_and_the_reason_is_told(
    watch: Callable[[Painter], Watched], paint: Painter, sight: Sight, watched_seconds: int
) -> None:
    watched = watch(paint)
    seconds = sum(tally.observed_ms for tally in watched.tallies) / 1000
    assert seconds == pytest.approx(watched_seconds, abs=12)
    assert watched.healths[-1].decoded == MINUTES * 60 * FPS
    assert watched.healths[-1].sight is sight
