"""Nobody who moves is passed over, whatever the light and the noise; rest costs no search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from compliance.pixels.gate import WHOLE_SECONDS, Gate
from compliance.pixels.geometry import as_boxes
from compliance.pixels.tiny import Grey
from compliance.pixels.window import Window, whole

WIDTH, HEIGHT = 160, 88
EVERYTHING = whole((WIDTH, HEIGHT))
NOBODY = as_boxes([])
STEP_SECONDS = 0.2

seeds = st.integers(0, 2**32 - 1)
noises = st.floats(0, 3)
"""Standard deviations in steps of 255; a grey picture of a dark room has 3."""


def street(seed: int) -> Grey:
    """Return something with edges and plain places to walk before."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(20, 220, (HEIGHT // 8, WIDTH // 8)).astype(np.uint8)
    return coarse.repeat(8, axis=0).repeat(8, axis=1)


def seen(scene: NDArray[np.generic], noise: float, chance: np.random.Generator) -> Grey:
    grain = chance.normal(0, noise, scene.shape) if noise else 0.0
    return np.clip(scene + grain, 0, 255).astype(np.uint8)


@given(
    seed=seeds,
    noise=noises,
    size=st.integers(3, 20),
    contrast=st.integers(40, 120),
    start=st.floats(0, 60),
    speed=st.floats(0.1, 12.0),
)
def test_a_walker_is_searched_wherever_the_walk_leads(
    seed: int, noise: float, size: int, contrast: int, start: float, speed: float
) -> None:
    """Whatever the walk makes different from what was searched last lies in the window."""
    chance, gate = np.random.default_rng(seed), Gate(whole_seconds=1e9)
    searched = np.full((HEIGHT, WIDTH), 100.0)
    gate.window(seen(searched, noise, chance), NOBODY, 0.0)
    for frame in range(10):
        left = round(start + frame * speed)
        box = Window(left, 30, left + size, 30 + 2 * size).inside(EVERYTHING)
        scene = np.full((HEIGHT, WIDTH), 100.0)
        scene[box.slices] += contrast
        window = gate.window(seen(scene, noise, chance), NOBODY, frame * STEP_SECONDS)
        rows, columns = np.nonzero(scene != searched)
        if len(rows):
            assert window is not None
            assert columns.min() >= window.left - 1
            assert columns.max() < window.right + 1
            assert rows.min() >= window.top - 1
            assert rows.max() < window.bottom + 1
            searched[window.slices] = scene[window.slices]


@given(seed=seeds, brightness=st.integers(10, 60))
def test_who_comes_so_slowly_that_no_two_frames_differ_is_searched(
    seed: int, brightness: int
) -> None:
    """What is compared is the picture that was searched, not the one before."""
    chance, gate, scene = np.random.default_rng(seed), Gate(whole_seconds=1e9), street(seed)
    gate.window(scene, NOBODY, 0.0)
    box, windows = Window(40, 40, 50, 60), []
    for frame in range(brightness):
        fading = scene.astype(np.int64)
        fading[box.slices] += frame + 1
        windows.append(gate.window(seen(fading, 0.5, chance), NOBODY, frame * STEP_SECONDS))
    assert any(window is not None for window in windows)


@given(seed=seeds, noise=noises)
def test_a_scene_at_rest_is_seldom_searched(seed: int, noise: float) -> None:
    chance, gate, scene = np.random.default_rng(seed), Gate(whole_seconds=1e9), street(seed)
    gate.window(seen(scene, noise, chance), NOBODY, 0.0)
    windows = [gate.window(seen(scene, noise, chance), NOBODY, 0.2 * n) for n in range(20)]
    assert sum(window is not None for window in windows) <= len(windows) // 4


def test_everything_is_searched_from_time_to_time_all_the_same() -> None:
    gate, scene = Gate(), street(1)
    whole_at = [n / 5 for n in range(50) if gate.window(scene, NOBODY, n / 5) == EVERYTHING]
    assert np.diff(whole_at).max() <= WHOLE_SECONDS + STEP_SECONDS
    assert np.diff(whole_at).min() >= WHOLE_SECONDS - STEP_SECONDS


@pytest.mark.parametrize("leap_seconds", [-5.0, 60.0])
def test_after_a_leap_in_time_everything_is_searched(leap_seconds: float) -> None:
    gate, scene = Gate(), street(1)
    gate.window(scene, NOBODY, 10.0)
    assert gate.window(scene, NOBODY, 10.0 + leap_seconds) == EVERYTHING


def test_whoever_is_followed_is_searched_at_rest_too() -> None:
    gate, scene = Gate(), street(1)
    gate.window(scene, NOBODY, 0.0)
    faces = as_boxes([(20.5, 10.2, 30, 20), (60, 15, 70, 24.5)])
    assert gate.window(scene, faces, 0.2) == Window(20, 10, 70, 25)
    assert gate.window(scene, as_boxes([(-9, -9, 8, 8)]), 0.4) == Window(0, 0, 8, 8)
    assert gate.window(scene, as_boxes([(-9, -9, -2, 8), (170, 20, 190, 40)]), 0.6) is None
    assert gate.window(scene, NOBODY, 0.8) is None


def test_when_the_light_is_switched_everything_is_searched() -> None:
    gate, scene = Gate(), street(1)
    gate.window(scene, NOBODY, 0.0)
    assert gate.window((scene // 2).astype(np.uint8), NOBODY, 0.2) == EVERYTHING


def test_another_size_of_picture_is_searched_whole() -> None:
    gate = Gate()
    gate.window(street(1), NOBODY, 0.0)
    assert gate.window(street(1)[:40], NOBODY, 0.2) == whole((WIDTH, 40))
