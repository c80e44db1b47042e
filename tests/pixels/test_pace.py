"""Laws of the choice of frames."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.camera import Camera, Source, SourceKind
from compliance.pixels.keyframes import LONGEST_PAUSE_SECONDS
from compliance.pixels.lag import Leap
from compliance.pixels.pace import (
    ALLOWED_LAG_SECONDS,
    BURST_SECONDS,
    JOINING_LAG_SECONDS,
    JOINING_SECONDS,
    KEPT_SECONDS,
    Decision,
    Grid,
    LivePacer,
    Pacer,
    RecordingPacer,
    Verdict,
    pacer_for,
)

rates = st.floats(0.5, 30.0)
steps = st.lists(st.floats(0.0, 3.0), min_size=1, max_size=120)


def times(gaps: Sequence[float]) -> list[float]:
    at, found = 0.0, []
    for gap in gaps:
        at += gap
        found.append(at)
    return found


def analysed(pacer: Pacer, frames: Sequence[tuple[float, float]]) -> list[int]:
    verdicts = [pacer.decide(seconds, arrived).verdict for seconds, arrived in frames]
    return [number for number, verdict in enumerate(verdicts) if verdict is Verdict.ANALYSE]


def steady(fps: float, count: int) -> list[tuple[float, float]]:
    return [(number / fps, 100.0 + number / fps) for number in range(count)]


# The grid


@given(rates, steps)
def test_no_span_of_stream_time_has_more_than_one_frame_over_the_rate(
    rate: float, gaps: list[float]
) -> None:
    grid = Grid(rate)
    picked = [at for at in times(gaps) if grid.is_due(at)]
    for first, began in enumerate(picked):
        for last, ended in enumerate(picked[first:], start=first):
            fence_posts = (ended - began) * rate + 1
            assert last - first + 1 <= fence_posts + 1 + 1e-6


@given(rates, st.floats(1.0, 120.0))
def test_a_steady_stream_is_analysed_at_the_rate_or_its_own(rate: float, fps: float) -> None:
    seconds = 20.0
    picked = analysed(RecordingPacer(rate, None), steady(fps, round(seconds * fps)))
    if fps > rate * 1.05:
        assert len(picked) == pytest.approx(rate * seconds, abs=2)
    if fps < rate * 0.95:
        assert len(picked) == round(seconds * fps)


@pytest.mark.parametrize("pacer", [LivePacer(5.0), RecordingPacer(5.0, None)])
def test_sixty_frames_a_second_are_thinned_evenly(pacer: Pacer) -> None:
    picked = analysed(pacer, steady(60, 600))
    assert picked == list(range(0, 600, 12))


@pytest.mark.parametrize("pacer", [LivePacer(5.0), RecordingPacer(5.0, None)])
def test_of_one_frame_a_second_every_one_is_analysed(pacer: Pacer) -> None:
    assert analysed(pacer, steady(1, 50)) == list(range(50))


def test_a_rate_equal_to_the_streams_takes_every_frame_in_spite_of_rounded_stamps() -> None:
    frames = [(round(number / 5, 3) + (number % 3 - 1) * 0.001, 0.0) for number in range(100)]
    assert analysed(RecordingPacer(5.0, None), frames) == list(range(100))


def test_a_stream_time_that_begins_anew_is_a_new_beginning() -> None:
    pacer = RecordingPacer(5.0, None)
    assert analysed(pacer, steady(25, 50)) == analysed(pacer, steady(25, 50))


# Live


@given(rates, steps, steps)
def test_arrivals_never_make_more_than_the_rate_and_one_burst(
    rate: float, gaps: list[float], stream_gaps: list[float]
) -> None:
    count = min(len(gaps), len(stream_gaps))
    frames = list(zip(times(stream_gaps)[:count], times(gaps)[:count], strict=True))
    picked = [frames[number][1] for number in analysed(LivePacer(rate), frames)]
    burst = max(2.0, rate * BURST_SECONDS)
    for first, began in enumerate(picked):
        for last, ended in enumerate(picked[first:], start=first):
            assert last - first + 1 <= (ended - began) * rate + burst + 1e-6


@given(st.lists(st.floats(0.0, 0.9), min_size=60, max_size=60))
def test_frames_that_jitter_by_less_than_the_allowed_lag_are_never_late(
    delays: list[float],
) -> None:
    pacer = LivePacer(5.0)
    frames = [(n / 10, max(n / 10 + delay, n / 10)) for n, delay in enumerate(delays)]
    decisions = [pacer.decide(seconds, arrived) for seconds, arrived in frames]
    assert all(decision.verdict is not Verdict.LATE for decision in decisions)


def test_frames_sent_in_bursts_are_analysed_evenly() -> None:
    frames = [(n / 25, 100.0 + n // 25) for n in range(250)]
    picked = analysed(LivePacer(5.0), frames)
    assert len(picked) == 50
    assert {later - earlier for earlier, later in pairwise(picked)} == {5}


def test_behind_by_more_than_allowed_the_old_are_dropped_and_the_newest_analysed() -> None:
    decisions = _behind(LivePacer(5.0), seconds_behind=3.0)
    late = [n for n, decision in enumerate(decisions) if decision.verdict is Verdict.LATE]
    assert late
    assert all(decisions[n].lag_seconds > ALLOWED_LAG_SECONDS for n in late)
    assert decisions[-1].lag_seconds < 0.1
    after = decisions[late[-1] + 1 :]
    assert all(decision.lag_seconds <= ALLOWED_LAG_SECONDS for decision in after)
    assert any(decision.verdict is Verdict.ANALYSE for decision in after)


def _behind(pacer: Pacer, seconds_behind: float) -> list[Decision]:
    """Five seconds on time, then a hold-up after which frames come at twice their speed."""
    decisions = [pacer.decide(n / 25, n / 25) for n in range(125)]
    arrived = 5.0 + seconds_behind
    for n in range(125, 400):
        arrived = max(arrived + 0.02, n / 25)
        decisions.append(pacer.decide(n / 25, arrived))
    return decisions


def test_a_stream_that_stays_behind_is_after_a_while_analysed_once_a_second() -> None:
    pacer = LivePacer(5.0)
    frames = [(n / 25, n / 25 * 1.2) for n in range(1500)]
    arrivals = [frames[number][1] for number in analysed(pacer, frames)]
    pauses = sorted(later - earlier for earlier, later in pairwise(arrivals))
    assert pauses[-2] <= KEPT_SECONDS + 0.3
    assert LONGEST_PAUSE_SECONDS < pauses[-1] < LONGEST_PAUSE_SECONDS + 1.0


def test_just_after_a_stream_was_joined_less_lag_is_allowed_since_it_is_known_less_well() -> None:
    pacer = LivePacer(5.0)
    lag = (JOINING_LAG_SECONDS + ALLOWED_LAG_SECONDS) / 2
    frames = [(n / 5, 100.0 + n / 5) for n in range(50)]
    told = [pacer.decide(*frames[0], Leap(came=frames[0][1] - lag))]
    told += [pacer.decide(*each) for each in frames[1:]]
    late = [decision.verdict is Verdict.LATE for decision in told]
    joining = round(JOINING_SECONDS * 5)
    assert late == [True] * joining + [False] * (50 - joining)


def test_what_is_known_of_when_a_frame_came_tells_how_late_it_is_and_those_after_it() -> None:
    pacer = LivePacer(5.0)
    assert pacer.decide(0.0, 100.0, Leap(came=98.5)).verdict is Verdict.LATE
    assert pacer.decide(0.2, 100.1).lag_seconds == pytest.approx(1.4)
    assert pacer.decide(2.0, 100.6, Leap(1.6, came=100.5)).lag_seconds == pytest.approx(0.1)


# Recordings


@given(rates, steps, steps, steps)
def test_a_recordings_choice_depends_on_stream_time_alone(
    rate: float, gaps: list[float], one: list[float], other: list[float]
) -> None:
    count = min(map(len, (gaps, one, other)))
    seconds = times(gaps)[:count]
    first = analysed(RecordingPacer(rate, 1.0), list(zip(seconds, times(one), strict=False)))
    second = analysed(RecordingPacer(rate, None), list(zip(seconds, times(other), strict=False)))
    assert first == second


@given(st.floats(0.25, 16.0))
def test_a_recording_waits_for_each_frames_time(speed: float) -> None:
    pacer, now = RecordingPacer(5.0, speed), 50.0
    for number in range(100):
        decision = pacer.decide(number / 25, now)
        assert decision.lag_seconds == pytest.approx(0.0, abs=1e-9)
        now += decision.wait_seconds + 0.0001
        assert now - 50.0 == pytest.approx(number / 25 / speed, abs=0.001)


def test_as_fast_as_possible_never_waits_nor_lags() -> None:
    pacer = RecordingPacer(5.0, None)
    decisions = [pacer.decide(n / 25, n * 7.0) for n in range(50)]
    assert all(decision.wait_seconds == decision.lag_seconds == 0.0 for decision in decisions)


def test_a_recording_too_slow_for_the_machine_lags_and_drops_nothing() -> None:
    pacer = RecordingPacer(25.0, 1.0)
    decisions = [pacer.decide(n / 25, n * 0.05) for n in range(101)]
    assert {decision.verdict for decision in decisions} == {Verdict.ANALYSE}
    assert decisions[100].lag_seconds == pytest.approx(1.0)


# Cameras


def test_a_cameras_pacer_follows_its_source() -> None:
    file = Source(SourceKind.FILE, "clip.mp4", "clip.mp4")
    stream = Source(SourceKind.RTSP, "rtsp://camera", "rtsp://camera")
    assert isinstance(pacer_for(Camera(0, "a", "site", stream)), LivePacer)
    assert isinstance(pacer_for(Camera(0, "a", "site", file)), RecordingPacer)


def test_a_file_on_the_wall_clock_is_played_in_real_time() -> None:
    file = Source(SourceKind.FILE, "clip.mp4", "clip.mp4")
    pacer = pacer_for(Camera(0, "a", "site", file))
    assert pacer.decide(0.0, 10.0).wait_seconds == 0.0
    assert pacer.decide(0.5, 10.0).wait_seconds == pytest.approx(0.5)


# Steps of the rate


def test_a_live_stream_is_analysed_at_the_step_it_is_told() -> None:
    pacer = LivePacer(5.0)
    frames = steady(25, 1000)
    before = len(analysed(pacer, frames[:500]))
    pacer.keep(3)
    after = len(analysed(pacer, frames[500:]))
    assert (before, after) == (pytest.approx(100, abs=1), pytest.approx(40, abs=2))


def test_a_step_back_is_taken_too() -> None:
    pacer = LivePacer(5.0)
    pacer.keep(3)
    analysed(pacer, steady(25, 500))
    pacer.keep(0)
    assert len(analysed(pacer, steady(25, 1000)[500:])) == pytest.approx(100, abs=1)


def test_a_recording_is_analysed_whole_whatever_it_is_told() -> None:
    pacer = RecordingPacer(5.0, None)
    pacer.keep(3)
    assert len(analysed(pacer, steady(25, 500))) == 100
