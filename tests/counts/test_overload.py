"""Laws of what is done when the machine is short of time."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import tempo
from compliance.camera import Camera
from compliance.counts.overload import (
    Evidence,
    Ladder,
    Measures,
    Patience,
    State,
    told,
    weighed,
)
from tests.fakes import a_camera, recorded

PATIENCE = Patience()
DAY_PERIODS = int(86_400 / PATIENCE.period)
WELL = Evidence(running=4, late=0, is_busy=False)
LATE = Evidence(running=4, late=2, is_busy=True)
NETWORK = Evidence(running=4, late=4, is_busy=False)

evidences = st.builds(
    Evidence, running=st.integers(0, 6), late=st.integers(0, 6), is_busy=st.booleans()
)
sites = st.lists(
    st.builds(
        lambda rate, priority: (rate, priority),
        st.sampled_from([1.0, 2.0, 5.0, 12.0, 30.0]),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)


def cameras_of(site: Iterable[tuple[float, int]]) -> list[Camera]:
    return [
        a_camera(number=n, analysed_per_second=rate, priority=priority)
        for n, (rate, priority) in enumerate(site)
    ]


FOUR = Ladder(cameras_of([(5.0, 5), (5.0, 2), (5.0, 5), (5.0, 9)]))


def rungs(ladder: Ladder, evidence: Iterable[Evidence], state: State | None = None) -> list[int]:
    state, found = state or State(), []
    for number, each in enumerate(evidence):
        state = weighed(state, each, number * PATIENCE.period, ladder, PATIENCE)
        found.append(state.rung)
    return found


# The ladder


def test_the_rate_falls_first_then_cameras_go_by_priority_and_the_later_of_equals() -> None:
    slower = [Measures(0), Measures(1), Measures(2), Measures(3)]
    fewer = [Measures(3, (1,)), Measures(3, (1, 2)), Measures(3, (1, 2, 0))]
    assert list(FOUR.rungs) == slower + fewer


@given(sites)
def test_no_camera_is_stopped_before_all_are_at_the_floor_and_one_is_always_left(
    site: list[tuple[float, int]],
) -> None:
    cameras = cameras_of(site)
    for measures in Ladder(cameras).rungs:
        rates = [tempo.per_second(c.analysed_per_second, measures.step) for c in cameras]
        assert all(r >= min(c.analysed_per_second, 2) for r, c in zip(rates, cameras, strict=True))
        assert not measures.shed or max(rates) <= tempo.FLOOR_PER_SECOND
        assert len(measures.shed) < len(cameras)
        kept = [c.priority for c in cameras if c.number not in measures.shed]
        assert all(cameras[n].priority <= min(kept) for n in measures.shed)


def test_recordings_are_neither_slowed_nor_stopped() -> None:
    ladder = Ladder([recorded(number=0), a_camera(number=1), recorded(number=2)])
    assert [measures.shed for measures in ladder.rungs] == [()] * 4
    assert Ladder([recorded()]).rungs == (Measures(),)


# The climb


@given(sites, st.lists(evidences, max_size=200))
def test_rungs_change_one_at_a_time_and_minutes_apart(
    site: list[tuple[float, int]], evidence: list[Evidence]
) -> None:
    ladder = Ladder(cameras_of(site))
    found = rungs(ladder, evidence)
    changes = [n for n, (a, b) in enumerate(pairwise(found)) if a != b]
    assert all(abs(a - b) <= 1 for a, b in pairwise(found))
    assert all(0 <= rung <= ladder.top for rung in found)
    assert all((b - a) * PATIENCE.period >= PATIENCE.hold for a, b in pairwise(changes))


@given(sites)
def test_a_machine_that_stays_short_of_time_comes_to_the_top(site: list[tuple[float, int]]) -> None:
    ladder = Ladder(cameras_of(site))
    assert rungs(ladder, [LATE] * (4 * ladder.top + 4))[-1] == ladder.top


@given(sites)
def test_a_slow_network_stops_no_camera(site: list[tuple[float, int]]) -> None:
    ladder = Ladder(cameras_of(site))
    assert not ladder.sheds(max(rungs(ladder, [NETWORK] * 200)))


def test_one_late_period_or_a_late_minority_changes_nothing() -> None:
    assert set(rungs(FOUR, [LATE, WELL] * 20)) == {0}
    assert set(rungs(FOUR, [Evidence(running=4, late=1, is_busy=True)] * 20)) == {0}


@given(sites, st.lists(evidences, max_size=60))
def test_it_recovers_by_itself_from_anything(
    site: list[tuple[float, int]], evidence: list[Evidence]
) -> None:
    ladder = Ladder(cameras_of(site))
    longest = PATIENCE.longest_calm / PATIENCE.period
    recovery = [WELL] * int((ladder.top + 1) * (longest + 2))
    assert rungs(ladder, [*evidence, *recovery])[-1] == 0


def test_a_rung_is_taken_back_after_ten_calm_minutes() -> None:
    found = rungs(FOUR, [LATE] * 2 + [WELL] * 40)
    assert found[1] == 1
    assert found[:23] == [0] + [1] * 21 + [0]


def test_a_load_that_lies_between_two_rungs_makes_it_waver_ever_more_seldom() -> None:
    state, found = State(), []
    for number in range(DAY_PERIODS):
        evidence = LATE if state.rung < 2 else WELL
        state = weighed(state, evidence, number * PATIENCE.period, FOUR, PATIENCE)
        found.append(state.rung)
    back = [n for n, (a, b) in enumerate(pairwise(found)) if b < a]
    assert 4 <= len(back) <= 12
    waits = [(b - a) * PATIENCE.period for a, b in pairwise(back)]
    assert waits == sorted(waits)
    assert waits[-1] >= PATIENCE.longest_calm


# What is said


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (Measures(), Measures(1), "short of time: frames are analysed at 70% of the configured"),
        (Measures(3), Measures(3, (1,)), "short of time: camera yard is stopped"),
        (Measures(3, (1,)), Measures(3), "has time again: camera yard is started"),
        (Measures(2), Measures(1), "has time again: frames are analysed at 70%"),
        (Measures(1), Measures(), "has time again: all frames due are analysed"),
    ],
)
def test_each_change_is_said_in_plain_words(before: Measures, after: Measures, words: str) -> None:
    assert words in told(before, after, {0: "door", 1: "yard"})
