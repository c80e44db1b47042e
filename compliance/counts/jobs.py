"""Periodic work on the store: closing buckets, releasing, forgetting. Each is a method to call."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler

from compliance.camera import Camera, Clock
from compliance.counts.attendance import Attendance
from compliance.counts.auditing.matching import Terms as AuditTerms
from compliance.counts.auditing.pairs import Pair
from compliance.counts.buckets import bucket_start
from compliance.counts.disclosure import HOMOGENEOUS_LIMIT, ModelIdentity, Release
from compliance.counts.noise import Noise
from compliance.counts.store import Store
from compliance.errors import StoreError

LATENESS = timedelta(seconds=90)
"""A bucket is closed this long after its end, so that the last minute's tally is in it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Area:
    """What is published as one."""

    name: str
    cameras: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class Publishing:
    """How and by what it is published."""

    bucket: timedelta
    minimum_count: int
    retention: timedelta
    models: ModelIdentity
    homogeneous_limit: timedelta | None = HOMOGENEOUS_LIMIT
    """How long an interval waits for both sides, see `disclosure`; None: it does not."""
    noise: Noise | None = None
    """Adds noise to what is released, in place of that; None: counts are exact."""


def areas_of(cameras: Iterable[Camera]) -> tuple[Area, ...]:
    """Return the areas the cameras make up, in the cameras' order."""
    grouped: dict[str, list[Camera]] = {}
    for camera in cameras:
        grouped.setdefault(camera.area, []).append(camera)
    return tuple(Area(name, len(group), group[0].clock) for name, group in grouped.items())


