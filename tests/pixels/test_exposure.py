"""Pictures with far too little light get some; all others stay as they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.exposure import BRIGHT, brightness, exposed
from compliance.pixels.geometry import Picture

levels = st.integers(0, 255)


def flat(level: int) -> Picture:
    return np.full((40, 60, 3), level, np.uint8)


def test_a_picture_with_light_enough_is_the_same_picture() -> None:
    picture = flat(10)
    picture[:10] = BRIGHT
    assert exposed(picture) is picture


def test_a_lamp_of_one_pixel_in_two_thousand_does_not_make_a_night_bright() -> None:
    night = flat(30)
    night[20, 30] = 255
    assert brightness(night) == 30


@given(levels)
def test_light_is_multiplied_up_to_half_of_the_range_and_at_most_fourfold(level: int) -> None:
    wanted = level if level >= BRIGHT else min(BRIGHT, 4 * level)
    assert (exposed(flat(level)) == wanted).all()


@given(levels, levels)
def test_what_had_more_light_has_no_less_afterwards(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert exposed(flat(low)).max() <= exposed(flat(high)).max()


def test_grain_grows_less_than_light() -> None:
    grain = np.random.default_rng(0).normal(40, 6, (60, 60, 3)).clip(0, 255).astype(np.uint8)
    lit = exposed(grain)
    assert lit.mean() > 2 * grain.mean()
    assert lit.std() / lit.mean() < 0.5 * grain.std() / grain.mean()


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (96, 96)])
def test_the_picture_handed_in_is_left_alone_whatever_its_shape(shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), 20, np.uint8)
    assert exposed(picture).shape == picture.shape
    assert (picture == 20).all()
