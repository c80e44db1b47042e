"""Scheduled work is due by the wall clock; one that is set back must not put it off."""

import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.base import BaseScheduler

STEP_SECONDS = 30.0
"""Set back by less, work is as much later and nobody minds."""

_log = logging.getLogger(__name__)


class Punctual:
    """Looks whether the wall clock was set back, and if so has every job run now."""

    def __init__(
        self,
        scheduler: BaseScheduler,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._scheduler, self._wall, self._monotonic = scheduler, wall, monotonic
        self._lead = self._measured()

    def look(self) -> None:
        """Compare the wall clock with the one that nobody sets."""
        before, self._lead = self._lead, self._measured()
        if before - self._lead < STEP_SECONDS:
            return
        _log.warning("the clock was set back by %.0f s", before - self._lead)
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=self._wall())

    def _measured(self) -> float:
        return self._wall().timestamp() - self._monotonic()
