"""What audits say of counts: worked examples, laws, and when they say nothing."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from compliance.counts.auditing.agreement import (
    MINIMUM_PAIRS,
    MINIMUM_PEOPLE,
    Found,
    agreement,
)
from compliance.counts.auditing.pairs import Pair
from compliance.counts.auditing.quantiles import chi_squared_90, student_95
from compliance.counts.buckets import Counts
from compliance.counts.correction import Refused
from tests.counts.auditing.made import a_pair, pairs_of

GOOD = [(Counts(40 + n, 4, 10), Counts(38 + n, 5, 10, 3)) for n in range(10)]


def found_of(pairs: list[Pair]) -> Found:
    found = agreement(pairs).found
    assert isinstance(found, Found)
    return found


def refusal_of(pairs: list[Pair]) -> str:
    found = agreement(pairs).found
    assert isinstance(found, Refused)
    return found.reason


@pytest.mark.parametrize("degrees", [4, 7, 12, 40, 400])
def test_quantiles_are_those_of_the_books(degrees: int) -> None:
    assert student_95(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=1e-3)
    assert chi_squared_90(degrees) == pytest.approx(stats.chi2.ppf(0.9, degrees), abs=0.04)


def test_sums_first_ratios_last() -> None:
    pairs = pairs_of(GOOD)
    found = agreement(pairs)
    assert (found.pairs, found.releases) == (10, 10)
    assert (found.seen, found.counted) == (Counts(445, 40, 100), Counts(425, 50, 100, 30))
    assert isinstance(found.found, Found)
    assert found.found.bias.value == pytest.approx(425 / 575 - 445 / 585)
    assert found.found.excess["incorrect"].value == pytest.approx(50 / 575 - 40 / 585)
    assert found.found.passages_per_person.value == pytest.approx(605 / 585)
    assert found.found.rate == pytest.approx(425 / 575)


def test_equal_audits_give_the_interval_of_the_mean_error() -> None:
    """With one number of people everywhere the estimate is a mean, and the textbook's t holds."""
    masked = [80, 78, 81, 79, 83, 77, 80, 82, 79, 81]
    found = found_of(
        pairs_of([(Counts(85, 0, 15), Counts(each, 0, 100 - each)) for each in masked])
    )
    errors = [(each - 85) / 100 for each in masked]
    mean = sum(errors) / 10
    variance = sum((each - mean) ** 2 for each in errors) / 9 / 10 + 1 / 1000**2
    half = stats.t.ppf(0.975, 9) * sqrt(variance)
    assert found.bias.value == pytest.approx(mean)
    assert found.bias.high - found.bias.value == pytest.approx(half, abs=1e-5)
    assert found.bias.value - found.bias.low == pytest.approx(half, abs=1e-5)


def test_no_error_seen_is_not_taken_for_none() -> None:
    found = found_of(pairs_of([(Counts(24, 2, 4), Counts(24, 2, 4))] * 8))
    assert found.bias.value == 0
    assert found.bias.high == pytest.approx(stats.t.ppf(0.975, 7) / 240, abs=1e-5)


def test_few_audits_or_few_people_say_nothing() -> None:
    assert "nobody audited" in refusal_of([])
    assert "audited 7 times, fewer than 8 times" in refusal_of(pairs_of(GOOD[: MINIMUM_PAIRS - 1]))
    few = pairs_of([(Counts(20, 1, 3), Counts(20, 1, 3))] * 8)
    assert f"192 people were seen in audits, fewer than {MINIMUM_PEOPLE}" in refusal_of(few)


def test_one_audit_that_outweighs_the_others_says_nothing() -> None:
    giant = [*GOOD[:7], (Counts(900, 10, 90), Counts(880, 20, 100))]
    assert "people were seen in a single audit" in refusal_of(pairs_of(giant))
    blind = [*[(seen, Counts(unknown=50)) for seen, _ in GOOD[:7]], GOOD[7]]
    assert "counted in a single audit" in refusal_of(pairs_of(blind))
    nobody = [(seen, Counts(unknown=50)) for seen, _ in GOOD]
    assert "nobody was decided" in refusal_of(pairs_of(nobody))


def test_audits_that_contradict_each_other_are_told_so() -> None:
    by_night = [(Counts(80, 5, 15), Counts(40, 20, 40))] * 4
    by_day = [(Counts(80, 5, 15), Counts(79, 6, 15))] * 5
    reason = refusal_of(pairs_of([*by_night, *by_day]))
    assert "contradict each other" in reason
    assert "between -40 and -1 points" in reason


def test_an_error_that_is_always_the_same_is_no_contradiction() -> None:
    found = found_of(pairs_of([(Counts(80, 5, 15), Counts(40, 20, 40))] * 9))
    assert found.bias.value == pytest.approx(-0.4)


_seen = st.builds(Counts, st.integers(5, 60), st.integers(1, 9), st.integers(1, 30))
_counted = st.builds(
    Counts, st.integers(5, 60), st.integers(1, 9), st.integers(1, 30), st.integers(0, 9)
)
_pairs = st.lists(st.tuples(_seen, _counted), min_size=8, max_size=20)


@given(numbers=_pairs)
def test_every_figure_lies_in_its_interval_and_the_errors_of_outcomes_sum_to_nothing(
    numbers: list[tuple[Counts, Counts]],
) -> None:
    found = agreement(pairs_of(numbers)).found
    if isinstance(found, Refused):
        return
    for estimate in (found.passages_per_person, *found.excess.values()):
        assert estimate.low < estimate.value < estimate.high
    assert sum(each.value for each in found.excess.values()) == pytest.approx(0, abs=1e-9)
    assert found.passages_per_person.low >= 0


@given(numbers=_pairs, order=st.randoms())
def test_the_order_of_audits_says_nothing(
    numbers: list[tuple[Counts, Counts]], order: object
) -> None:
    shuffled = list(numbers)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = agreement(pairs_of(numbers)).found, agreement(pairs_of(shuffled)).found
    assert isinstance(one, Refused) == isinstance(two, Refused)
    if isinstance(one, Found) and isinstance(two, Found):
        assert one.bias.low == pytest.approx(two.bias.low)


@given(numbers=_pairs)
def test_a_count_without_error_is_never_told_to_have_one(
    numbers: list[tuple[Counts, Counts]],
) -> None:
    found = agreement(pairs_of([(seen, seen) for seen, _ in numbers])).found
    if isinstance(found, Found):
        assert found.bias.value == pytest.approx(0, abs=1e-12)
        assert found.bias.low < 0 < found.bias.high


def test_a_pair_made_twice_as_often_is_told_with_more_certainty() -> None:
    once, twice = found_of(pairs_of(GOOD)), found_of(pairs_of(GOOD * 2))
    assert twice.bias.value == pytest.approx(once.bias.value)
    assert twice.bias.high - twice.bias.low < once.bias.high - once.bias.low
    assert a_pair(0, *GOOD[0]).releases == 1
