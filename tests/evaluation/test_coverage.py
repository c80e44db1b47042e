"""95 % intervals hold the truth in about 95 of 100 trials; the whole grid is a command."""

import pytest

from compliance.evaluation.coverage import corrected_cell, grouped_cells, matrices, raw_cell, table

TRIALS = 600
# Of 600 trials at 95 %, chance alone takes one cell in a thousand below 92 or above 98.
LOW, HIGH = 0.92, 0.985


@pytest.mark.parametrize("rate", [0.3, 0.9])
@pytest.mark.parametrize("decided", [30, 1000])
@pytest.mark.parametrize("matrix", ["shipped models", "good, few faces", "poor"])
def test_corrected_rates_are_as_sure_as_they_say(matrix: str, decided: int, rate: float) -> None:
    cell = corrected_cell(matrices()[matrix], rate, decided, TRIALS, seed=1)
    assert cell.share is not None
    assert LOW <= cell.share <= HIGH
    assert cell.refused < 0.02 * TRIALS


@pytest.mark.parametrize("rate", [0.05, 0.96])
def test_nearly_nobody_or_everybody_is_told_as_surely(rate: float) -> None:
    for decided in (30, 10_000):
        cell = corrected_cell(matrices()["good, few faces"], rate, decided, TRIALS, seed=2)
        assert cell.share is not None
        assert LOW <= cell.share <= 0.99


def test_raw_rates_are_as_sure_as_they_say() -> None:
    for rate in (0.05, 0.6, 0.96):
        share = raw_cell(rate, 100, 2000, seed=3).share
        assert share is not None
        assert 0.935 <= share <= 0.97


def test_groups_make_intervals_wrong_that_do_not_know_of_them() -> None:
    cell, alone = grouped_cells(0.8, 3, 300, seed=4)
    assert cell.share is not None
    assert alone.share is not None
    assert cell.share >= 0.91
    assert alone.share < 0.85


def test_models_that_guess_have_no_coverage() -> None:
    guess = {true: {"mask": 50, "no_mask": 50} for true in ("mask", "incorrect", "no_mask")}
    assert corrected_cell(guess, 0.5, 100, 5, seed=5).share is None


def test_the_table_has_a_line_for_every_cell() -> None:
    lines = list(table(trials=2))
    assert sum(line.startswith("  ") for line in lines) == 6 + 4 * 6 + 3 * 2
