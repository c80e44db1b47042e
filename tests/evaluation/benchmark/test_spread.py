"""Medians, quartiles, ratios and the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.benchmark.spread import line, ratios, spread

values = st.lists(st.floats(0.001, 1000), min_size=1, max_size=20)


def test_one_measurement_is_its_own_quartiles() -> None:
    found = spread([7.0])
    assert (found.low, found.middle, found.high, found.count) == (7.0, 7.0, 7.0, 1)


def test_five_measurements_have_the_quartiles_of_the_second_and_fourth() -> None:
    found = spread([5.0, 1.0, 4.0, 2.0, 3.0])
    assert (found.low, found.middle, found.high) == (2.0, 3.0, 4.0)


@given(values)
def test_the_median_lies_between_the_quartiles(measured: list[float]) -> None:
    found = spread(measured)
    assert min(measured) <= found.low <= found.middle <= found.high <= max(measured)


def test_a_ratio_is_taken_within_its_round() -> None:
    assert ratios([2.0, 30.0], [1.0, 10.0]) == [2.0, 3.0]


@given(st.floats(0.01, 10), st.floats(0, 10), st.sets(st.integers(1, 40), min_size=2))
def test_points_on_a_line_give_the_line(slope: float, start: float, places: set[int]) -> None:
    xs = sorted(places)
    found = line(xs, [start + slope * x for x in xs])
    assert found.slope == pytest.approx(slope)
    assert found.start == pytest.approx(start, abs=1e-6)
    assert found.farthest_share == pytest.approx(0, abs=1e-6)


def test_a_bend_is_told_as_a_share_of_the_line() -> None:
    assert line([1, 2, 3], [2.0, 4.0, 9.0]).farthest_share == pytest.approx(1 / 3)
