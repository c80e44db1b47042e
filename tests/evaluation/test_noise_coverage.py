"""With noise, 95 % intervals hold the truth in 95 of 100 trials or more; the grid is a command."""

from collections.abc import Callable

import pytest

from compliance.evaluation.coverage import Cell
from compliance.evaluation.noise_coverage import (
    Street,
    corrected_cell,
    difference_cell,
    grouped_cell,
    raw_cell,
    table,
    weighted_cell,
)

TRIALS = 300
# Of 300 trials at 95 %, chance alone takes one cell in a thousand below 91.
LOW = 0.91


@pytest.mark.parametrize("cell", [raw_cell, corrected_cell, weighted_cell, difference_cell])
@pytest.mark.parametrize("rate", [0.6, 0.96])
@pytest.mark.parametrize(("hours", "epsilon"), [(1, 1.0), (24, 1.0), (24, 3.0)])
def test_rates_are_as_sure_as_they_say(
    cell: Callable[[Street, int, int, int], Cell], rate: float, hours: int, epsilon: float
) -> None:
    share = cell(Street(rate, 30, epsilon), hours, TRIALS, 1).share
    assert share is not None
    assert share >= LOW


def test_where_noise_is_one_part_among_others_intervals_are_not_too_wide() -> None:
    share = raw_cell(Street(0.6, 100, 1.0), 24, 1000, 2).share
    assert share is not None
    assert 0.93 <= share <= 0.975


def test_noise_and_groups_are_each_taken_into_account_once() -> None:
    share = grouped_cell(Street(0.6, 90, 1.0), 168, 400, 3).share
    assert share is not None
    assert 0.925 <= share <= 0.98


def test_the_table_has_a_line_for_every_cell() -> None:
    lines = list(table(trials=1))
    assert len(lines) == 5 + 3 * 3 * 3 * 4
