"""When frames are passed over undecoded."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.keyframes import LONGEST_PAUSE_SECONDS, KeyFrames
from compliance.pixels.pace import ALLOWED_LAG_SECONDS, BEHIND_SECONDS, LivePacer


def passed_over(keys: KeyFrames, group_seconds: float, asked_at: float) -> list[float]:
    """Return the times of packets left out in a minute, at 25 a second."""
    found, every = [], round(group_seconds * 25)
    for number in range(60 * 25):
        at = number / 25
        if number == round(asked_at * 25):
            keys.wait()
        if keys.passes_over(at, is_key=number % every == 0):
            found.append(at)
    return found


@given(st.floats(0.2, LONGEST_PAUSE_SECONDS), st.floats(11, 50))
def test_what_is_left_out_ends_with_the_next_key_frame(group: float, asked_at: float) -> None:
    found = passed_over(KeyFrames(), group, asked_at)
    assert len(found) <= group * 25 + 1
    assert all(b - a < 0.05 for a, b in pairwise(found))


def test_frames_are_left_out_when_key_frames_come_every_two_seconds() -> None:
    assert len(passed_over(KeyFrames(), 2.0, 20.52)) == 37


def test_nothing_is_left_out_where_key_frames_are_rare_or_unknown() -> None:
    assert passed_over(KeyFrames(), LONGEST_PAUSE_SECONDS + 1, 20.5) == []
    keys = KeyFrames()
    keys.wait()
    assert not keys.passes_over(0.0, is_key=False)


def test_stamps_that_run_back_tell_nothing_of_the_pause() -> None:
    keys = KeyFrames()
    keys.passes_over(100.0, is_key=True)
    keys.passes_over(2.0, is_key=True)
    keys.wait()
    assert not keys.passes_over(2.1, is_key=False)


def behind(lags: list[float]) -> list[bool]:
    pacer = LivePacer(5.0)
    return [pacer.decide(n / 25, 100 + n / 25 + lag).is_behind for n, lag in enumerate(lags)]


def test_a_burst_that_is_soon_decoded_is_no_falling_behind() -> None:
    burst = [max(0.0, 3.0 - n * 0.2) for n in range(40)]
    assert not any(behind([0.0] * 50 + burst))


def test_a_lag_that_lasts_is_and_once_a_second() -> None:
    seconds = 4
    found = behind([0.0] * 50 + [ALLOWED_LAG_SECONDS + 0.5] * (25 * seconds))
    assert sum(found) == int(seconds / BEHIND_SECONDS) - 1
