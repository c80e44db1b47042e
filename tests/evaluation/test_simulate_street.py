"""The plan: who walks when, where, and wearing what."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import DataError
from compliance.evaluation.street.plan import (
    GATEWAY_Z_M,
    LONGEST_WALK_SECONDS,
    StreetSettings,
    Wears,
    plan,
)

streets = st.builds(
    StreetSettings,
    seed=st.integers(0, 2**32),
    seconds=st.floats(LONGEST_WALK_SECONDS, 600),
    people=st.integers(0, 60),
    mask_share=st.floats(0, 0.5),
    incorrect_share=st.floats(0, 0.5),
)


@given(streets)
@settings(max_examples=40, deadline=None)
def test_the_same_settings_give_the_same_plan(street: StreetSettings) -> None:
    assert plan(street) == plan(street)


@given(streets)
@settings(max_examples=40, deadline=None)
def test_everybody_starts_in_order_and_has_left_before_the_end(street: StreetSettings) -> None:
    walks = plan(street)
    starts = [walk.start_seconds for walk in walks]
    assert starts == sorted(starts)
    assert all(0 <= w.start_seconds < w.end_seconds <= street.seconds for w in walks)


@given(streets)
@settings(max_examples=40, deadline=None)
def test_the_shares_asked_for_are_the_shares_given(street: StreetSettings) -> None:
    worn = [walk.wears for walk in plan(street)]
    assert len(worn) == street.people
    assert abs(worn.count(Wears.MASK) - street.people * street.mask_share) <= 1
    assert abs(worn.count(Wears.INCORRECT) - street.people * street.incorrect_share) <= 1


def test_a_walk_goes_at_its_speed_from_behind_a_corner_to_the_camera() -> None:
    walk = plan(StreetSettings(people=1))[0]
    moments = [walk.start_seconds + n * 0.04 for n in range(500)]
    places = [place for place in map(walk.place, moments) if place is not None]
    assert places[0].z_m > GATEWAY_Z_M
    assert places[-1].z_m < 3
    steps = [math.hypot(b.x_m - a.x_m, b.z_m - a.z_m) for a, b in pairwise(places)]
    assert max(steps) == pytest.approx(walk.speed_m_per_second * 0.04)
    assert walk.place(walk.start_seconds - 0.01) is None
    assert walk.place(walk.end_seconds + 0.01) is None


def test_settings_that_cannot_be_are_all_named_at_once() -> None:
    with pytest.raises(DataError) as caught:
        StreetSettings(people=-1, seconds=3, width_px=641, mask_share=0.9, incorrect_share=0.2)
    for word in ("people", "seconds", "size", "shares"):
        assert word in caught.value.hint
    assert "noise" not in caught.value.hint
