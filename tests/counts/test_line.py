"""The slope of a line through rates: its value, its interval, and how often that holds."""

from dataclasses import dataclass
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.correction import Refused
from compliance.counts.line import MINIMUM_POINTS, Point, Slope, slope
from compliance.counts.student import t_95


def points(rates: list[float], worth: float = 100.0) -> list[Point]:
    return [(day / 7, rate, worth) for day, rate in enumerate(rates)]


def found(given_: list[Point]) -> Slope:
    line = slope(given_)
    assert isinstance(line, Slope)
    return line


@pytest.mark.parametrize(
    ("freedom", "t"),
    [
        (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (29, 2.045),
        (30, 2.042), (100, 1.984), (1000, 1.962),
    ],
)  # fmt: skip
def test_students_t_is_the_tables(freedom: int, t: float) -> None:
    # M. Abramowitz & I. Stegun, Handbook of Mathematical Functions (1964), table 26.10.
    assert t_95(freedom) == pytest.approx(t, abs=5e-4)


def test_rates_on_a_line_have_its_slope() -> None:
    line = found(points([0.50 + 0.01 * day for day in range(10)]))
    assert line.value == pytest.approx(0.07)
    assert line.is_beyond_chance


def test_equal_weights_give_what_least_squares_give() -> None:
    rates = [0.61, 0.64, 0.58, 0.66, 0.70, 0.63, 0.69]
    line = found(points(rates))
    weeks = np.arange(7) / 7
    (expected, _), covariance = np.polyfit(weeks, rates, 1, cov=True)
    half = 2.570582 * np.sqrt(covariance[0, 0])
    assert line.value == pytest.approx(expected)
    assert line.low == pytest.approx(expected - half)
    assert line.high == pytest.approx(expected + half)


def test_a_day_of_many_weighs_more_than_a_day_of_few() -> None:
    steady = points([0.6, 0.61, 0.6, 0.59, 0.6, 0.6], worth=1000)
    few, many = [*steady, (1.0, 0.2, 5.0)], [*steady, (1.0, 0.2, 5000.0)]
    assert found(many).value < found(few).value < 0


@pytest.mark.parametrize("number", range(MINIMUM_POINTS))
def test_few_rates_make_no_line(number: int) -> None:
    line = slope(points([0.5] * number))
    assert isinstance(line, Refused)
    assert f"needs {MINIMUM_POINTS}" in line.reason


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_where_all_did_alike_there_is_no_telling_chance(rate: float) -> None:
    line = slope(points([rate] * 10))
    assert isinstance(line, Refused)
    assert "alike" in line.reason


worths = st.floats(1, 10_000)
rates = st.floats(0.01, 0.99)


@given(st.lists(st.tuples(rates, worths), min_size=MINIMUM_POINTS, max_size=40))
def test_any_rates_make_a_line_whose_interval_holds_its_slope(
    drawn: list[tuple[float, float]],
) -> None:
    line = found([(day / 7, rate, worth) for day, (rate, worth) in enumerate(drawn)])
    assert -inf < line.low <= line.value <= line.high < inf


@given(st.lists(st.tuples(rates, worths), min_size=MINIMUM_POINTS, max_size=20))
def test_a_line_turned_over_falls_by_as_much(drawn: list[tuple[float, float]]) -> None:
    up = found([(day / 7, rate, worth) for day, (rate, worth) in enumerate(drawn)])
    down = found([(day / 7, 1 - rate, worth) for day, (rate, worth) in enumerate(drawn)])
    assert down.value == pytest.approx(-up.value, abs=1e-9)
    assert down.high == pytest.approx(-up.low, abs=1e-9)


@dataclass(frozen=True)
class Place:
    """How people come to a place, and how their rate goes."""

    days: int
    people: int
    """A day, on average."""
    rate: float
    a_week: float
    group: int = 1
    """People in a group, who all do alike."""
    uneven: float = 0.0
    """How much busy days differ from quiet ones, as a logarithm's deviation."""
    weather: float = 0.0
    """By how much a day's rate differs from the line for no reason of chance."""


TRIALS = 1500
PLACES = {
    "a week, few people": Place(7, 15, 0.6, 0.02),
    "the fewest days": Place(MINIMUM_POINTS, 60, 0.7, -0.03),
    "a week, nearly all comply": Place(7, 60, 0.93, 0.01),
    "two weeks, no trend": Place(14, 60, 0.8, 0.0),
    "two weeks, groups of 4": Place(14, 60, 0.7, 0.02, group=4),
    "two weeks, uneven days": Place(14, 100, 0.8, 0.02, uneven=0.7),
    "two weeks, weather": Place(14, 300, 0.75, 0.02, weather=0.05),
    "a month, groups, uneven, weather": Place(28, 100, 0.7, 0.01, 2, 0.5, 0.04),
    "a quarter, many people": Place(90, 300, 0.6, 0.01, weather=0.03, uneven=0.4),
    "a quarter, groups of 4": Place(90, 60, 0.75, -0.01, group=4),
}


def coverage(place: Place, chance: np.random.Generator) -> float:
    """Return the share of trials in which the interval held the true slope."""
    held = 0
    weeks = np.arange(place.days) / 7
    line = place.rate + place.a_week * (weeks - weeks.mean())
    for _ in range(TRIALS):
        crowd = place.people * np.exp(chance.normal(0, place.uneven, place.days))
        groups = np.maximum(1, chance.poisson(crowd / place.group))
        rate = np.clip(line + chance.normal(0, place.weather, place.days), 0.0, 1.0)
        share = chance.binomial(groups, rate) / groups
        drawn = zip(weeks.tolist(), share.tolist(), (groups * place.group).tolist(), strict=True)
        made = slope([(at, of, float(worth)) for at, of, worth in drawn])
        assert isinstance(made, Slope)
        held += made.low <= place.a_week <= made.high
    return held / TRIALS


def test_intervals_hold_the_true_slope_as_often_as_they_say() -> None:
    chance = np.random.default_rng(20_260_105)
    told = {name: coverage(place, chance) for name, place in PLACES.items()}
    table = "\n".join(f"{name:36} {share:.1%}" for name, share in told.items())
    print(f"Share of 95 % intervals that hold the true slope, {TRIALS} trials each\n{table}")  # noqa: T201
    assert all(0.93 <= share <= 0.97 for share in told.values()), table
