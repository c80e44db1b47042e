"""How lag is measured, and whose it is."""

import pytest

from compliance.pixels.lag import BEHIND_SECONDS, PATIENCE_SECONDS, Behind, Lag, Waiting


def test_a_drifting_camera_clock_is_no_lag() -> None:
    lag = Lag()
    day = [lag.of(minute * 60 * 0.9999, minute * 60.0) for minute in range(1440)]
    assert max(day) < 0.05


def test_lag_is_how_much_later_than_the_promptest_frame() -> None:
    lag = Lag()
    assert [lag.of(0.0, 10.0), lag.of(1.0, 11.5), lag.of(2.0, 12.0), lag.of(3.0, 12.8)] == (
        pytest.approx([0.0, 0.5, 0.0, 0.0])
    )


def stays(lags: list[float]) -> list[bool]:
    """Return what is said of lags at 25 frames decoded a second."""
    behind = Behind()
    return [behind.stays(lag, number / 25) for number, lag in enumerate(lags)]


def test_a_lag_that_lasts_or_grows_is_staying_behind() -> None:
    more = BEHIND_SECONDS + 0.1
    assert sum(stays([0.0] * 50 + [more] * 25)) == pytest.approx(1 / PATIENCE_SECONDS, abs=1)
    assert any(stays([n * 0.05 for n in range(25)]))


def test_a_burst_decoded_at_double_speed_or_a_short_delay_is_not() -> None:
    assert not any(stays([0.0] * 50 + [max(0.0, 3.0 - n * 0.041) for n in range(80)]))
    assert not any(stays([0.0] * 50 + [BEHIND_SECONDS + 0.3] * 6 + [0.0] * 50))


def reads(waited: float, took: float, brought: float) -> bool:
    """Say whether we wait for a stream whose reads are all alike; in seconds."""
    waiting = Waiting()
    for number in range(100):
        waiting.read(waited, number * took, number * brought)
    return waiting.is_mostly


def test_who_waits_in_reads_for_a_stream_at_its_own_speed_has_read_all_that_was_sent() -> None:
    assert reads(0.03, 0.04, 0.04)
    assert not reads(0.001, 0.04, 0.04)


def test_slow_reads_of_what_was_sent_already_are_no_waiting() -> None:
    assert not reads(0.01, 0.01, 0.04)
    assert not reads(0.028, 0.028, 0.04)  # as a process reads that hardly gets a turn


def test_one_slow_read_is_no_waiting() -> None:
    waiting, now = Waiting(), 0.0
    for number in range(200):
        took = 0.3 if number % 20 == 0 else 0.01
        now += took
        waiting.read(took, now, number * 0.04)
        assert not waiting.is_mostly
