"""A rate with the error taken out that audits found at the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.auditing.agreement import Found, agreement
from compliance.counts.auditing.local import STEEPEST, UNAUDITED, Local, Locals
from compliance.counts.buckets import Counts
from compliance.counts.correction import Corrected, Correction, Refused
from compliance.counts.rates import Measured, figures, of_selection
from compliance.counts.report_text import FIGURES, figures_record
from compliance.counts.weighting import weighted_figures
from compliance.counts.wilson import wilson
from tests.counts.auditing.made import MODELS, OTHERS, a_pair, a_release, pairs_of

NUMBERS = [(Counts(40 + n, 4, 10), Counts(36 + n, 7, 11, 3)) for n in range(12)]
PAIRS = pairs_of(NUMBERS)
FOUND = agreement(PAIRS).found
assert isinstance(FOUND, Found)
LOCAL = Local(FOUND)


def of(local: Local, masked: int, decided: int) -> Corrected:
    found = local.of(masked / decided, wilson(masked / decided, decided))
    assert isinstance(found, Corrected)
    return found


def reason(found: Corrected | Refused) -> str:
    assert isinstance(found, Refused)
    return found.reason


def test_what_audits_found_too_little_is_added() -> None:
    assert isinstance(FOUND, Found)
    assert FOUND.bias.value < -0.04
    assert of(LOCAL, 780, 1000).rate == pytest.approx(0.78 - FOUND.bias.value)


def test_the_interval_is_wider_than_either_uncertainty_alone() -> None:
    assert isinstance(FOUND, Found)
    found = of(LOCAL, 780, 1000)
    width = found.interval.high - found.interval.low
    raw = wilson(0.78, 1000)
    assert width > raw.high - raw.low
    assert width > FOUND.bias.high - FOUND.bias.low


def test_far_from_the_audits_rates_it_is_less_sure() -> None:
    assert isinstance(FOUND, Found)
    near, far = of(LOCAL, 770, 1000), of(LOCAL, 300, 1000)
    beyond = FOUND.rate - wilson(0.3, 1000).high
    assert far.interval.high - far.rate > STEEPEST * beyond
    assert (
        far.interval.high - far.interval.low > near.interval.high - near.interval.low + beyond / 2
    )


def test_a_rate_stays_a_share() -> None:
    everyone = of(LOCAL, 1000, 1000)
    assert (everyone.rate, everyone.interval.high) == (1.0, 1.0)
    assert everyone.interval.low < 1


@given(masked=st.integers(0, 500), more=st.integers(0, 500))
def test_it_lies_in_its_interval(masked: int, more: int) -> None:
    if masked + more:
        found = of(LOCAL, masked, masked + more)
        assert 0 <= found.interval.low <= found.rate <= found.interval.high <= 1


def test_nothing_is_said_of_what_was_not_audited() -> None:
    locals_ = Locals(PAIRS)
    here = ("lyon", "hall")
    assert isinstance(locals_.of([here], (MODELS,)).of(0.8, wilson(0.8, 100)), Corrected)
    for places, models, words in (
        ([("lyon", "yard")], (MODELS,), "nobody audited"),
        ([("turin", "hall")], (MODELS,), "nobody audited"),
        ([here], (OTHERS,), "nobody audited"),
        ([here], (MODELS, OTHERS), "several models"),
        ([here, ("lyon", "yard")], (MODELS,), "several areas"),
    ):
        assert words in reason(locals_.of(places, models).of(0.8, wilson(0.8, 100)))
    assert "nobody was decided" in reason(LOCAL.of(None, None))


def test_models_and_areas_are_never_mixed() -> None:
    others = [a_pair(99 + n, *NUMBERS[n], models=OTHERS) for n in range(8)]
    yard = [a_pair(n, *NUMBERS[n], area="yard") for n in range(9)]
    found = Locals([*PAIRS, *others, *yard]).agreements
    assert {key[1:]: each.pairs for key, each in found.items()} == {
        ("hall", MODELS): 12,
        ("hall", OTHERS): 8,
        ("yard", MODELS): 9,
    }


def test_figures_offer_it_beside_the_models_own() -> None:
    measured = Measured(Correction({}), MODELS, Locals(PAIRS))
    releases = [a_release(100 + n, Counts(40, 5, 10, 2)) for n in range(4)]
    for found in (of_selection(releases, measured), weighted_figures(releases, measured, None)):
        assert found is not None
        assert isinstance(found.local, Corrected)
        told = figures_record(found)
        assert told["rate"] == 0.7273
        assert told["local_rate"] == round(found.local.rate, 4) > 0.76
        assert told["local_refused"] is None


def test_figures_without_audits_say_why_there_is_none() -> None:
    found = figures(Counts(40, 5, 10), 1, 1, None)
    assert reason(found.local) == reason(UNAUDITED.of(0.8, wilson(0.8, 10)))
    told = figures_record(found)
    assert [told[name] for name in FIGURES[-4:-1]] == [None, None, None]
    assert "nobody audited" in str(told["local_refused"])


def test_withheld_outcomes_are_not_corrected_locally_either() -> None:
    assert "withheld" in reason(figures(Counts(withheld=20), 1, 1, None, None, LOCAL).local)
