from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.backoff import CAMERA_LONGEST_SECONDS, HEALTHY_SECONDS, Backoff
from compliance.faults import Fault

FAULTS = st.sampled_from([fault for fault in Fault if fault is not Fault.NONE])


def backoff(random: float = 1.0) -> Backoff:
    return Backoff(lambda: random, first_seconds=1, longest_seconds=60)


def waits(random: float, failures: int, fault: Fault = Fault.CRASHED) -> list[float]:
    waiting = backoff(random)
    return [waiting.after_failure(fault, 0, 0) for _ in range(failures)]


def test_waits_after_our_own_faults_double_up_to_the_longest() -> None:
    assert waits(1.0, 8) == [1, 2, 4, 8, 16, 32, 60, 60]


def test_waits_are_spread_by_half() -> None:
    assert waits(0.0, 3) == [0.5, 1, 2]


def test_a_camera_that_is_away_is_tried_every_few_seconds_for_ever() -> None:
    assert waits(1.0, 1000, Fault.REFUSED)[-1] == CAMERA_LONGEST_SECONDS


def test_an_attempt_that_hung_has_waited_already() -> None:
    waiting = backoff()
    hung = [waiting.after_failure(Fault.TIMEOUT, 5.0, 0) for _ in range(5)]
    assert hung == [1] * 5


def test_a_camera_that_was_long_away_does_not_make_a_crash_worse() -> None:
    waiting = backoff()
    for _ in range(1000):
        waiting.after_failure(Fault.UNREACHABLE, 0, 0)
    assert waiting.after_failure(Fault.CRASHED, 0, 0) == 1
    assert waiting.failures == 1001


@given(st.floats(0, 1), st.lists(FAULTS, min_size=1, max_size=200), st.floats(0, 100))
def test_a_wait_is_never_longer_than_the_longest_nor_zero(
    random: float, faults: list[Fault], tried_seconds: float
) -> None:
    waiting = backoff(random)
    assert all(0.5 <= waiting.after_failure(fault, tried_seconds, 0) <= 60 for fault in faults)


def test_a_healthy_run_forgets_the_failures_before_it() -> None:
    waiting = backoff()
    for _ in range(5):
        waiting.after_failure(Fault.CRASHED, 0, 0)
    assert waiting.after_failure(Fault.CRASHED, 0, HEALTHY_SECONDS) == 1
    assert waiting.failures == 1


def test_a_short_run_forgets_nothing() -> None:
    waiting = backoff()
    waiting.after_failure(Fault.CRASHED, 0, 0)
    assert waiting.after_failure(Fault.CRASHED, 0, HEALTHY_SECONDS - 1) == 2
