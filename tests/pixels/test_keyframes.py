"""When frames are passed over undecoded."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.keyframes import LONGEST_PAUSE_SECONDS, MOST_SECONDS, KeyFrames
from compliance.pixels.pace import ALLOWED_LAG_SECONDS, BEHIND_SECONDS, LivePacer

NOW = 1000.0  # all that is read was sent already


def passed_over(
    keys: KeyFrames, group_seconds: float, asked_at: float, behind_seconds: float = 0.0
) -> list[float]:
    """Return the times of packets left out in a minute, at 25 a second."""
    found, every = [], round(group_seconds * 25)
    for number in range(60 * 25):
        at = number / 25
        if number == round(asked_at * 25):
            keys.wait(behind_seconds, NOW)
        if keys.passes_over(at, NOW, is_key=number % every == 0):
            found.append(at)
    return found


@given(st.floats(0.2, LONGEST_PAUSE_SECONDS), st.floats(11, 50))
def test_what_is_left_out_ends_with_the_next_key_frame(group: float, asked_at: float) -> None:
    found = passed_over(KeyFrames(), group, asked_at)
    assert len(found) <= group * 25 + 1
    assert all(b - a < 0.05 for a, b in pairwise(found))


def test_frames_are_left_out_when_key_frames_come_every_two_seconds() -> None:
    assert len(passed_over(KeyFrames(), 2.0, 20.52)) == 37


@given(st.floats(0.2, LONGEST_PAUSE_SECONDS), st.floats(11, 50), st.floats(0, 30))
def test_all_that_was_sent_already_is_left_out_but_never_so_much_that_no_stamp_is_believed(
    group: float, asked_at: float, behind: float
) -> None:
    found = passed_over(KeyFrames(), group, asked_at, behind)
    sent = min(behind, max(0.0, MOST_SECONDS - group))
    assert (sent - 0.1) * 25 <= len(found) <= max(MOST_SECONDS, group) * 25 + 2
    assert all(b - a < 0.05 for a, b in pairwise(found))


def test_who_is_two_seconds_behind_goes_on_with_the_first_key_frame_after_them() -> None:
    found = passed_over(KeyFrames(), 2.0, 20.52, 1.9)
    assert (found[0], found[-1]) == (20.52, 23.96)


def test_stamps_that_begin_anew_end_the_wait() -> None:
    keys = KeyFrames()
    for second in (100.0, 102.0):
        keys.passes_over(second, NOW, is_key=True)
    keys.wait(3.0, NOW)
    assert keys.passes_over(102.1, NOW, is_key=False)
    assert not keys.passes_over(0.0, NOW, is_key=True)


def test_nothing_is_left_out_where_key_frames_are_rare_or_unknown() -> None:
    assert passed_over(KeyFrames(), LONGEST_PAUSE_SECONDS + 1, 20.5) == []
    keys = KeyFrames()
    keys.wait(0.0, NOW)
    assert not keys.passes_over(0.0, NOW, is_key=False)


def test_stamps_that_run_back_tell_nothing_of_the_pause() -> None:
    keys = KeyFrames()
    keys.passes_over(100.0, NOW, is_key=True)
    keys.passes_over(2.0, NOW, is_key=True)
    keys.wait(0.0, NOW)
    assert not keys.passes_over(2.1, NOW, is_key=False)


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


def test_who_has_reached_the_newest_packet_takes_the_next_key_frame() -> None:
    keys = KeyFrames()
    for second in (0.0, 1.0, 2.0):
        keys.passes_over(second, second, is_key=True)
    keys.wait(3.0, 2.0)
    assert keys.passes_over(2.9, 2.9, is_key=False)
    assert not keys.passes_over(3.0, 3.0, is_key=True)
