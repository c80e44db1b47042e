"""A live stream followed by somebody who is short of time, in simulated time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.pixels.keyframes import LONGEST_PAUSE_SECONDS, KeyFrames, in_turn
from compliance.pixels.pace import ALLOWED_LAG_SECONDS, LivePacer, Verdict

FPS, RATE = 25, 5.0
READ, DECODING, ANALYSING = 0.0001, 0.004, 0.008  # seconds of a processor
NEEDED = FPS * (READ + DECODING) + RATE * ANALYSING
PERIOD = 1 / FPS

SEVERAL = settings(max_examples=25)
Share = Callable[[float], float]


@dataclass
class Followed:
    """What came of a stream."""

    analysed: list[tuple[float, float]] = field(default_factory=list)
    """Of each frame when, and how long after it was sent."""
    told: list[float] = field(default_factory=list)
    """Their lag by the product."""
    dropped: int = 0
    leapt_seconds: float = 0.0

    def lags(self, begin: float, end: float) -> list[float]:
        return [lag for at, lag in self.analysed if begin <= at < end]

    def longest_gap(self, begin: float, end: float) -> float:
        times = [begin, *(at for at, _ in self.analysed if begin <= at < end), end]
        return max(later - earlier for earlier, later in pairwise(times))


def followed(
    share: Share,
    *,
    group: float = 2.0,
    opening: float = 0.0,
    loading: float = 0.0,
    network: Share = lambda _: 0.0,
) -> Followed:
    """Follow a stream for a minute with this share of a processor, by the time.

    opening: how long after its first packet was sent the stream is known to be open; loading: how
    long after that one is read; network: their delay.
    """
    keys, pacer, found, now = KeyFrames(opening), LivePacer(RATE), Followed(), opening + loading

    def packets() -> Iterator[tuple[float, float, bool]]:
        nonlocal now
        every, came = round(group * FPS), 0.0
        for number in range(round(60 * FPS)):
            at, is_key, began = number * PERIOD, number % every == 0, now
            came = max(came, at + network(at))
            now = max(now, came) + READ / share(now)
            keys.read(at, now, now - began, is_key=is_key, has_waited=came > began)
            yield at, came, is_key

    for at, came, is_key in in_turn(packets(), keys):
        if keys.passes_over(at, now, is_key=is_key):
            continue
        now += DECODING / share(now)
        leap, keys.leap = keys.leap, None
        decision = pacer.decide(at, now, leap)
        found.dropped += decision.dropped
        found.leapt_seconds += leap.seconds if leap else 0.0
        if decision.is_behind:
            keys.wait(decision.lag_seconds, now)
        if decision.verdict is Verdict.ANALYSE:
            found.analysed.append((now, now - came))
            found.told.append(decision.lag_seconds)
            now += ANALYSING / share(now)
    return found


def loaded(times: float, begin: float = 10, end: float = 40) -> Share:
    """Return a share of which the stream would need so many times as much for a while."""
    return lambda now: NEEDED / times if begin <= now < end else 1.0


@SEVERAL
@given(st.floats(1.2, 5.0), st.floats(0.2, 5.0))
def test_at_many_times_the_load_a_frame_is_analysed_within_a_second_or_not_at_all(
    times: float, group: float
) -> None:
    found = followed(loaded(times), group=group)
    assert max(found.lags(0, 60)) < 1.0
    assert found.longest_gap(10, 40) < group + 1.5


@SEVERAL
@given(st.floats(1.2, 5.0), st.floats(0.2, 5.0))
def test_it_recovers_by_itself(times: float, group: float) -> None:
    found = followed(loaded(times), group=group)
    assert max(found.lags(41 + group, 60)) < 0.1
    assert len(found.lags(50, 60)) == pytest.approx(10 * RATE, abs=2)


@SEVERAL
@given(st.floats(1.0, 5.0), st.floats(0.2, 5.0))
def test_every_frame_due_is_analysed_or_told_as_dropped(times: float, group: float) -> None:
    found = followed(loaded(times), group=group)
    assert len(found.analysed) + found.dropped == pytest.approx(60 * RATE, rel=0.1)


@pytest.mark.parametrize("group", [1.0, 2.0])
def test_the_more_load_the_less_is_analysed_and_at_double_load_still_a_quarter(
    group: float,
) -> None:
    counts = [
        len(followed(loaded(times), group=group).lags(10, 40)) for times in (0.9, 1.5, 2, 3, 5)
    ]
    groups_are_whole = 1.2
    assert all(after < groups_are_whole * before for before, after in pairwise(counts))
    assert counts[0] > 2 * counts[3] > 2 * counts[4]
    assert counts[2] > 30 * RATE / 4


@SEVERAL
@given(st.floats(0.6, 20.0), st.floats(0.2, 5.0))
def test_after_a_standstill_of_the_machine_no_old_frame_is_analysed(
    standstill: float, group: float
) -> None:
    found = followed(lambda now: 1e-3 / standstill if 20 <= now < 20.05 else 1.0, group=group)
    assert max(found.told) <= ALLOWED_LAG_SECONDS
    assert max(found.lags(0, 60)) <= ALLOWED_LAG_SECONDS + DECODING + READ


@SEVERAL
@given(st.floats(0.0, 4.0), st.floats(0.0, 1.0), st.floats(0.8, 5.0), st.floats(0.2, 5.0))
def test_what_came_while_the_stream_was_opened_is_never_analysed_a_second_late(
    opening: float, loading: float, times: float, group: float
) -> None:
    found = followed(loaded(times, begin=0), group=group, opening=opening, loading=loading)
    assert max(found.told) <= ALLOWED_LAG_SECONDS
    assert max(found.lags(0, 60)) <= 1.1
    assert found.longest_gap(opening + loading, 60) < group + 2.5


@SEVERAL
@given(st.floats(0.0, 10.0), st.floats(0.8, 3.0), st.floats(0.2, 5.0))
def test_what_came_while_models_were_loaded_is_never_analysed_a_second_late(
    loading: float, times: float, group: float
) -> None:
    found = followed(loaded(times, begin=0), group=group, loading=loading)
    assert max(found.told) <= ALLOWED_LAG_SECONDS
    assert max(found.lags(0, 60)) <= 1.1
    assert found.longest_gap(loading, 60) < group + 2.5


@SEVERAL
@given(st.floats(1.2, 10.0), st.floats(0.2, 5.0))
def test_a_network_that_grows_slower_loses_nothing_undecoded(delay: float, group: float) -> None:
    found = followed(lambda _: 1.0, group=group, network=lambda at: delay * (at >= 30))
    assert found.leapt_seconds == 0.0
    assert found.longest_gap(31 + delay, 60) < 1.0


def test_without_key_frames_one_frame_a_second_is_analysed_however_late() -> None:
    found = followed(loaded(2.0), group=1000)
    assert found.longest_gap(10, 40) < LONGEST_PAUSE_SECONDS + 2.5
    assert found.longest_gap(20, 40) < 1.5
    assert found.leapt_seconds == 0.0
