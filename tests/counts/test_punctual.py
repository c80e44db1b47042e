"""A clock that is set back puts no work off; one that is set ahead, or drifts, changes nothing."""

import time
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from compliance.counts.jobs import run_every
from compliance.counts.punctual import Punctual
from tests.fakes import until


class Work:
    """A job of every minute, on a scheduler that runs; and a wall clock that can be set."""

    def __init__(self) -> None:
        self.set_seconds = 0.0
        self.has_run = Event()
        self.scheduler = BackgroundScheduler(timezone=UTC)
        run_every(1, self.job, self.scheduler, self.now, lambda _: None)

    def job(self, now: datetime) -> None:
        assert now.tzinfo
        self.has_run.set()

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.set_seconds)


def test_work_put_off_by_a_clock_set_back_is_done_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work()
    work.scheduler.start()
    try:
        assert until(work.has_run.is_set)
        # The scheduler reads the true clock; so that it be "set back", what is due lies ahead.
        work.scheduler.get_job("job").modify(next_run_time=work.now() + timedelta(hours=2))
        punctual = Punctual(work.scheduler, work.now, time.monotonic)
        work.has_run.clear()
        for set_seconds in (7200.0, 7190.0):
            work.set_seconds = set_seconds
            punctual.look()
        assert not work.has_run.is_set()
        assert caplog.records == []
        work.set_seconds = 0.0
        punctual.look()
        assert until(work.has_run.is_set)
        due = work.scheduler.get_job("job").next_run_time
    finally:
        work.scheduler.shutdown()
    assert due < datetime.now(UTC) + timedelta(minutes=2)
    assert "the clock was set back by 7190 s" in caplog.text
