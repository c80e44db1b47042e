import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.outbox import MOST_WAITING, Outbox
from compliance.tally import Tally
from tests.fakes import RememberingSink, a_camera


def outbox_to(sink: RememberingSink) -> Outbox:
    return Outbox(a_camera(), sink)


def tally(sequence: int) -> Tally:
    return Tally(0, sequence, 1000 + sequence, 60_000, 1, 0, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_every_tally_arrives_once_and_in_order_however_often_the_store_refuses(
    steps: list[tuple[int, int]],
) -> None:
    sink, now, added = RememberingSink(), 0.0, 0
    outbox = outbox_to(sink)
    for arriving, refusals in steps:
        for _ in range(arriving):
            outbox.add(tally(added))
            added += 1
        sink.refusals = refusals
        now += 0.7
        outbox.deliver(now)
    sink.refusals = 0
    outbox.deliver(now + 60)
    assert [kept.sequence for kept in sink.of()] == list(range(added))


def test_a_refused_tally_is_not_tried_again_at_once() -> None:
    sink = RememberingSink(refusals=1)
    outbox = outbox_to(sink)
    outbox.add(tally(0))
    outbox.deliver(10.0)
    outbox.deliver(10.5)
    assert (len(outbox), sink.of()) == (1, [])
    outbox.deliver(11.0)
    assert len(outbox) == 0


def test_the_end_is_told_once_after_all_tallies() -> None:
    sink = RememberingSink(refusals=2)
    outbox = outbox_to(sink)
    outbox.add(tally(0))
    outbox.close()
    for now in range(6):
        outbox.deliver(float(now))
    assert (len(sink.of()), sink.ends, outbox.is_closed) == (1, [0], True)


def test_the_store_is_asked_once_where_a_camera_stands() -> None:
    sink = RememberingSink(refusals=1, first_sequence=9)
    outbox = outbox_to(sink)
    assert outbox.next_sequence(0.0) is None
    assert outbox.next_sequence(1.0) == 9
    outbox.add(tally(9))
    assert outbox.next_sequence(1.0) == 10  # the store does not know of it yet


def test_an_outbox_that_is_full_says_so() -> None:
    outbox = outbox_to(RememberingSink())
    for sequence in range(MOST_WAITING):
        assert not outbox.is_full
        outbox.add(tally(sequence))
    assert outbox.is_full


def test_a_long_refusal_is_two_lines(caplog: pytest.LogCaptureFixture) -> None:
    outbox = outbox_to(RememberingSink(refusals=50))
    outbox.add(tally(0))
    with caplog.at_level(logging.INFO):
        for now in range(100):
            outbox.deliver(float(now))
    first, last = [record.getMessage() for record in caplog.records]
    assert first.startswith("camera camera-0: counts wait in memory until the store takes them: ")
    assert last == "camera camera-0: the store takes counts again"


def test_what_another_machine_took_over_is_dropped_and_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sink = RememberingSink(first_sequence=4)
    outbox = outbox_to(sink)
    assert outbox.next_sequence(0.0) == 4
    for sequence in (4, 5, 6):
        outbox.add(tally(sequence))
    sink.is_elsewhere = True
    outbox.deliver(1.0)
    assert (len(outbox), outbox.is_elsewhere) == (0, True)
    for now in range(2, 60):
        assert outbox.next_sequence(float(now)) is None
    sink.is_elsewhere, sink.first_sequence = False, 90
    assert outbox.next_sequence(70.0) == 90  # the other has gone on with the numbers
    assert not outbox.is_elsewhere
    assert [record.getMessage() for record in caplog.records] == [
        "camera camera-0: machine cellar counts it, this machine stands by; dropped minutes: 3",
        "camera camera-0: this machine counts it now",
    ]


def test_a_camera_that_is_elsewhere_is_asked_for_every_ten_seconds() -> None:
    sink = RememberingSink(is_elsewhere=True)
    outbox = outbox_to(sink)
    assert outbox.next_sequence(0.0) is None
    sink.is_elsewhere = False
    assert outbox.next_sequence(9.9) is None
    assert outbox.next_sequence(10.0) == 0
