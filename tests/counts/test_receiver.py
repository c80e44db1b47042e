from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.counts.receiver import (
    MOST_FRAMES_PER_SECOND,
    SPARE_SIGHTS,
    WALL_TOLERANCE_MINUTES,
    Receiver,
)
from compliance.errors import RecordError
from compliance.faults import Fault
from compliance.sight import TOLD_SECONDS, Sight
from compliance.tally import HEALTH_SECONDS, Health, Record, State, Tally, encode

MINUTE = 29_000_000
NOW = MINUTE * 60.0
TALLY = Tally(4, 10, MINUTE, 60_000, 1, 2, 3, 4)
HEALTH = Health(4, 0, 9, 8, 1, 0, 200, State.RUNNING, Fault.NONE, is_sandboxed=True)


def live() -> Receiver:
    return Receiver(4, next_sequence=10, began_seconds=0.0)


def replayed() -> Receiver:
    return Receiver(4, next_sequence=10, began_seconds=0.0, recording_minute=MINUTE)


def give(receiver: Receiver, record: Record, *, wall: float = NOW, ran: float = 600.0) -> Record:
    return receiver.accept(encode(record), wall, ran)


def test_records_in_order_are_accepted() -> None:
    receiver = live()
    assert give(receiver, HEALTH) == HEALTH
    assert give(receiver, TALLY) == TALLY
    assert give(receiver, replace(HEALTH, sequence=1))
    assert give(receiver, replace(TALLY, sequence=11))
    assert receiver.next_sequence == 12


@pytest.mark.parametrize("record", [replace(TALLY, camera=5), replace(HEALTH, camera=3)])
def test_another_cameras_record_is_refused(record: Record) -> None:
    with pytest.raises(RecordError, match="on the channel of camera 4"):
        give(live(), record)


@given(st.integers(0, 2**64 - 1).filter(lambda n: n != 10))
def test_a_tally_out_of_sequence_is_refused(sequence: int) -> None:
    with pytest.raises(RecordError, match="came in place of 10"):
        give(live(), replace(TALLY, sequence=sequence))


@pytest.mark.parametrize(
    "change", [{"decoded": 8}, {"analysed": 7}, {"dropped": 0}, {"expected": 1}]
)
def test_frames_that_become_fewer_or_are_expected_anew_are_refused(change: dict[str, int]) -> None:
    receiver = live()
    give(receiver, HEALTH)
    with pytest.raises(RecordError, match="frames"):
        give(receiver, replace(HEALTH, sequence=1, **change))


@pytest.mark.parametrize("counter", ["decoded", "analysed", "dropped"])
def test_more_frames_than_there_was_time_for_are_refused(counter: str) -> None:
    most = {counter: MOST_FRAMES_PER_SECOND * 11}
    assert give(live(), replace(HEALTH, **most), ran=10.0)
    with pytest.raises(RecordError, match="frames"):
        give(live(), replace(HEALTH, **most), ran=9.9)


def test_a_repeated_record_is_refused() -> None:
    receiver = live()
    give(receiver, TALLY)
    with pytest.raises(RecordError):
        give(receiver, TALLY)
    give(receiver, HEALTH)
    with pytest.raises(RecordError):
        give(receiver, HEALTH)


@given(st.integers(0, 2**32 - 1).filter(lambda m: abs(m - MINUTE) > WALL_TOLERANCE_MINUTES))
def test_a_live_tally_far_from_the_wall_clock_is_refused(minute: int) -> None:
    with pytest.raises(RecordError, match="is not between"):
        give(live(), replace(TALLY, minute=minute))


@given(st.integers(-WALL_TOLERANCE_MINUTES, WALL_TOLERANCE_MINUTES))
def test_a_live_tally_near_the_wall_clock_is_accepted(offset: int) -> None:
    assert give(live(), replace(TALLY, minute=MINUTE + offset))


def test_tallies_that_waited_to_be_read_are_accepted() -> None:
    receiver = live()
    give(receiver, TALLY)
    for late in range(1, 60):
        tally = replace(TALLY, sequence=10 + late, minute=MINUTE + late)
        give(receiver, tally, wall=NOW + 3600, ran=4200)


def test_a_clock_set_back_does_not_end_the_process() -> None:
    receiver = live()
    give(receiver, TALLY)
    assert give(receiver, replace(TALLY, sequence=11, minute=MINUTE - 90), wall=NOW - 5400)


