"""Laws of stream time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.timestamps import StreamClock

PERIOD = 0.04

stamps = st.lists(
    st.one_of(st.none(), st.floats(-1e6, 1e6), st.floats(0, 10)), min_size=1, max_size=80
)


def clock(*, is_live: bool) -> StreamClock:
    return StreamClock(period_seconds=PERIOD, is_live=is_live)


@given(
    given_stamps=stamps,
    gaps=st.lists(st.floats(0, 5), min_size=80, max_size=80),
    is_live=st.booleans(),
)
def test_time_begins_at_zero_and_never_runs_back(
    given_stamps: list[float | None], gaps: list[float], *, is_live: bool
) -> None:
    subject, arrived, seconds = clock(is_live=is_live), 0.0, []
    for stamp, gap in zip(given_stamps, gaps, strict=False):
        arrived += gap
        seconds.append(subject.at(stamp, arrived))
    assert seconds[0] == 0.0
    assert seconds == sorted(seconds)


@given(
    first=st.floats(-1e5, 1e5),
    gaps=st.lists(st.floats(0.001, 50), max_size=50),
    is_live=st.booleans(),
)
def test_good_stamps_are_followed_wherever_they_begin(
    first: float, gaps: list[float], *, is_live: bool
) -> None:
    subject, stamp, arrived = clock(is_live=is_live), first, 7.0
    assert subject.at(stamp, arrived) == 0.0
    for gap in gaps:
        stamp, arrived = stamp + gap, arrived + gap
        assert subject.at(stamp, arrived) == pytest.approx(stamp - first, abs=1e-6)


def test_missing_stamps_take_the_arrival_live_and_the_period_in_a_recording() -> None:
    live, recorded = clock(is_live=True), clock(is_live=False)
    assert [live.at(None, at) for at in (5.0, 5.5, 7.0)] == [0.0, 0.5, 2.0]
    assert [recorded.at(None, at) for at in (5.0, 5.5, 7.0)] == [0.0, PERIOD, 2 * PERIOD]


def test_a_stamp_missing_in_the_middle_costs_no_time() -> None:
    subject = clock(is_live=False)
    seconds = [subject.at(stamp, 0.0) for stamp in (0.0, 0.04, None, 0.12, 0.16)]
    assert seconds == pytest.approx([0.0, 0.04, 0.08, 0.12, 0.16])


def test_a_jump_is_one_step_and_later_stamps_count_from_there() -> None:
    subject = clock(is_live=False)
    seconds = [subject.at(stamp, 0.0) for stamp in (0.0, 0.04, 95443.7, 95443.74, 0.5, 0.54)]
    assert seconds == pytest.approx([n * PERIOD for n in range(6)])


def test_a_live_burst_after_a_stall_keeps_its_own_spacing() -> None:
    subject = clock(is_live=True)
    subject.at(0.0, 0.0)
    assert [subject.at(n * 0.04, 4.0) for n in (1, 2, 3)] == pytest.approx([0.04, 0.08, 0.12])


@pytest.mark.parametrize(
    ("stamps", "believed"),
    [
        ([0.0, 0.04, 0.08, 0.12], [True, True, True, True]),
        ([None, 0.04, 0.08, 0.12], [False, False, True, True]),
        ([0.0, 0.0, 0.0, 0.0], [True, False, False, False]),
        ([0.0, 900.0, 900.04, 900.08], [True, False, True, True]),
    ],
)
def test_a_stamp_that_had_to_be_replaced_is_told(
    stamps: list[float | None], believed: list[bool]
) -> None:
    clock = StreamClock(period_seconds=0.04, is_live=True)
    found = []
    for number, stamp in enumerate(stamps):
        clock.at(stamp, 10.0 + number * 0.04)
        found.append(clock.is_timed)
    assert found == believed
