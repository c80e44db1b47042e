from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.backoff import HEALTHY_SECONDS, Backoff


def waits(random: float, failures: int) -> list[float]:
    backoff = Backoff(lambda: random, first_seconds=1, longest_seconds=60)
    return [backoff.after_failure(0) for _ in range(failures)]


def test_waits_double_up_to_the_longest() -> None:
    assert waits(1.0, 8) == [1, 2, 4, 8, 16, 32, 60, 60]


def test_waits_are_spread_by_half() -> None:
    assert waits(0.0, 3) == [0.5, 1, 2]


@given(st.floats(0, 1), st.integers(1, 3000))
def test_a_wait_is_never_longer_than_the_longest_nor_zero(random: float, failures: int) -> None:
    assert all(0.5 <= wait <= 60 for wait in waits(random, failures))


def test_a_healthy_run_forgets_the_failures_before_it() -> None:
    backoff = Backoff(lambda: 1.0, first_seconds=1, longest_seconds=60)
    for _ in range(5):
        backoff.after_failure(0)
    assert backoff.after_failure(HEALTHY_SECONDS) == 1
    assert backoff.failures == 1


def test_a_short_run_forgets_nothing() -> None:
    backoff = Backoff(lambda: 1.0, first_seconds=1, longest_seconds=60)
    backoff.after_failure(0)
    assert backoff.after_failure(HEALTHY_SECONDS - 1) == 2
