"""Nobody who moves is passed over, whatever the light and the noise; rest costs no search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from compliance.pixels.gate import OTHERS_SECONDS, WHOLE_SECONDS, Gate
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


def searched_by(gate: Gate, grey: Grey, at_seconds: float) -> Window | None:
    """Return where a gate searches a frame while nobody is followed; None: nowhere."""
    windows = gate.windows(grey, NOBODY, at_seconds, are_all=True)
    assert len(windows) <= 1
    return windows[0] if windows else None


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
    searched_by(gate, seen(searched, noise, chance), 0.0)
    for frame in range(10):
        left = round(start + frame * speed)
        box = Window(left, 30, left + size, 30 + 2 * size).inside(EVERYTHING)
        scene = np.full((HEIGHT, WIDTH), 100.0)
        scene[box.slices] += contrast
        window = searched_by(gate, seen(scene, noise, chance), frame * STEP_SECONDS)
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
    searched_by(gate, scene, 0.0)
    box, windows = Window(40, 40, 50, 60), []
    for frame in range(brightness):
        fading = scene.astype(np.int64)
        fading[box.slices] += frame + 1
        windows.append(searched_by(gate, seen(fading, 0.5, chance), frame * STEP_SECONDS))
    assert any(window is not None for window in windows)


@given(seed=seeds, noise=noises)
def test_a_scene_at_rest_is_seldom_searched(seed: int, noise: float) -> None:
    chance, gate, scene = np.random.default_rng(seed), Gate(whole_seconds=1e9), street(seed)
    searched_by(gate, seen(scene, noise, chance), 0.0)
    windows = [searched_by(gate, seen(scene, noise, chance), 0.2 * n) for n in range(20)]
    assert sum(window is not None for window in windows) <= len(windows) // 4


def test_everything_is_searched_from_time_to_time_all_the_same() -> None:
    gate, scene = Gate(), street(1)
    whole_at = [n / 5 for n in range(50) if searched_by(gate, scene, n / 5) == EVERYTHING]
    assert np.diff(whole_at).max() <= WHOLE_SECONDS + STEP_SECONDS
    assert np.diff(whole_at).min() >= WHOLE_SECONDS - STEP_SECONDS


@pytest.mark.parametrize("leap_seconds", [-5.0, 60.0])
def test_after_a_leap_in_time_everything_is_searched(leap_seconds: float) -> None:
    gate, scene = Gate(), street(1)
    searched_by(gate, scene, 10.0)
    assert searched_by(gate, scene, 10.0 + leap_seconds) == EVERYTHING


def test_whoever_is_followed_is_searched_at_rest_too_each_alone() -> None:
    gate, scene = Gate(), street(1)
    searched_by(gate, scene, 0.0)
    faces = as_boxes([(20.5, 10.2, 30, 20), (60, 15, 70, 24.5)])
    found = gate.windows(scene, faces, 0.2, are_all=True)
    assert found == [Window(20, 10, 30, 20), Window(60, 15, 70, 25)]
    beyond = as_boxes([(-9, -9, 8, 8), (-9, -9, -2, 8), (170, 20, 190, 40)])
    assert gate.windows(scene, beyond, 0.4, are_all=True) == [Window(0, 0, 8, 8)]
    assert searched_by(gate, scene, 0.6) is None


FOLLOWED = as_boxes([(100, 10, 110, 20)])
NEWCOMER = Window(20, 30, 30, 50)


def sees_newcomer(gate: Gate, at_seconds: float, *, are_all: bool = True) -> bool:
    """Say whether somebody who was not there is searched while another is followed."""
    scene = np.full((HEIGHT, WIDTH), 100, np.uint8)
    scene[NEWCOMER.slices] = 200
    windows = gate.windows(scene, FOLLOWED, at_seconds, are_all=are_all)
    return any(NEWCOMER.inside(window) == NEWCOMER for window in windows)


def after_an_empty_street(at_seconds: float) -> Gate:
    gate, empty = Gate(), np.full((HEIGHT, WIDTH), 100, np.uint8)
    gate.windows(empty, FOLLOWED, at_seconds, are_all=True)
    return gate


@given(rate=st.floats(1, 30), comes_after=st.integers(1, 8))
def test_while_others_are_followed_a_newcomer_is_searched_before_long(
    rate: float, comes_after: int
) -> None:
    gate = after_an_empty_street(0.0)
    empty = np.full((HEIGHT, WIDTH), 100, np.uint8)
    for frame in range(1, comes_after):
        gate.windows(empty, FOLLOWED, frame / rate, are_all=True)
    waited = 0
    while not sees_newcomer(gate, (comes_after + waited) / rate):
        waited += 1
    assert waited / rate <= OTHERS_SECONDS


def test_at_five_frames_a_second_others_are_looked_for_in_every_other_frame() -> None:
    gate = after_an_empty_street(0.0)
    assert [sees_newcomer(gate, 0.2), sees_newcomer(gate, 0.4)] == [False, True]


def test_at_slow_rates_others_are_looked_for_in_every_frame() -> None:
    assert sees_newcomer(after_an_empty_street(0.0), 0.3)


def test_while_anybody_may_be_elsewhere_all_that_changes_is_searched() -> None:
    assert sees_newcomer(after_an_empty_street(0.0), 0.2, are_all=False)


def test_when_the_light_is_switched_everything_is_searched() -> None:
    gate, scene = Gate(), street(1)
    searched_by(gate, scene, 0.0)
    assert searched_by(gate, (scene // 2).astype(np.uint8), 0.2) == EVERYTHING


def test_another_size_of_picture_is_searched_whole() -> None:
    gate = Gate()
    searched_by(gate, street(1), 0.0)
    assert searched_by(gate, street(1)[:40], 0.2) == whole((WIDTH, 40))
