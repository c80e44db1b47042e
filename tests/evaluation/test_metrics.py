"""Figures that sum up a confusion, and their intervals, on cases that can be counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.wilson import wilson
from compliance.evaluation.intervals import (
    Estimate,
    difference,
    estimated,
    mean,
    mean_count,
    resamples,
)
from compliance.evaluation.metrics import (
    balanced_accuracy,
    macro_f1,
    mask_or_none,
    plain_confusion,
    recall_gap_points,
    tables,
)
from compliance.evaluation.scores import Share, confusion
from tests.evaluation.cases import INCORRECT, MASK, NO_MASK, SEVEN, face

shares = st.integers(1, 500).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))


def test_balanced_accuracy_weighs_labels_equally_and_leaves_missed_faces_out() -> None:
    assert balanced_accuracy(confusion(SEVEN)).value == pytest.approx((2 / 3 + 1 + 1 / 2) / 3)


def test_mask_against_none_leaves_incorrect_out() -> None:
    assert mask_or_none(confusion(SEVEN)).value == pytest.approx((1 + 1 / 2) / 2)


def test_macro_f1_weighs_precision_and_recall_of_each_label() -> None:
    mask, incorrect, no_mask = 2 * 2 / (3 + 3), 2 * 1 / (1 + 2), 2 * 1 / (2 + 1)
    assert macro_f1([SEVEN], 1).value == pytest.approx((mask + incorrect + no_mask) / 3)


def test_the_gap_is_the_recall_of_masked_minus_bare_faces_in_points() -> None:
    assert recall_gap_points(confusion(SEVEN)).value == pytest.approx(-25)


def test_a_label_without_faces_leaves_the_figures_unknown() -> None:
    counts = confusion([face(MASK, MASK)])
    assert balanced_accuracy(counts) == Estimate()
    assert mask_or_none(counts) == Estimate()
    assert recall_gap_points(counts) == Estimate()
    assert macro_f1([[face(MASK, MASK)]], 1) == Estimate()
    assert macro_f1([], 1) == Estimate()


def test_a_table_is_the_confusion_as_numbers() -> None:
    (table,) = tables([SEVEN])
    assert table.tolist() == [[2, 1, 0, 1], [0, 1, 0, 0], [1, 0, 1, 0]]
    assert plain_confusion(table) == confusion(SEVEN)
    assert tables([]).shape == (0, 3, 4)


def test_the_bootstrap_draws_pictures_the_same_way_for_the_same_seed() -> None:
    pictures = [[face(label, called)] for label in (MASK, INCORRECT, NO_MASK) for called in (
        MASK, INCORRECT, NO_MASK, label, label, label)]  # fmt: skip
    first = macro_f1(pictures, 1)
    assert macro_f1(pictures, 1) == first
    assert macro_f1(pictures, 2) != first
    assert first.low is not None
    assert first.value is not None
    assert first.high is not None
    assert first.low < first.value < first.high


def test_every_resample_holds_as_many_pictures_as_there_are() -> None:
    assert (resamples(7, 3).sum(axis=1) == 7).all()
    assert np.array_equal(resamples(7, 3), resamples(7, 3))


def test_the_mean_count_per_picture_lies_in_its_interval() -> None:
    one = mean_count([0, 0, 1, 3] * 10, 1)
    assert one.value == 1
    assert one.low == pytest.approx(1 - 1.96 * np.std([0, 0, 1, 3]) / 40**0.5, abs=0.05)
    assert mean_count([], 1) == Estimate()


@given(shares)
def test_one_shares_mean_has_its_own_interval(share: Share) -> None:
    one, same = mean([share]), estimated(share)
    interval = wilson(share.hits / share.total, share.total)
    assert (same.low, same.high) == (interval.low, interval.high)
    assert one.low == pytest.approx(same.low)
    assert one.high == pytest.approx(same.high)


@given(shares, shares)
def test_a_difference_turned_round_is_its_own_mirror(a: Share, b: Share) -> None:
    there, back = difference(a, b), difference(b, a)
    assert there.value == pytest.approx(-(back.value or 0.0))
    assert there.low == pytest.approx(-(back.high or 0.0))


@given(shares, shares)
def test_an_interval_holds_its_figure_even_without_a_mistake(a: Share, b: Share) -> None:
    one = mean([a, b])
    assert one.low is not None
    assert one.value is not None
    assert one.high is not None
    assert one.low <= one.value <= one.high
    assert one.low < one.high
