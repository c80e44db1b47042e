"""What stands still and what does not, as tiny pictures."""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from compliance.pixels.prints import MEMORY_LOOKS, PAUSE_SECONDS, PROOF_SECONDS, Prints

Grey = NDArray[np.uint8]

RATE = 5
MINUTES = 3
RANDOM = np.random.default_rng(7)
SCENE = RANDOM.integers(20, 230, (45, 80)).astype(np.uint8)


def levels(picture: NDArray[np.generic]) -> Grey:
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)


GROUP = [levels(SCENE + RANDOM.integers(-6, 7, SCENE.shape)) for _ in range(10)]
"""One scene as it is decoded within a group of pictures, coded anew each time."""


def still_at_the_end(paint: Callable[[int], Grey], minutes: float = MINUTES) -> float:
    prints = Prints()
    for n in range(int(minutes * 60 * RATE)):
        prints.take(paint(n), n / RATE)
    return prints.still_seconds()


def patched(picture: Grey, rows: Iterable[int], columns: Iterable[int], value: int) -> Grey:
    changed = picture.copy()
    changed[np.ix_(list(rows), list(columns))] = value
    return changed


def test_one_picture_again_and_again_stands_still() -> None:
    assert still_at_the_end(lambda _: SCENE) > MINUTES * 60 - 1


def test_one_scene_coded_anew_for_each_key_frame_stands_still() -> None:
    assert still_at_the_end(lambda n: GROUP[n % 10]) > MINUTES * 60 - 5


def test_a_hung_sensor_stands_still_whichever_frames_of_a_group_are_looked_at() -> None:
    group = [levels(SCENE + RANDOM.integers(-6, 7, SCENE.shape)) for _ in range(50)]
    frames = RANDOM.integers(3, 8, 10 * 60 * RATE).cumsum()  # as a busy machine picks them
    assert still_at_the_end(lambda n: group[frames[n] % 50], minutes=10) > 8 * 60


@pytest.mark.parametrize("every_minutes", [1, 4, 6, 15, 40])
def test_a_hung_sensor_stands_still_though_a_busy_machine_goes_over_to_other_frames(
    every_minutes: int,
) -> None:
    group = [levels(SCENE + RANDOM.integers(-6, 7, SCENE.shape)) for _ in range(50)]
    looks = every_minutes * 60 * RATE

    def paint(n: int) -> Grey:
        others = n // looks % 5
        return group[(5 * n + others) % 50]

    least = min(every_minutes, 5) * 5 * 60 + PROOF_SECONDS
    minutes = 6 * every_minutes + 15
    assert still_at_the_end(paint, minutes) > minutes * 60 - least


def test_a_hung_sensor_stands_still_though_a_machine_is_busy_for_good() -> None:
    group = [levels(SCENE + RANDOM.integers(-6, 7, SCENE.shape)) for _ in range(50)]
    frames = RANDOM.integers(5, 60, 20 * 60 * RATE).cumsum()
    assert still_at_the_end(lambda n: group[frames[n] % 50], minutes=20) > 17 * 60


def test_a_sensor_that_works_again_is_live_within_a_little_more_than_a_minute() -> None:
    seen = Prints()
    for n in range(15 * 60 * RATE):
        seen.take(SCENE, n / RATE)
    for n in range(15 * 60 * RATE, round(16.1 * 60 * RATE)):
        seen.take(levels(SCENE + RANDOM.normal(0, 0.3, SCENE.shape)), n / RATE)
    assert seen.still_seconds() < 1


@pytest.mark.parametrize("per_second", [2, 30])
def test_a_scene_at_rest_stays_live_once_all_memory_is_full(per_second: int) -> None:
    prints, longest = Prints(), 0.0
    for n in range(2 * MEMORY_LOOKS):
        prints.take(levels(SCENE + RANDOM.normal(0, 0.3, SCENE.shape)), n / per_second)
        longest = max(longest, prints.still_seconds())
    assert longest < PROOF_SECONDS + 1


def test_noise_that_shows_every_few_minutes_only_is_live() -> None:
    fresh: dict[int, Grey] = {}

    def paint(n: int) -> Grey:
        key_frame = int(n / RATE // (0.9 * PAUSE_SECONDS))
        if key_frame not in fresh:
            fresh[key_frame] = levels(SCENE + RANDOM.normal(0, 0.5, SCENE.shape))
        return fresh[key_frame]

    assert still_at_the_end(paint, minutes=60) < PAUSE_SECONDS


def test_a_clock_in_a_corner_does_not_make_a_hung_sensor_live() -> None:
    def paint(n: int) -> Grey:
        return patched(GROUP[n % 10], range(2, 6), range(50, 75), 100 + n // RATE % 60)

    assert still_at_the_end(paint) > MINUTES * 60 - 5


def test_a_scene_at_rest_with_a_sensors_noise_is_live() -> None:
    def paint(_: int) -> Grey:
        return levels(SCENE + RANDOM.normal(0, 0.3, SCENE.shape))

    assert still_at_the_end(paint) < 1


def test_noise_that_only_key_frames_let_through_is_live() -> None:
    fresh: dict[int, Grey] = {}

    def paint(n: int) -> Grey:
        key_frame = n // (2 * RATE)
        if key_frame not in fresh:
            fresh[key_frame] = levels(SCENE + RANDOM.normal(0, 0.5, SCENE.shape))
        return fresh[key_frame]

    assert still_at_the_end(paint) < 3


def test_people_who_walk_through_a_scene_that_comes_again_are_live() -> None:
    def paint(n: int) -> Grey:
        x = n * 2 % 400
        return patched(SCENE, range(15, 40), range(min(x, 79), min(x + 6, 80)), 255)

    assert still_at_the_end(paint) < 60


def test_a_repetition_within_the_memory_is_not_new_and_after_it_is() -> None:
    minutes = 4 * MEMORY_LOOKS / RATE / 60
    for share, is_still in ((0.9, True), (1.3, False)):
        looks = int(share * MEMORY_LOOKS / 10)
        still = still_at_the_end(partial(_one_after_the_other, looks), minutes)
        assert (still > minutes * 60 - 1.1 * MEMORY_LOOKS / RATE) is is_still


def _one_after_the_other(looks: int, n: int) -> Grey:
    return GROUP[n // looks % 10]


@pytest.mark.parametrize("value", [0, 255])
def test_a_clipped_picture_without_texture_is_not_judged(value: int) -> None:
    assert still_at_the_end(lambda _: np.full((45, 80), value, np.uint8)) == 0


def test_a_dark_scene_with_one_lit_corner_is_judged_by_the_corner() -> None:
    def paint(_: int) -> Grey:
        dark = np.zeros((45, 80), np.uint8)
        dark[:18, :27] = levels(SCENE[:18, :27] + RANDOM.normal(0, 1, (18, 27)))
        return dark

    assert still_at_the_end(paint) < 1


def test_another_shape_begins_anew() -> None:
    prints = Prints()
    for n in range(100):
        prints.take(SCENE, float(n))
    prints.take(SCENE.T.copy(), 100.0)
    assert prints.still_seconds() == 0


def test_a_long_running_machines_clock_is_fine_enough() -> None:
    year = 365 * 86_400.0
    prints = Prints()
    for n in range(600):
        prints.take(GROUP[n % 10], year + n / RATE)
    assert prints.still_seconds() == pytest.approx(117.8, abs=3)
