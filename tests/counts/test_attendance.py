from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.attendance import Attendance

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_what_never_changed_is_so_many_at_any_time() -> None:
    assert Attendance.of(3).over(EIGHT, EIGHT + HOUR) == 3


def test_a_camera_added_in_an_hour_counts_for_the_rest_of_it() -> None:
    two = Attendance.of(1).changed(EIGHT + 45 * MINUTE, 2)
    assert two.over(EIGHT, EIGHT + HOUR) == 1.25
    assert two.over(EIGHT - HOUR, EIGHT) == 1
    assert two.over(EIGHT + HOUR, EIGHT + 2 * HOUR) == 2
    assert two.now == 2


def test_a_time_at_which_nobody_should_have_watched_asks_for_nothing() -> None:
    pause = Attendance.of(2).changed(EIGHT, 0).changed(EIGHT + HOUR, 1)
    assert pause.over(EIGHT, EIGHT + HOUR) == 0


def test_a_clock_that_stepped_back_replaces_what_was_to_come() -> None:
    again = Attendance.of(1).changed(EIGHT + HOUR, 2).changed(EIGHT, 3)
    assert again.over(EIGHT, EIGHT + 2 * HOUR) == 3


steps = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 9)), max_size=8)


@given(steps=steps, at=st.integers(0, 600), first=st.integers(0, 9))
def test_two_parts_of_a_time_ask_for_what_the_whole_asks_for(
    steps: list[tuple[int, int]], at: int, first: int
) -> None:
    attendance = Attendance.of(first)
    for minute, cameras in sorted(steps):
        attendance = attendance.changed(EIGHT + minute * MINUTE, cameras)
    middle, end = EIGHT + at * MINUTE, EIGHT + 601 * MINUTE
    parts = [(EIGHT, middle), (middle, end)]
    asked = [attendance.over(a, b) * (b - a).total_seconds() for a, b in parts if a < b]
    whole = attendance.over(EIGHT, end) * (end - EIGHT).total_seconds()
    assert abs(sum(asked) - whole) < 1e-6 * (1 + whole)
    assert 0 <= attendance.over(EIGHT, end) <= 9
