"""The courier's thread: it comes again and again, outlives faults, and nobody waits for it."""

import time
from datetime import datetime
from threading import Event

import pytest

from compliance.counts.courier import Courier
from compliance.errors import StoreError
from tests.fakes import START, until


class Calls:
    def __init__(self, *faults: Exception) -> None:
        self.at: list[datetime] = []
        self._faults = list(faults)

    def forward(self, now: datetime) -> None:
        self.at.append(now)
        if self._faults:
            raise self._faults.pop(0)


def test_it_forwards_at_once_and_again_and_again() -> None:
    calls = Calls()
    with Courier(lambda: START, every_seconds=0.01).at_work(calls.forward):
        assert until(lambda: len(calls.at) > 2)
    assert set(calls.at) == {START}


def test_waits_differ_so_that_many_sites_do_not_send_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls, waits = Calls(), []
    courier = Courier(lambda: START, every_seconds=60)

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 200:
            courier._is_over.set()

    monkeypatch.setattr(courier._is_over, "wait", wait)
    with courier.at_work(calls.forward):
        assert until(lambda: len(waits) == 200)
    assert 30 <= min(waits) < 40
    assert 80 < max(waits) <= 90


@pytest.mark.parametrize("fault", [StoreError("it is locked"), ValueError("of our own")])
def test_a_fault_is_logged_and_does_not_end_it(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    calls = Calls(fault)
    with Courier(lambda: START, every_seconds=0.01).at_work(calls.forward):
        assert until(lambda: len(calls.at) > 1)
    assert str(fault) in caplog.text


def test_one_that_hangs_is_not_waited_for_at_the_end() -> None:
    answer, hangs = Event(), Event()

    def forward(_now: datetime) -> None:
        hangs.set()
        answer.wait()

    courier = Courier(lambda: START)
    with courier.at_work(forward):
        assert hangs.wait(20)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    answer.set()
