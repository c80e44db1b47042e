"""When frames are passed over undecoded."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.keyframes import (
    LONGEST_PAUSE_SECONDS,
    TIMELY_SECONDS,
    KeyFrames,
    in_turn,
)
from compliance.pixels.lag import Leap

PERIOD = 0.04
READ = 0.0001  # what was sent already comes so fast


def passes_over(
    keys: KeyFrames, at: float | None, now: float, waited: float, *, is_key: bool
) -> bool:
    """Read a packet whose turn comes at once; say whether it is left out."""
    keys.read(at, now, waited, is_key=is_key, has_waited=True)
    return keys.passes_over(at, now, is_key=is_key)


class Stream:
    """A stream of 25 frames a second, read by somebody who can be late."""

    def __init__(self, group_seconds: float) -> None:
        self.keys = KeyFrames(100.0)
        self._every = round(group_seconds / PERIOD)
        self._number = -1
        self.now = 100.0

    def read(self, seconds: float, *, decoding: float = 0.0) -> list[float]:
        """Read so much of the stream; return the times of the packets left out."""
        left_out = []
        for _ in range(round(seconds / PERIOD)):
            self._number += 1
            at = self._number * PERIOD
            began = self.now
            self.now = max(self.now + READ, 100.0 + at)
            waited = self.now - began
            is_key = self._number % self._every == 0
            if passes_over(self.keys, at, self.now, waited, is_key=is_key):
                left_out.append(at)
            else:
                self.now += decoding
        return left_out

    def is_key(self, at_seconds: float) -> bool:
        return round(at_seconds / PERIOD) % self._every == 0


def late(group: float, sent: float, behind: float) -> Stream:
    """Return a stream that was read on time, and of which so much waits to be read now."""
    stream = Stream(group)
    stream.read(sent)
    stream.now += behind
    stream.read(0.04, decoding=0.5)
    return stream


@given(st.floats(0.2, LONGEST_PAUSE_SECONDS), st.floats(11, 50), st.floats(0.6, 20))
def test_what_was_sent_already_is_left_out_up_to_a_key_frame_that_is_timely(
    group: float, sent: float, behind: float
) -> None:
    stream = late(group, sent, behind)
    stream.keys.wait(behind + 0.5, stream.now)
    found = stream.read(60)
    assert all(b - a < PERIOD * 1.5 for a, b in pairwise(found))
    assert stream.is_key(found[-1] + PERIOD)
    assert behind - TIMELY_SECONDS - 0.2 < len(found) * PERIOD < behind + 0.6 + group
    leap = stream.keys.leap
    assert leap is not None
    assert leap.seconds == pytest.approx((len(found) + 1) * PERIOD)
    assert leap.came is None


def test_where_the_stream_is_waited_for_nothing_is_left_out_and_the_network_is_late() -> None:
    stream = Stream(2.0)
    stream.read(20)
    stream.keys.wait(2.0, stream.now)
    assert stream.read(10) == []
    assert stream.keys.leap == Leap(came=pytest.approx(100.0 + 20.0))


def test_stamps_that_begin_anew_end_the_wait_once_all_was_read() -> None:
    keys = KeyFrames(0.0)
    for second in (100.0, 102.0):
        passes_over(keys, second, second, 0.0, is_key=True)
    keys.wait(3.0, 102.0)
    found = [
        passes_over(keys, n * PERIOD, 102 + n * PERIOD, PERIOD, is_key=n % 25 == 0)
        for n in range(100)
    ]
    assert found == [True] * 25 + [False] * 75
    assert keys.leap == Leap(0.0, pytest.approx(103.0))


def test_nothing_is_left_out_where_key_frames_are_unknown_or_so_rare_that_more_would_be_lost() -> (
    None
):
    rare = LONGEST_PAUSE_SECONDS + 3
    for behind, is_left_out in ((rare - 0.5, False), (rare + 0.5, True)):
        stream = late(rare, 20, behind)
        stream.keys.wait(behind, stream.now)
        assert bool(stream.read(60)) is is_left_out
    keys = KeyFrames(0.0)
    keys.wait(0.0, 0.0)
    assert not passes_over(keys, 0.0, 0.0, 0.0, is_key=False)


def test_stamps_that_run_back_or_are_missing_tell_nothing_of_the_pause() -> None:
    for second in (2.0, None):
        keys = KeyFrames(0.0)
        passes_over(keys, 100.0, 100.0, 0.0, is_key=True)
        passes_over(keys, second, 100.1, 0.0, is_key=True)
        keys.wait(0.0, 100.1)
        assert not passes_over(keys, 2.1, 100.2, 0.0, is_key=False)


def test_a_stamp_that_jumps_while_frames_are_left_out_is_no_longer_leap_than_there_was_time() -> (
    None
):
    stream = late(1.0, 20, 2.0)
    stream.keys.wait(2.0, stream.now)
    assert not passes_over(stream.keys, 1e6, stream.now, 0.0, is_key=True)
    assert stream.keys.leap is not None
    assert stream.keys.leap.seconds == pytest.approx(2.0)


# The next key frame looked for


class Late:
    """A stream that is opened late and decoded slowly: of how each packet fared, in order."""

    def __init__(self, group_seconds: float, late: float, *, has_first_stamp: bool = True) -> None:
        self.keys = KeyFrames(100.0)
        self.now = 100.0 + late
        self.decoded: list[int] = []
        self.held: list[int] = []
        """How many packets were read before the turn of one."""
        self.waited = 0.0
        """For packets, while others could have been decoded."""
        self._every = round(group_seconds / PERIOD)
        self._reached = 0
        self._first_stamped = 0 if has_first_stamp else 5

    def follow(self, seconds: float, decoding: float) -> None:
        """Decode until so much of the stream is read; ask to catch up again and again."""
        number = 0
        for turn, is_key in in_turn(self._packets(round(seconds / PERIOD)), self.keys):
            assert turn == number
            number += 1
            self.held.append(self._reached - turn)
            if self.keys.passes_over(self._at(turn), self.now, is_key=is_key):
                continue
            self.decoded.append(turn)
            self.now += decoding
            if not self.keys.is_leaping:
                behind = self.now - 100.0 - turn * PERIOD
                if behind > 0.4:
                    self.keys.wait(behind, self.now)

    def _packets(self, number: int) -> Iterator[tuple[int, bool]]:
        for n in range(number):
            began, looks_ahead = self.now, self.keys.looks_ahead
            self.now = max(self.now + READ, 100.0 + n * PERIOD)
            self.waited += (self.now - began) * looks_ahead
            self._reached, is_key = n, n % self._every == 0
            waited, has_waited = self.now - began, 100.0 + n * PERIOD > began
            self.keys.read(self._at(n), self.now, waited, is_key=is_key, has_waited=has_waited)
            yield n, is_key

    def _at(self, number: int) -> float | None:
        return number * PERIOD if number >= self._first_stamped else None


@pytest.mark.parametrize("has_first_stamp", [True, False])
@pytest.mark.parametrize("late", [2.5, 8.0])
def test_where_it_is_unknown_how_often_they_come_the_next_is_found_in_what_was_sent(
    late: float, *, has_first_stamp: bool
) -> None:
    stream = Late(2.0, late, has_first_stamp=has_first_stamp)
    stream.follow(20, decoding=0.16)
    first, after = next(pair for pair in pairwise(stream.decoded) if pair[1] - pair[0] > 1)
    assert first <= 5  # none more than these was decoded late
    assert after % 50 == 0
    assert after * PERIOD >= late - TIMELY_SECONDS


def test_what_was_read_ahead_without_finding_one_is_decoded_in_order() -> None:
    stream = Late(60.0, 8.0)
    stream.follow(20, decoding=0.03)
    assert stream.decoded == list(range(500))
    assert max(stream.held) * PERIOD == pytest.approx(LONGEST_PAUSE_SECONDS, abs=0.1)


def test_reading_ahead_ends_where_packets_come_no_faster_than_they_are_sent() -> None:
    stream = Late(60.0, 1.0)
    stream.follow(LONGEST_PAUSE_SECONDS, decoding=0.1)
    assert max(stream.held) > 1 / PERIOD
    assert stream.waited < 0.3 * (stream.now - 101.0)
