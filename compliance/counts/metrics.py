"""What Prometheus is told: released totals, and how the machinery is; never anything finer.

Process and interpreter figures are left out on purpose: nothing here is a function of how many
people are in view before a release says so. Frames and their lag tell of the machine's load, which
judging faces has a part in, so they stand still for a bucket, see `load`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Protocol

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from compliance.camera import Camera
from compliance.counts import exposition, exposition_site
from compliance.counts.buckets import Counts
from compliance.counts.exposition import LockTest, ModelInfo, Stream
from compliance.counts.exposition_site import Reload
from compliance.counts.forward import Forwarding
from compliance.counts.reader import Total
from compliance.counts.recent import Recent
from compliance.faults import Fault
from compliance.sight import Sight
from compliance.tally import Health


class Status(Protocol):
    """What the supervisor knows of a camera."""

    @property
    def is_up(self) -> bool:
        """Frames arrive."""

    @property
    def restarts(self) -> int:
        """Starts of the pixel process after the first."""

    @property
    def fault(self) -> Fault:
        """Why the camera was last down."""

    @property
    def sight(self) -> Sight:
        """How well it sees while it is up."""

    @property
    def analysed_share(self) -> float:
        """Of the configured rate."""

    @property
    def is_shed(self) -> bool:
        """It is stopped for want of time."""

    @property
    def is_elsewhere(self) -> bool:
        """Another machine counts it."""


class Metrics(Collector):
    """The state behind /metrics, fed from any thread; a scrape reads one moment of it."""

    def __init__(
        self,
        site: str,
        cameras: Sequence[Camera],
        version: str,
        models: Sequence[ModelInfo] = (),
        slot: Callable[[], int] = lambda: 0,
        disk: Callable[[], float | None] = lambda: None,
    ) -> None:
        """Show nothing of what was released before `set_totals`: 0 would be a fall.

        `slot` tells the number of the bucket that it is; see `load.slots`. `disk` tells the free
        share of the database's file system.
        """
        self._site = site
        self._version = version
        self._models = tuple(models)
        self._slot = slot
        self._disk = disk
        self._lock = Lock()
        self._areas = {camera.area: camera.recording is None for camera in cameras}
        self._totals: dict[str, Total] = {}
        self._streams = {camera.name: Stream() for camera in cameras}
        self._recent: dict[str, Recent] = {}
        self._noise_epsilon: float | None = None
        self._store_errors = 0
        self._lock_test: LockTest | None = None
        self._certificate_end: datetime | None = None
        self._reload: Reload | None = None
        self._forwarding: Callable[[], Forwarding | None] = lambda: None

    def change(self, cameras: Sequence[Camera]) -> None:
        """Show these cameras; one that was shown before goes on, one that is gone disappears."""
        with self._lock:
            self._areas = {camera.area: camera.recording is None for camera in cameras}
            shown = self._streams
            self._streams = {c.name: shown.get(c.name, Stream()) for c in cameras}
            self._recent = {area: self._recent.get(area, Recent()) for area in self._areas}

    def set_totals(self, totals: Iterable[Total]) -> bool:
        """Take over the stored totals and say whether they are new; called after each release.

        An area without any yet begins at 0; one the configuration no longer names keeps its last.
        """
        begun = {area: Total(self._site, area, Counts(), 0) for area in self._areas}
        stored = {total.area: total for total in totals if total.site == self._site}
        with self._lock:
            before, self._totals = self._totals, begun | self._totals | stored
            return self._totals != before

    def set_noise(self, epsilon: float | None) -> None:
        """Show the noise on what is released now; None: there is none."""
        with self._lock:
            self._noise_epsilon = epsilon

    def set_recent(self, area: str, newest: Recent) -> None:
        """Show what an area's newest releases say; called at the start and after a release."""
        with self._lock:
            self._recent[area] = newest

    def observe_health(self, camera: Camera, health: Health) -> None:
        """Show a health record."""
        with self._lock:
            stream = self._streams.get(camera.name)
            if stream is None:  # of a camera on its way out
                return
            frames = stream.frames.seen(health)
            load = stream.load.seen(self._slot(), frames.total, health.lag_ms)
            self._streams[camera.name] = replace(stream, frames=frames, load=load, health=health)

    def observe_status(self, camera: Camera, status: Status) -> None:
        """Show whether a camera is up, and if not, why."""
        with self._lock:
            stream = self._streams.get(camera.name)
            if stream is None:
                return
            self._streams[camera.name] = replace(
                stream,
                is_up=status.is_up,
                restarts=status.restarts,
                fault=Fault.NONE if status.is_up else status.fault,
                sight=status.sight,
                analysed_share=status.analysed_share,
                is_shed=status.is_shed,
                is_elsewhere=status.is_elsewhere,
            )

    def count_store_error(self) -> None:
        """Count a write the database refused."""
        with self._lock:
            self._store_errors += 1

    def set_lock_test(self, test: LockTest) -> None:
        """Show what the test of the privacy lock found."""
        with self._lock:
            self._lock_test = test

    def set_certificate_end(self, end: datetime) -> None:
        """Show when the HTTP server's certificate ends."""
        with self._lock:
            self._certificate_end = end

    def set_reload(self, at: datetime, *, is_good: bool) -> None:
        """Show whether the configuration as read at `at` was taken over."""
        with self._lock:
            good_at = at if is_good or self._reload is None else self._reload.good_at
            self._reload = Reload(is_good, good_at)

    def watch_forwarding(self, state: Callable[[], Forwarding]) -> None:
        """Show how forwarding goes, as `state` tells at each scrape."""
        self._forwarding = state

    def collect(self) -> Iterable[Metric]:
        """Return every metric as it stands now."""
        with self._lock:
            totals, streams = tuple(self._totals.values()), dict(self._streams)
            errors, lock_test = self._store_errors, self._lock_test
            recent, epsilon = dict(self._recent), self._noise_epsilon
            certificate_end, reload = self._certificate_end, self._reload
            live_areas = [area for area, is_live in self._areas.items() if is_live]
        own = {name: stream for name, stream in streams.items() if not stream.is_elsewhere}
        yield from exposition.published(totals)
        yield from exposition_site.noise(self._site, epsilon, totals)
        yield from exposition_site.recent(self._site, recent)
        yield exposition_site.last_releases(totals, live_areas)
        yield exposition.elsewhere(self._site, streams)
        yield from exposition.streams(self._site, own)
        yield from exposition.conditions(self._site, own)
        yield from exposition.frames(self._site, own)
        yield from exposition.workers(self._site, own)
        yield from exposition.lock(self._site, lock_test)
        yield exposition.store_errors(self._site, errors)
        yield exposition_site.disk_free(self._site, self._disk())
        yield exposition_site.certificate(self._site, certificate_end)
        yield from exposition_site.reloads(self._site, reload)
        yield from exposition_site.forwarding(self._site, self._forwarding())
        yield from exposition.identity(self._version, self._models)
