from hypothesis import given
from hypothesis import strategies as st

from compliance.camera import Clock
from compliance.pixels.minutes import Minutes, longest_gap_seconds
from compliance.sureness import Sureness
from compliance.tally import MAXIMUM_COUNT, MAXIMUM_OBSERVED_MS, Tally, decode, encode

outcomes = st.sampled_from(["mask", "incorrect", "no_mask", "unknown"])
gaps = st.floats(0, 30)
forward = st.lists(st.tuples(st.integers(0, 3), gaps, st.lists(outcomes, max_size=3)))
anyhow = st.lists(st.tuples(st.integers(-100, 100), gaps, st.lists(outcomes, max_size=3)))


def sent(clock: Clock, steps: list[tuple[int, float, list[str]]]) -> list[Tally]:
    minute, minutes = 1000, Minutes(3, 7, clock, 1000)
    tallies = []
    for step, seconds, seen in steps:
        minute += step
        tallies += minutes.advance(minute)
        minutes.observe(seconds)
        for outcome in seen:
            minutes.count(outcome)
    return [*tallies, *minutes.close()]


def passages(tallies: list[Tally]) -> int:
    return sum(t.mask + t.incorrect + t.no_mask + t.unknown for t in tallies)


@given(forward)
def test_a_recordings_minutes_each_have_a_tally_and_never_run_back(
    steps: list[tuple[int, float, list[str]]],
) -> None:
    tallies = sent(Clock.RECORDING, steps)
    minutes = [tally.minute for tally in tallies]
    assert minutes == sorted(minutes)
    if tallies:
        assert set(minutes) == set(range(1000, 1001 + sum(step for step, _, _ in steps)))


@given(st.sampled_from(Clock), forward)
def test_every_passage_and_every_watched_second_leaves_once(
    clock: Clock, steps: list[tuple[int, float, list[str]]]
) -> None:
    tallies = sent(clock, steps)
    assert passages(tallies) == sum(len(seen) for _, _, seen in steps)
    watched_ms = sum(seconds for _, seconds, _ in steps) * 1000
    assert abs(sum(t.observed_ms for t in tallies) - watched_ms) <= 1 + len(tallies)


@given(anyhow)
def test_a_wall_clock_that_is_set_loses_and_doubles_nothing(
    steps: list[tuple[int, float, list[str]]],
) -> None:
    tallies = sent(Clock.WALL, steps)
    assert passages(tallies) == sum(len(seen) for _, _, seen in steps)
    assert [t.sequence for t in tallies] == list(range(7, 7 + len(tallies)))
    assert all(decode(encode(t)) == t for t in tallies)


def test_a_leap_of_the_wall_clock_gives_the_open_minute_the_new_time() -> None:
    minutes = Minutes(0, 0, Clock.WALL, 1000)
    minutes.count("mask")
    assert [(t.minute, t.mask) for t in minutes.advance(1060)] == [(1060, 1)]
    assert [t.minute for t in minutes.advance(1000)] == [1000]


def test_a_minute_that_the_clock_repeats_is_sent_in_parts() -> None:
    minutes = Minutes(0, 0, Clock.WALL, 1000)
    minutes.observe(90)
    (part,) = minutes.advance(1000)
    assert (part.minute, part.observed_ms) == (1000, MAXIMUM_OBSERVED_MS)
    (rest,) = minutes.advance(1001)
    assert (rest.minute, rest.observed_ms) == (1000, 30_000)


def test_an_empty_minute_has_its_tally() -> None:
    assert [t.minute for t in Minutes(0, 0, Clock.WALL, 1000).advance(1001)] == [1000]


def test_a_recording_in_which_nothing_was_seen_sends_nothing() -> None:
    assert not list(Minutes(0, 0, Clock.RECORDING, 1000).close())


def test_a_broken_time_stamp_does_not_fill_a_year_with_empty_minutes() -> None:
    minutes = Minutes(0, 0, Clock.RECORDING, 1000)
    assert [t.minute for t in minutes.advance(500_000)] == [1000]


def test_a_gap_counts_two_seconds_or_three_frames_as_watched() -> None:
    assert longest_gap_seconds(5, 25) == 2
    assert longest_gap_seconds(5, None) == 2
    assert longest_gap_seconds(5, 0.5) == 6
    assert longest_gap_seconds(0.2, 25) == 15


def test_passages_are_also_told_by_how_surely_they_were_judged() -> None:
    minutes = Minutes(0, 0, Clock.WALL, 1000)
    for sureness in (0.5, 0.99, None, 0.85):
        minutes.count("mask", sureness)
    [tally] = minutes.close()
    assert (tally.mask, tally.sureness) == (4, Sureness(1, 0, 0, 1, 0, 1))


def test_more_passages_than_a_minute_holds_are_left_out_of_both() -> None:
    minutes = Minutes(0, 0, Clock.WALL, 1000)
    for _ in range(MAXIMUM_COUNT + 5):
        minutes.count("mask", 0.99)
    [tally] = minutes.close()
    assert decode(encode(tally)) == tally
    assert (tally.mask, tally.sureness.total) == (MAXIMUM_COUNT, MAXIMUM_COUNT)
