"""95 % intervals of audits hold the truth in about 95 of 100 trials; the grid is a command."""

import pytest

from compliance.evaluation.auditing import Audits, by_night, streets, swapped, table

TRIALS = 400
# Of 400 trials at 95 %, chance alone takes one cell in a thousand below 91 or above 98.5.
LOW, HIGH = 0.91, 0.985
STREETS = {street.name: street for street in streets()}


@pytest.mark.parametrize("rate", [0.6, 0.9])
@pytest.mark.parametrize("name", ["as the shipped models", "wrong masks pass", "poor"])
def test_the_error_that_audits_find_is_as_sure_as_they_say(name: str, rate: float) -> None:
    for number, people in ((8, 60), (20, 60)):
        cell = Audits(STREETS[name], rate, number, people).bias_cell(TRIALS, seed=1)
        assert cell.share is not None
        assert LOW <= cell.share <= HIGH
        assert cell.refused < 0.05 * TRIALS


def test_a_count_that_hardly_errs_is_told_with_caution() -> None:
    cell = Audits(STREETS["nearly perfect"], 0.97, 8, 40).bias_cell(TRIALS, seed=2)
    assert cell.share is not None
    assert cell.share >= 0.97


@pytest.mark.parametrize("passages", [50, 1000])
def test_locally_corrected_rates_are_as_sure_as_they_say(passages: int) -> None:
    cell = Audits(STREETS["wrong masks pass"], 0.9, 20, 60).local_cell(passages, 0, TRIALS, seed=3)
    assert cell.share is not None
    assert LOW <= cell.share <= 0.99


def test_far_from_the_audits_they_still_hold_with_models_as_shipped() -> None:
    audits = Audits(STREETS["as the shipped models"], 0.9, 20, 60)
    share = audits.local_cell(1000, -0.3, TRIALS, seed=4).share
    assert share is not None
    assert share >= 0.95


def test_fewer_audits_say_little() -> None:
    street = STREETS["as the shipped models"]
    few, enough = (Audits(street, 0.9, n, 40).half_width(100, seed=5) for n in (4, 8))
    assert few > 1.6 * enough


def test_whoever_taps_the_wrong_button_once_is_found_out() -> None:
    audits = Audits(STREETS["as the shipped models"], 0.8, 10, 60)
    assert audits.contradicting_share(swapped, 1, 100, seed=6) > 0.8
    assert audits.contradicting_share(swapped, 0, 100, seed=6) < 0.02
    by_day_and_night = Audits(STREETS["as the shipped models"], 0.8, 20, 100)
    assert by_day_and_night.contradicting_share(by_night, 10, 100, seed=6) > 0.8


def test_the_table_has_a_line_for_every_cell() -> None:
    lines = [line for line in table(trials=4) if line.startswith("  ")]
    assert len(lines) == 4 * 3 + 2 + 4 * 3 + 1 + 4 + 3
