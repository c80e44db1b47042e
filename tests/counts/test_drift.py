"""How far the models have moved: a distance, of the newest releases, by these models alone."""

import random
from datetime import UTC, datetime, timedelta
from statistics import mean, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.drift import ENOUGH, FEWEST, distance, drift
from compliance.sureness import NOBODY, Sureness, class_of, histogram

MODELS = ModelIdentity("detector@1", "classifier@1")
OTHERS = ModelIdentity("detector@2", "classifier@1")
REFERENCE = Sureness(5, 20, 30, 60, 150, 735)
DOUBTFUL = Sureness(20, 30, 20, 15, 10, 5)
START = datetime(2026, 1, 5, 8, tzinfo=UTC)

histograms = st.builds(Sureness, *[st.integers(0, 500)] * 6).filter(lambda one: one.total > 0)


def release(sureness: Sureness, models: ModelIdentity = MODELS) -> Release:
    counts = Counts(mask=sureness.total)
    end = START + timedelta(hours=1)
    return Release("lyon", "hall", START, end, counts, 3600, 3600, models, sureness)


def drawn(rng: random.Random, count: int) -> Sureness:
    """Return so many passages like the reference's."""
    classes = rng.choices(range(6), REFERENCE.classes, k=count)
    return Sureness(*(classes.count(number) for number in range(6)))


@given(histograms, histograms)
def test_a_distance_is_symmetric_and_between_0_and_1(one: Sureness, other: Sureness) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert 0 <= distance(one, other) <= 1


@given(histograms, st.integers(1, 9))
def test_equal_shares_are_no_distance_apart(one: Sureness, factor: int) -> None:
    assert distance(one, Sureness(*(factor * n for n in one.classes))) == pytest.approx(0, abs=1e-6)


def test_nothing_in_common_is_as_far_as_can_be() -> None:
    assert distance(Sureness(sure_1=7), Sureness(sure_6=3)) == 1


def test_a_distance_worked_out_by_hand() -> None:
    # P = (1, 0), Q = (1/2, 1/2), M = (3/4, 1/4): (lb 4/3 + (lb 2/3 + lb 2) / 2) / 2 = 0.3113
    assert distance(Sureness(2), Sureness(2, 2)) ** 2 == pytest.approx(0.3113, abs=1e-4)


def test_what_chance_alone_shows_is_as_documented() -> None:
    rng = random.Random(1)  # noqa: S311 - a simulation
    for count, usual, seldom in ((FEWEST, 0.10, 0.18), (ENOUGH, 0.04, 0.08)):
        found = [distance(drawn(rng, count), REFERENCE) for _ in range(800)]
        assert mean(found) == pytest.approx(usual, abs=0.01)
        assert quantiles(found, n=100)[-1] == pytest.approx(seldom, abs=0.02)


def test_a_dirty_lens_shows_far_beyond_chance() -> None:
    found = drift([release(DOUBTFUL)], REFERENCE, MODELS)
    assert found is not None
    assert found > 0.5


def test_nothing_is_said_of_few_or_without_a_reference() -> None:
    assert drift([release(Sureness(sure_6=FEWEST - 1))], REFERENCE, MODELS) is None
    assert drift([release(DOUBTFUL)], NOBODY, MODELS) is None
    assert drift([], REFERENCE, MODELS) is None


def test_the_newest_are_enough_and_what_is_older_changes_nothing() -> None:
    newest = release(Sureness(*(n * ENOUGH // 1000 + 1 for n in REFERENCE.classes)))
    assert drift([newest, release(DOUBTFUL)], REFERENCE, MODELS) == drift(
        [newest], REFERENCE, MODELS
    )


def test_what_other_models_counted_is_left_out() -> None:
    mine, theirs = release(REFERENCE), release(DOUBTFUL, OTHERS)
    assert drift([theirs, mine], REFERENCE, MODELS) == pytest.approx(0, abs=1e-6)


def test_classes_end_where_the_next_begin() -> None:
    assert [class_of(value) for value in (0.34, 0.6, 0.699, 0.7, 0.8, 0.9, 0.97, 1.0)] == [
        0, 1, 1, 2, 3, 4, 5, 5,
    ]  # fmt: skip
    assert histogram([0.5, 0.99, 0.98]) == Sureness(sure_1=1, sure_6=2)


def test_histograms_add_up_class_by_class() -> None:
    assert Sureness(1, 2, 3, 4, 5, 6) + Sureness(1, 0, 0, 0, 0, 4) == Sureness(2, 2, 3, 4, 5, 10)
    assert Sureness(1, 2, 3).total == 6
