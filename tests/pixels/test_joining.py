"""How much of a stream was sent while it was opened."""

import pytest

from compliance.pixels.joining import LONGEST_SECONDS, MOST_PACKETS, Joining

PERIOD = 0.04


@pytest.mark.parametrize("first_stamped", [0, 5])
def test_the_first_packet_came_before_as_much_of_the_stream_as_is_there_already(
    first_stamped: int,
) -> None:
    joining, number, now = Joining(100.0), 0, 101.0
    while joining.goes_on(
        number * PERIOD if number >= first_stamped else None,
        now,
        has_waited=99.0 + number * PERIOD > 101.0,
    ):
        number += 1
        now = max(101.0, 99.0 + number * PERIOD)
    assert now == pytest.approx(101.0, abs=2 * PERIOD)
    assert joining.came == pytest.approx(99.0, abs=2 * PERIOD)
    assert joining.lag().of(10 * PERIOD, now) == pytest.approx(now - 99.0 - 10 * PERIOD, abs=PERIOD)


@pytest.mark.parametrize("at", [None, 0.0, 1e6])
def test_where_stamps_tell_nothing_of_it_the_first_packet_had_come_once_the_stream_was_open(
    at: float | None,
) -> None:
    joining, reads = Joining(100.0), 1
    while joining.goes_on(at, 101.0, has_waited=False):
        reads += 1
    assert reads == MOST_PACKETS
    assert joining.came == 100.0


def test_of_a_stream_that_sent_very_much_no_more_is_read_ahead() -> None:
    joining, reads = Joining(100.0), 1
    while joining.goes_on(reads * PERIOD, 101.0, has_waited=False):
        reads += 1
    assert reads * PERIOD == pytest.approx(LONGEST_SECONDS, abs=2 * PERIOD)
    assert joining.came == pytest.approx(101.0 - LONGEST_SECONDS, abs=2 * PERIOD)


def test_of_a_source_that_nobody_sends_from_before_nothing_is_read_ahead() -> None:
    joining = Joining(100.0, longest_seconds=0.0)
    assert not joining.goes_on(0.0, 100.3, has_waited=False)
    assert joining.lag().of(0.0, 100.3) == pytest.approx(0.3)
