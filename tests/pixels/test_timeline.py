from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from compliance.camera import Order
from compliance.pixels.timeline import Timeline
from tests.fakes import START_MINUTE, a_camera, recorded


def live(wall_seconds: float) -> Timeline:
    return Timeline(Order(a_camera(), Path(), 0), lambda: wall_seconds)


def replayed(first_minute: int = 0, *, loop: bool = False) -> Timeline:
    order = Order(recorded(loop=loop), Path(), 0, first_minute=first_minute)
    return Timeline(order, lambda: 0.0)


def test_a_live_minute_is_the_wall_clocks() -> None:
    assert live(120.0).minute(999.0) == live(179.9).wall_minute() == 2


def test_a_recordings_minute_is_its_own() -> None:
    assert replayed().minute(59.9) == START_MINUTE
    assert replayed().minute(60.0) == START_MINUTE + 1
    assert replayed().wall_minute() is None


def test_a_recording_begins_anew_where_it_was_left() -> None:
    timeline = replayed(START_MINUTE + 3)
    assert timeline.first_minute() == START_MINUTE + 3
    assert timeline.is_passed_over(179.9)
    assert not timeline.is_passed_over(180.0)


def test_nothing_live_is_passed_over() -> None:
    assert not live(0.0).is_passed_over(0.0)


@given(st.integers(0, 10_000), st.floats(1, 5000))
def test_whole_rounds_of_a_loop_are_passed_over_and_no_more(
    minutes: int, duration_seconds: float
) -> None:
    timeline = replayed(START_MINUTE + minutes, loop=True)
    done = timeline.rounds_done_seconds(duration_seconds)
    assert done <= minutes * 60
    assert minutes * 60 - done < duration_seconds + 1e-6
    assert abs(done / duration_seconds - round(done / duration_seconds)) < 1e-6


def test_a_recording_played_once_passes_over_no_rounds() -> None:
    assert replayed(START_MINUTE + 99).rounds_done_seconds(60.0) == 0.0
