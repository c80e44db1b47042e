"""Rates, their intervals, and the correction for the models' errors."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.correction import OUTCOMES, Corrected, Correction, Refused, correct
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.rates import Measured, figures, of_selection
from compliance.counts.wilson import Interval, wilson

PERFECT = {true: {true: 10**9} for true in OUTCOMES}
GOOD = {
    "mask": {"mask": 900, "incorrect": 40, "no_mask": 20, "missed": 40},
    "incorrect": {"mask": 10, "incorrect": 80, "no_mask": 5, "missed": 5},
    "no_mask": {"mask": 10, "incorrect": 30, "no_mask": 940, "missed": 20},
}
MODELS = Correction(GOOD)
THEIRS = ModelIdentity("detector@1", "classifier@1")


def test_wilsons_interval_is_the_textbooks() -> None:
    # The statistics program R gives these limits for 8 of 10 without continuity correction.
    interval = wilson(0.8, 10)
    assert interval.low == pytest.approx(0.4901625, abs=1e-6)
    assert interval.high == pytest.approx(0.9433178, abs=1e-6)


def test_nobody_has_no_rate() -> None:
    empty = figures(Counts(), 0, 3600, MODELS)
    assert (empty.rate, empty.interval, empty.unknown_share) == (None, None, None)
    assert empty.corrected == Refused("nobody was decided")
    assert empty.coverage == 0


def test_only_undecided_passages_have_no_rate() -> None:
    assert figures(Counts(unknown=7), 0, 0, MODELS).rate is None
    assert figures(Counts(unknown=7), 0, 0, MODELS).unknown_share == 1


def test_nobody_wearing_a_mask_is_a_rate_of_nought() -> None:
    assert figures(Counts(no_mask=12), 0, 0, MODELS).rate == 0


def test_unknown_stands_beside_the_rate() -> None:
    found = figures(Counts(mask=6, incorrect=1, no_mask=3, unknown=10), 0, 0, MODELS)
    assert (found.rate, found.unknown_share) == (0.6, 0.5)


def test_coverage_is_unknown_when_nothing_should_have_been_watched() -> None:
    assert figures(Counts(), 10, 0, MODELS).coverage is None


def test_coverage_is_at_most_whole() -> None:
    assert figures(Counts(), 3660, 3600, MODELS).coverage == 1


def test_the_bounds_are_what_the_undecided_could_have_worn() -> None:
    found = figures(Counts(mask=6, incorrect=1, no_mask=3, unknown=10), 0, 0, MODELS)
    assert found.bounds == Interval(0.3, 0.8)
    assert figures(Counts(), 0, 0, MODELS).bounds is None


def test_a_selection_takes_its_own_groups_into_account() -> None:
    start, hour = datetime(2026, 1, 5, tzinfo=UTC), timedelta(hours=1)
    counts = [Counts(mask=20) if n % 2 else Counts(mask=10, no_mask=10) for n in range(40)]
    releases = [
        Release("lyon", "hall", start + n * hour, start + (n + 1) * hour, c, 1800, 3600, THEIRS)
        for n, c in enumerate(counts)
    ]
    found = of_selection(releases, Measured(MODELS, THEIRS))
    alone = figures(Counts(mask=600, no_mask=200), 1, 2, MODELS)
    assert found is not None
    assert found.interval is not None
    assert alone.interval is not None
    assert isinstance(found.corrected, Corrected)
    assert isinstance(alone.corrected, Corrected)
    assert found.design_effect is not None
    assert found.design_effect > 2
    assert (found.rate, found.coverage) == (0.75, 0.5)
    assert found.interval.low < alone.interval.low
    assert found.corrected.interval.low < alone.corrected.interval.low
    assert of_selection([], Measured(MODELS)) is None
    others = Measured(MODELS, ModelIdentity("detector@2", "classifier@1"))
    refused = of_selection(releases, others)
    assert refused is not None
    assert isinstance(refused.corrected, Refused)


@pytest.mark.parametrize(
    "confusion", [{}, {"mask": {"mask": 500}}, {true: {} for true in OUTCOMES}]
)
def test_an_empty_matrix_is_refused(confusion: dict[str, dict[str, int]]) -> None:
    assert isinstance(correct(Counts(mask=9, no_mask=9), confusion), Refused)


def test_a_matrix_of_few_faces_is_refused() -> None:
    poor = GOOD | {"incorrect": {"incorrect": 19}}
    assert correct(Counts(mask=9), poor) == Refused(
        "the models were measured on 19 incorrect faces, fewer than 20"
    )


def test_a_matrix_of_guesses_is_refused() -> None:
    poor = GOOD | {"no_mask": {"mask": 50, "no_mask": 50}}
    assert correct(Counts(mask=9), poor) == Refused(
        "the models recognise no more than half of the no_mask faces"
    )


@given(
    st.builds(Counts, *(st.integers(0, 500) for _ in OUTCOMES), unknown=st.integers(0, 50)).filter(
        lambda counts: counts.decided > 0
    )
)
def test_perfect_models_need_no_correction(counts: Counts) -> None:
    corrected = correct(counts, PERFECT)
    assert isinstance(corrected, Corrected)
    assert corrected.rate == pytest.approx(counts.mask / counts.decided, abs=1e-6)


def test_with_perfect_models_the_interval_is_wilsons() -> None:
    corrected = correct(Counts(mask=600, no_mask=400), PERFECT)
    assert isinstance(corrected, Corrected)
    assert corrected.interval.low == pytest.approx(wilson(0.6, 1000).low, abs=1e-3)
    assert corrected.interval.high == pytest.approx(wilson(0.6, 1000).high, abs=1e-3)


def test_what_the_models_confuse_is_put_right() -> None:
    passed = {"mask": 5000, "incorrect": 1000, "no_mask": 4000}
    called = {
        call: sum(passed[true] * GOOD[true][call] // sum(GOOD[true].values()) for true in OUTCOMES)
        for call in OUTCOMES
    }
    corrected = correct(Counts(**called), GOOD)
    assert isinstance(corrected, Corrected)
    raw = called["mask"] / sum(called.values())
    assert abs(raw - 0.5) > 0.01
    assert corrected.rate == pytest.approx(0.5, abs=1e-3)


def test_fewer_measured_faces_make_a_wider_interval() -> None:
    counts = Counts(mask=700, incorrect=100, no_mask=200)
    fewer = {true: {call: n // 4 for call, n in calls.items()} for true, calls in GOOD.items()}
    rich, poor = correct(counts, GOOD), correct(counts, fewer)
    assert isinstance(rich, Corrected)
    assert isinstance(poor, Corrected)
    assert poor.interval.high - poor.interval.low > rich.interval.high - rich.interval.low


@given(st.builds(Counts, *(st.integers(0, 300) for _ in OUTCOMES)).filter(lambda c: c.decided > 0))
def test_the_corrected_rate_lies_in_its_interval(counts: Counts) -> None:
    corrected = MODELS.of(counts)
    if isinstance(corrected, Refused):
        assert "contradict" in corrected.reason
        return
    low, high = corrected.interval.low, corrected.interval.high
    assert 0 <= low <= corrected.rate + 1e-12
    assert corrected.rate - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    "shares", [(0.5, 0.1, 0.4), (0.9, 0.05, 0.05), (0.97, 0.01, 0.02), (1, 0, 0)]
)
@pytest.mark.parametrize("n", [40, 1000])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(
    shares: tuple[float, float, float], n: int
) -> None:
    random = Random(f"{shares} {n}")  # noqa: S311 - a simulation
    chances = {
        true: {call: count / sum(calls.values()) for call, count in calls.items()}
        for true, calls in GOOD.items()
    }

    def measured(true: str, faces: int) -> dict[str, int]:
        drawn = random.choices(list(chances[true]), list(chances[true].values()), k=faces)
        return {call: drawn.count(call) for call in chances[true]}

    hits = 0
    trials = 300
    for _ in range(trials):
        confusion = {"mask": measured("mask", 200), "incorrect": measured("incorrect", 60)}
        confusion["no_mask"] = measured("no_mask", 200)
        trues = random.choices(OUTCOMES, shares, k=n)
        passed = {true: trues.count(true) for true in OUTCOMES}
        called = dict.fromkeys([*OUTCOMES, "missed"], 0)
        for true, count in passed.items():
            for call, found in measured(true, count).items():
                called[call] += found
        del called["missed"]
        corrected = correct(Counts(**called), confusion)
        assert isinstance(corrected, Corrected)
        hits += corrected.interval.low <= shares[0] <= corrected.interval.high
    assert hits / trials >= 0.91