@pytest.mark.parametrize("leap_seconds", [-5400.0, 366 * 86_400.0])
def test_a_tally_on_its_way_when_the_clock_is_set_is_accepted(leap_seconds: float) -> None:
    receiver = live()
    give(receiver, HEALTH)
    assert give(receiver, TALLY, wall=NOW + leap_seconds)


def test_a_tally_of_the_time_before_a_clock_was_set_back_is_refused_later() -> None:
    receiver = live()
    give(receiver, HEALTH)
    give(receiver, TALLY, wall=NOW - 5400)
    with pytest.raises(RecordError, match="is not between"):
        give(receiver, replace(TALLY, sequence=11), wall=NOW - 5400)


def test_live_minutes_cannot_be_walked_into_the_past() -> None:
    receiver = live()
    give(receiver, replace(TALLY, minute=MINUTE - 5))
    with pytest.raises(RecordError):
        give(receiver, replace(TALLY, sequence=11, minute=MINUTE - 11))


def test_a_recordings_minutes_may_lie_anywhere_after_its_start() -> None:
    receiver = replayed()
    give(receiver, TALLY, wall=0)
    give(receiver, replace(TALLY, sequence=11, minute=MINUTE + 1000), wall=0)
    with pytest.raises(RecordError, match="came after"):
        give(receiver, replace(TALLY, sequence=12, minute=MINUTE + 999), wall=0)


def test_a_recordings_minute_before_its_start_is_refused() -> None:
    with pytest.raises(RecordError, match="came after"):
        give(replayed(), replace(TALLY, minute=MINUTE - 1))


@pytest.mark.parametrize("change", [{"is_sandboxed": False}, {"state": State.RUNNING}])
def test_a_lock_does_not_go_and_nobody_works_on_after_the_last_word(change: Any) -> None:  # noqa: ANN401
    receiver = live()
    give(receiver, replace(HEALTH, state=State.STOPPED))
    with pytest.raises(RecordError, match="the state"):
        give(receiver, replace(HEALTH, sequence=1, **{"state": State.STOPPED} | change))


def test_how_a_camera_sees_changes_no_oftener_than_it_is_told() -> None:
    receiver = live()
    for sequence in range(1000):  # as the pixel process does: each is told for 20 minutes
        ran = sequence * 60.0
        sight = Sight.BLACK if ran // TOLD_SECONDS % 2 else Sight.CLEAR
        give(receiver, replace(HEALTH, sequence=sequence, sight=sight), ran=ran)
    hasty = live()
    for sequence in range(SPARE_SIGHTS + 1):
        sight = Sight.BLACK if sequence % 2 else Sight.CLEAR
        give(hasty, replace(HEALTH, sequence=sequence, sight=sight), ran=60.0)
    with pytest.raises(RecordError, match="changed more often"):
        give(hasty, replace(HEALTH, sequence=SPARE_SIGHTS + 1, sight=Sight.FROZEN), ran=60.0)


def test_more_health_records_than_the_channel_carries_are_refused() -> None:
    receiver = live()
    for sequence in range(21):
        give(receiver, replace(HEALTH, sequence=sequence), ran=10)
    with pytest.raises(RecordError, match="more than the channel carries"):
        give(receiver, replace(HEALTH, sequence=21), ran=10)


def test_more_live_tallies_than_minutes_are_refused() -> None:
    receiver = live()
    for sequence in range(10, 23):
        give(receiver, replace(TALLY, sequence=sequence), ran=60)
    with pytest.raises(RecordError, match="more than the channel carries"):
        give(receiver, replace(TALLY, sequence=23), ran=60)


def test_a_recording_may_send_its_minutes_as_fast_as_it_can() -> None:
    receiver = replayed()
    for step in range(5000):
        give(receiver, replace(TALLY, sequence=10 + step, minute=MINUTE + step), ran=1)


@settings(deadline=None)  # thousands of records
@given(st.floats(1, 1e6))
def test_health_at_its_pace_is_never_refused(seconds: float) -> None:
    receiver = live()
    due = min(int(seconds / HEALTH_SECONDS), 2000)
    for sequence in range(due):
        give(receiver, replace(HEALTH, sequence=sequence), ran=sequence * HEALTH_SECONDS)


@given(st.binary(min_size=48, max_size=48))
def test_what_is_no_record_is_refused_without_a_word_of_its_content(data: bytes) -> None:
    with pytest.raises(RecordError, match=r"^a record is not of the channel's form$"):
        live().accept(data, NOW, 0.0)