class Jobs:
    """The store's work over time. What is released is also handed to `on_release`, in order."""

    def __init__(
        self,
        store: Store,
        areas: Sequence[Area],
        publishing: Publishing,
        on_release: Callable[[Release], None] = lambda _: None,
        roster: Callable[[], Sequence[Area]] | None = None,
    ) -> None:
        """`roster` tells the areas of all machines, where several count the site."""
        self._roster = roster
        self._store = store
        self._areas = {area.name: area for area in areas}
        self._attendance = {area.name: Attendance.of(area.cameras) for area in areas}
        self._publishing = publishing
        self._on_release = on_release
        self._advanced: dict[str, datetime] = {}
        self._ahead: set[str] = set()

    def change(self, areas: Sequence[Area], at: datetime) -> None:
        """Publish these areas from now on; `at` is the wall clock's time at which they changed.

        What an area's cameras should have watched is reckoned by how many it had when. An area
        that is left out is closed and released with what it has. Where several machines count the
        site, their roster alone says so.
        """
        if self._roster is None:
            self._follow(areas, at)

    def close_and_release(self, now: datetime) -> list[Release]:
        """Close the wall clock's buckets that have ended and release what may be.

        An area that is no longer configured gets what it holds closed as well.
        """
        if self._roster:
            self._follow(self._roster(), now)
        until = bucket_start(now - LATENESS, self._publishing.bucket)
        released: list[Release] = []
        for name in self._store.areas():
            area = self._areas.get(name)
            if area is None:
                released += self._leave(name, until)
            elif area.clock is Clock.WALL:
                self._warn_of_lead(name, now)
                released += self._close(name, until, counts_gaps=True)
        return released

    def advance(self, area: str, recording_time: datetime) -> list[Release]:
        """Close a recording's buckets that end by its own time; release what may be."""
        until = bucket_start(recording_time, self._publishing.bucket)
        if self._advanced.get(area) == until:
            return []
        released = self._close(area, until, counts_gaps=False)
        self._store.truncate_wal()
        self._advanced[area] = until
        return released

    def finish(self, area: str) -> list[Release]:
        """Close everything open in an area whose recordings have ended; release what may be."""
        until = self._store.clock_of(area)
        if until is None:
            return []
        return self._close(area, until, counts_gaps=False)

    def match_audits(self, now: datetime) -> list[Pair]:
        """Join what people saw to what was released since; with noise that is not to be told."""
        terms = self._publishing
        if terms.noise:
            return []
        return [
            pair
            for area in self._areas.values()
            for pair in self._store.match_audits(
                area.name,
                AuditTerms(area.cameras, terms.minimum_count, terms.homogeneous_limit is not None),
                now,
            )
        ]

    def expire(self, now: datetime) -> int:
        """Delete releases older than the retention, down to the bytes; say how many."""
        expired = self._store.expire(now - self._publishing.retention)
        self._store.truncate_wal()
        return expired

    def truncate_wal(self, now: datetime) -> bool:  # noqa: ARG002 - as every job
        """Empty the write-ahead log, in which an open bucket's minutes could be told apart."""
        return self._store.truncate_wal()

    def schedule(
        self,
        scheduler: BaseScheduler,
        clock: Callable[[], datetime],
        on_fault: Callable[[StoreError], None] = lambda _: None,
    ) -> None:
        """Register every job, see `run_every`."""
        for minutes, job in (
            (1, self.close_and_release),
            (1, self.match_audits),
            (1, self.truncate_wal),
            (60, self.expire),
        ):
            run_every(minutes, job, scheduler, clock, on_fault)

    def _follow(self, areas: Sequence[Area], at: datetime) -> None:
        before, now = self._areas, {area.name: area for area in areas}
        attendance = dict(self._attendance)
        for name in before.keys() | now.keys():
            cameras, known = now[name].cameras if name in now else 0, attendance.get(name)
            is_live = name not in now or now[name].clock is Clock.WALL
            attendance[name] = (
                known.changed(at, cameras) if known and is_live else Attendance.of(cameras)
            )
        self._areas, self._attendance = now, attendance

    def _close(self, area: str, until: datetime, *, counts_gaps: bool) -> list[Release]:
        """Close bucket by bucket, so that each release is as short as the rule allows."""
        cameras = self._attendance.get(area) or Attendance.of(1)
        released = self._release(area)
        for end in sorted({*self._store.open_ends(area), until}):
            if end <= until:
                self._store.close_buckets(area, end, cameras, counts_gaps=counts_gaps)
                released += self._release(area)
        return released

    def _warn_of_lead(self, area: str, now: datetime) -> None:
        """Say once that an area's time is ahead of the clock, which must have stepped back."""
        reach = self._store.clock_of(area)
        is_ahead = reach is not None and reach > now + self._publishing.bucket
        if is_ahead and area not in self._ahead:
            _log.warning(
                "the clock stepped back: area %s waits until %s to release more", area, reach
            )
        (self._ahead.add if is_ahead else self._ahead.discard)(area)

    def _leave(self, area: str, until: datetime) -> list[Release]:
        """Close what an area holds that is no longer configured.

        One that was left out before the start had at least one camera.
        """
        reach = self._store.clock_of(area)
        if reach is None or reach > until:
            return []
        return self._close(area, reach, counts_gaps=False)

    def _release(self, area: str) -> list[Release]:
        terms = self._publishing
        released = self._store.release(
            area, terms.minimum_count, terms.models, terms.homogeneous_limit, terms.noise
        )
        for release in released:
            self._on_release(release)
        return released


def run_every(
    minutes: int,
    job: Callable[[datetime], object],
    scheduler: BaseScheduler,
    clock: Callable[[], datetime],
    on_fault: Callable[[StoreError], None],
) -> None:
    """Register a job; `clock` returns the aware time now.

    A job that comes late, because the machine slept or its clock stepped, still runs, once.
    One that fails is logged, told to `on_fault`, and runs again at its next time.
    """
    scheduler.add_job(
        _guarded(job, clock, on_fault),
        "interval",
        minutes=minutes,
        id=job.__name__,
        next_run_time=clock(),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )


def _guarded(
    job: Callable[[datetime], object],
    clock: Callable[[], datetime],
    on_fault: Callable[[StoreError], None],
) -> Callable[[], None]:
    """Return the job as the scheduler runs it."""

    def run() -> None:
        try:
            job(clock())
        except StoreError as error:
            _log.error("%s: %s", job.__name__, error)
            on_fault(error)

    return run
