"""When a camera counts as blind, and what is told of it."""

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from compliance.pixels.delivery import SPAN_SECONDS, Delivery
from compliance.pixels.glance import DARK, Glance, glance
from compliance.pixels.prints import PROOF_SECONDS
from compliance.pixels.sight import Blindness, Patience, Telling, Watchdog
from compliance.sight import Sight, explain

Grey = NDArray[np.uint8]

RANDOM = np.random.default_rng(3)
SCENE = RANDOM.integers(20, 230, (45, 80)).astype(np.uint8)
PATIENCE = Patience()
DAY = 86_400


def alive() -> Grey:
    noisy = np.clip(SCENE + RANDOM.integers(-3, 4, SCENE.shape), 0, 255)
    return np.asarray(noisy, np.uint8)


def black() -> Grey:
    return RANDOM.integers(0, DARK, (45, 80)).astype(np.uint8)


def covered() -> Grey:
    glow = np.linspace(30, 110, 80)[None, :] + RANDOM.normal(0, 3, (45, 80))
    return np.rint(glow).astype(np.uint8)


def frozen() -> Grey:
    return SCENE


# One look


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (alive, Glance(is_dark=False, is_flat=False)),
        (black, Glance(is_dark=True, is_flat=True)),
        (covered, Glance(is_dark=False, is_flat=True)),
        (frozen, Glance(is_dark=False, is_flat=False)),
    ],
)
def test_a_look_tells_light_and_detail(picture: Callable[[], Grey], expected: Glance) -> None:
    assert glance(picture()) == expected


def test_a_stuck_pixel_is_no_light() -> None:
    picture = np.zeros((45, 80), np.uint8)
    picture[20, 20] = 255
    assert glance(picture).is_dark


def test_a_blurred_scene_still_has_detail_until_nothing_is_left() -> None:
    scene = np.kron(np.array([[0, 1, 0], [1, 0, 1]]), np.full((20, 26), 200)).astype(np.uint8)
    blurred, smeared = (np.asarray(cv2.GaussianBlur(scene, (0, 0), s), np.uint8) for s in (2, 40))
    assert not glance(blurred).is_flat
    assert glance(smeared).is_flat


# Blindness: what counts as watched


def seen(picture: Callable[[], Grey], seconds: float, blindness: Blindness, start: float) -> Sight:
    sight = Sight.CLEAR
    for n in range(int(seconds)):
        sight = blindness.look(picture(), start + n)
    return sight


@pytest.mark.parametrize(
    ("picture", "sight", "after_seconds", "until_seconds"),
    [
        (black, Sight.BLACK, PATIENCE.blind, 1),
        (covered, Sight.COVERED, PATIENCE.blind, 1),
        (frozen, Sight.FROZEN, PATIENCE.frozen, PROOF_SECONDS + 1),
    ],
)
def test_a_camera_is_blind_once_it_lasts_and_sees_as_soon_as_it_ends_or_is_proved_to(
    picture: Callable[[], Grey], sight: Sight, after_seconds: float, until_seconds: float
) -> None:
    blindness = Blindness(PATIENCE)
    assert seen(picture, after_seconds - 1, blindness, 0.0) is Sight.CLEAR
    assert seen(picture, 5, blindness, after_seconds) is sight
    assert seen(alive, until_seconds, blindness, after_seconds + 6) is Sight.CLEAR


def test_a_live_camera_is_never_blind() -> None:
    assert seen(alive, 1800, Blindness(PATIENCE), 0.0) is Sight.CLEAR


def test_each_time_a_frozen_picture_comes_alive_it_takes_twice_as_long_to_believe() -> None:
    blindness, at, found = Blindness(PATIENCE), 0.0, []
    for _ in range(3):
        began = at
        while blindness.look(SCENE, at) is not Sight.FROZEN:
            at += 10
        found.append(at - began)
        for _ in range(int(PROOF_SECONDS) + 10):
            at += 1
            blindness.look(alive(), at)
    assert found == pytest.approx([600, 1200, 2400], abs=20)


# Telling: what operators see


@given(st.lists(st.tuples(st.floats(0.1, 4000), st.sampled_from(Sight)), max_size=60))
def test_what_is_told_changes_at_most_once_in_the_shortest_bucket(
    steps: list[tuple[float, Sight]],
) -> None:
    telling, at, changes = Telling(PATIENCE), 0.0, []
    for gap, sight in steps:
        at += gap
        before = telling.told
        telling.learn(sight, at)
        if telling.told is not before:
            assert telling.told is sight
            changes.append(at)
    assert all(late - early >= PATIENCE.told_for for early, late in pairwise(changes))


@given(st.floats(0.0, 299.0), st.integers(1, 5))
def test_when_it_is_told_says_no_more_than_the_grid_does(offset: float, seed: int) -> None:
    telling = Telling(PATIENCE)
    telling.learn(Sight.CLEAR, 300.0 * seed)
    telling.learn(Sight.BLACK, 300.0 * seed + offset)
    before = telling.told
    telling.learn(Sight.BLACK, 300.0 * (seed + 1))
    assert [before, telling.told] == [Sight.CLEAR, Sight.BLACK]


# Delivery


def delivered(per_second: float, timed: Callable[[int], bool], minutes: float = 5) -> Sight:
    delivery = Delivery()
    for n in range(int(minutes * 60 * per_second)):
        delivery.arrived(n / per_second, is_timed=timed(n))
    return delivery.sight


@pytest.mark.parametrize(
    ("per_second", "sight"), [(25, Sight.CLEAR), (2, Sight.CLEAR), (1.5, Sight.SPARSE)]
)
def test_too_few_frames_to_follow_people_are_noticed(per_second: float, sight: Sight) -> None:
    assert delivered(per_second, lambda _: True) is sight


def test_stamps_that_stand_still_are_noticed() -> None:
    assert delivered(25, lambda n: n == 0) is Sight.UNTIMED


def test_stamps_that_jump_every_half_second_are_noticed() -> None:
    assert delivered(25, lambda n: n % 12 != 0) is Sight.UNTIMED


def test_a_clock_that_is_set_once_a_minute_is_no_fault() -> None:
    assert delivered(25, lambda n: n % 1500 != 0) is Sight.CLEAR


def test_one_bad_minute_is_no_fault_and_two_good_ones_end_it() -> None:
    delivery = Delivery()
    for second in range(0, 4 * int(SPAN_SECONDS), 2):
        for n in range(50 if second >= SPAN_SECONDS else 1):
            delivery.arrived(second + n / 25, is_timed=True)
    assert delivery.sight is Sight.CLEAR


# All together


def test_the_reason_of_a_camera_that_sees_but_delivers_badly_is_told_and_it_counts() -> None:
    watchdog = Watchdog()
    for n in range(700):
        watchdog.arrived(float(n), is_timed=True)
        assert watchdog.look(alive(), float(n))
    assert watchdog.told is Sight.SPARSE


def test_blindness_is_told_before_bad_delivery() -> None:
    watchdog = Watchdog()
    for n in range(700):
        watchdog.arrived(float(n), is_timed=True)
        watchdog.look(black(), float(n))
    assert watchdog.told is Sight.BLACK


@pytest.mark.parametrize("sight", Sight)
def test_every_sight_is_explained(sight: Sight) -> None:
    assert explain(sight)
