"""Dropped packets cost frames and coverage at worst, and never the camera."""

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.clips import write_clip
from tests.faults.namespaces import played
from tests.faults.watching import ANALYSED_PER_SECOND

PERCENTS = (1, 10, 30)


def blotches(width_px: int, height_px: int, number: int) -> NDArray[np.uint8]:
    """Paint what takes a camera's usual rate to send."""
    chance = np.random.default_rng(number)
    small = chance.integers(0, 255, (height_px // 16, width_px // 16, 3), np.uint8)
    return np.asarray(cv2.resize(small, (width_px, height_px)), np.uint8)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    film = write_clip(
        tmp_path_factory.mktemp("films") / "blotches.mp4",
        size=(320, 192),
        frames=50,
        paint=blotches,
    )
    return played("tests.faults.lossy", str(film), *map(str, PERCENTS), needs=("nft",))


@pytest.mark.parametrize("percent", [1, 10])
def test_some_loss_is_made_good_by_the_network(scene: Any, percent: int) -> None:  # noqa: ANN401
    came = scene[str(percent)]
    assert came["dropped"] > 0
    assert came["restarts"] == 0
    assert came["is_counting"]
    assert came["analysed"] > 0.7 * ANALYSED_PER_SECOND * came["seconds"]
    assert came["observed_seconds"] > 0.9 * came["seconds"]


def test_heavy_loss_costs_frames_and_coverage_but_not_the_camera(scene: Any) -> None:  # noqa: ANN401
    came = scene["30"]
    assert came["dropped"] > 0
    assert came["is_counting"]
    assert came["observed_seconds"] < came["seconds"] + 10
