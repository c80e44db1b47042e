"""Failed attempts: counted by address, told sparingly, forgotten in time."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.web.attempts import (
    MOST_ADDRESSES,
    MOST_LINES,
    WINDOW_SECONDS,
    Attempts,
)

MOST = 10


def test_the_first_attempts_are_let_off_and_the_next_is_limited() -> None:
    attempts = Attempts(MOST)
    verdicts = [attempts.failed("a", number / 10) for number in range(MOST + 1)]
    assert [verdict.is_limited for verdict in verdicts] == [False] * MOST + [True]
    assert verdicts[-1].wait_seconds == WINDOW_SECONDS - 1


def test_another_address_is_not_held_to_account() -> None:
    attempts = Attempts(MOST)
    for _ in range(MOST + 5):
        attempts.failed("a", 0)
    assert not attempts.failed("b", 0).is_limited


def test_an_address_may_try_again_when_its_time_is_over() -> None:
    attempts = Attempts(MOST)
    for _ in range(MOST + 5):
        attempts.failed("a", 0)
    assert attempts.failed("a", WINDOW_SECONDS).is_limited
    assert not attempts.failed("a", WINDOW_SECONDS + 1).is_limited


def test_an_address_is_told_once_in_its_time() -> None:
    attempts = Attempts(MOST)
    lines = [attempts.failed("a", second).line for second in range(50)]
    assert lines[0] == "http: a came with a token that opens nothing"
    assert set(lines[1:]) == {None}
    again = attempts.failed("a", WINDOW_SECONDS + 1).line
    assert again is not None
    assert "49 such attempts were not told" in again


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 5)), max_size=200))
def test_the_log_stays_short_whoever_tries(tries: list[tuple[int, int]]) -> None:
    attempts, now, lines = Attempts(MOST), 0.0, list[float]()
    for address, step in tries:
        now += step
        if attempts.failed(str(address), now).line:
            lines.append(now)
    for line in lines:
        assert sum(0 <= other - line <= WINDOW_SECONDS for other in lines) <= 2 * MOST_LINES


def test_memory_stays_small_whoever_tries() -> None:
    attempts = Attempts(MOST)
    for number in range(3 * MOST_ADDRESSES):
        attempts.failed(str(number), 0)
    assert len(attempts._windows) == MOST_ADDRESSES
