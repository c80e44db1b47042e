"""The error of the compliance rate, on cases that can be counted by hand."""

import pytest

from compliance.evaluation.intervals import Estimate
from compliance.evaluation.rate_error import rate_errors
from tests.evaluation.cases import INCORRECT, MASK, NO_MASK, face, found, sight

ALL, LABELLED, DECIDED, CORRECTED = range(4)


def test_missed_masks_make_the_rate_read_low() -> None:
    picture = sight(face(MASK, MASK), face(MASK, None), face(NO_MASK, NO_MASK))
    errors = rate_errors([picture] * 4, 0.6, 1)
    assert errors.ways[LABELLED].points.value == pytest.approx(100 * (1 / 2 - 2 / 3))
    assert errors.ways[LABELLED].points.low == pytest.approx(100 * (1 / 2 - 2 / 3))
    assert errors.ways[LABELLED].group_mean_absolute == pytest.approx(100 * (2 / 3 - 1 / 2))
    assert errors.group_pictures == 2


def test_false_alarms_are_counted_as_what_they_were_called() -> None:
    picture = sight(face(MASK, MASK), face(NO_MASK, NO_MASK), alarms=(found(NO_MASK),))
    errors = rate_errors([picture] * 2, 0.6, 1)
    assert errors.ways[ALL].points.value == pytest.approx(100 * (1 / 3 - 1 / 2))
    assert errors.ways[LABELLED].points.value == 0


def test_the_undecided_are_left_out_where_only_the_decided_count() -> None:
    picture = sight(face(MASK, MASK, sureness=0.5), face(MASK, MASK), face(NO_MASK, NO_MASK))
    errors = rate_errors([picture] * 2, 0.6, 1)
    assert errors.ways[DECIDED].points.value == pytest.approx(100 * (1 / 2 - 2 / 3))


def test_the_corrected_rate_knows_the_confusion_from_other_pictures() -> None:
    picture = sight(
        *(face(MASK, called) for called in (MASK, MASK, MASK, NO_MASK)),
        *(face(INCORRECT, INCORRECT) for _ in range(2)),
        *(face(NO_MASK, NO_MASK) for _ in range(4)),
    )
    errors = rate_errors([picture] * 40, 0.6, 1)
    assert errors.ways[LABELLED].points.value == pytest.approx(-10)
    assert errors.ways[CORRECTED].points.value == pytest.approx(0, abs=1e-9)
    assert errors.ways[CORRECTED].group_mean_absolute == pytest.approx(0, abs=1e-9)


def test_a_correction_that_would_be_an_invention_is_unknown() -> None:
    errors = rate_errors([sight(face(MASK, MASK))] * 4, 0.6, 1)
    assert errors.ways[CORRECTED].points == Estimate()
    assert errors.ways[CORRECTED].group_mean_absolute is None


def test_nothing_has_no_error() -> None:
    for pictures in ([], [sight()], [sight(), sight()]):
        errors = rate_errors(pictures, 0.6, 1)
        assert [way.points for way in errors.ways] == [Estimate()] * 4


def test_the_same_seed_gives_the_same_groups() -> None:
    pictures = [sight(face(MASK, MASK if i % 3 else NO_MASK)) for i in range(20)]
    assert rate_errors(pictures, 0.6, 1) == rate_errors(pictures, 0.6, 1)
    assert rate_errors(pictures, 0.6, 1) != rate_errors(pictures, 0.6, 2)
