"""Laws of the steps in which the analysed rate falls."""

import signal

from hypothesis import given
from hypothesis import strategies as st

from compliance.tempo import (
    FLOOR_PER_SECOND,
    LAST_STEP,
    SHARES,
    SIGNALS,
    per_second,
    signal_of,
    step_of,
    steps_of,
)

rates = st.floats(1, 30)
steps = st.integers(0, LAST_STEP)


@given(rates, steps)
def test_no_rate_falls_below_the_floor_but_one_that_was_set_so(rate: float, step: int) -> None:
    assert per_second(rate, step) >= min(rate, FLOOR_PER_SECOND)
    assert per_second(rate, step) <= rate


@given(rates, st.integers(1, LAST_STEP))
def test_rates_fall_from_step_to_step_until_the_floor(rate: float, step: int) -> None:
    slower, faster = per_second(rate, step), per_second(rate, step - 1)
    assert slower < faster or faster <= FLOOR_PER_SECOND


@given(rates, rates, steps)
def test_above_the_floor_all_rates_fall_by_the_same_share(a: float, b: float, step: int) -> None:
    kept = [per_second(rate, step) / rate for rate in (a, b) if rate * SHARES[step] > 2]
    assert all(abs(share - SHARES[step]) < 1e-9 for share in kept)


@given(rates)
def test_the_last_step_reaches_the_floor_of_every_rate(rate: float) -> None:
    assert per_second(rate, steps_of(rate)) <= FLOOR_PER_SECOND
    assert steps_of(rate) == 0 or per_second(rate, steps_of(rate) - 1) > FLOOR_PER_SECOND


@given(steps)
def test_a_step_survives_being_told_by_a_signal(step: int) -> None:
    assert step_of(signal_of(step)) == step


def test_no_signal_of_a_step_has_another_meaning() -> None:
    assert not SIGNALS & {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
    assert max(SIGNALS) <= signal.SIGRTMAX
