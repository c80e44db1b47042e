"""The composition root: builds the parts, owns the order of stopping, reads the clock."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from time import monotonic, monotonic_ns, time

from apscheduler.schedulers.background import BackgroundScheduler

from compliance import __version__
from compliance.camera import Camera
from compliance.config import Config
from compliance.counts.backup_job import BackupJob
from compliance.counts.courier import Courier
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.place import place_of
from compliance.counts.dashboard.routes import PUBLIC, dashboard_routes, public_routes
from compliance.counts.disclosure import Release, identity
from compliance.counts.engine import sqlite_path
from compliance.counts.forward import Forwarder
from compliance.counts.jobs import Jobs, Publishing, areas_of, run_every
from compliance.counts.ledger import Gauges, Ledger
from compliance.counts.load import slots
from compliance.counts.metrics import Metrics
from compliance.counts.noise import Noise
from compliance.counts.noising import GeometricNoise
from compliance.counts.process import start_server
from compliance.counts.punctual import Punctual
from compliance.counts.recent import REACH, Recent, recent_of
from compliance.counts.store import Store
from compliance.counts.supervisor import Supervisor
from compliance.counts.web.app import build_app
from compliance.counts.web.doorway import open_doorway
from compliance.counts.web.server import serve
from compliance.counts.web.v1.router import api_router
from compliance.descriptors import provide
from compliance.models import Models, read_manifest, verify
from compliance.notify import Notifier
from compliance.placing import placed_in_time
from compliance.reload import Again, Reloader
from compliance.selftest.start import examined
from compliance.sharing import claiming, opened, rostered
from compliance.shown import free_space, lock_test, model_infos
from compliance.status import Teller
from compliance.telling import areas_of as told_areas
from compliance.telling import configuration_of, sources_of
from compliance.watch import Watch

STOP_SECONDS = 4.0
"""What the cameras' last words may take; an operator expects the whole stop within five."""
TURN_SECONDS = 0.5

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Counting:
    """A site at work."""

    store: Store
    jobs: Jobs
    ledger: Ledger
    supervisor: Supervisor
    cameras: tuple[Camera, ...]
    """Those at work at the start."""

    def change(self, cameras: Sequence[Camera], now: datetime) -> None:
        """Go on with these cameras, see `Supervisor.change`."""
        self.jobs.change(areas_of(cameras), now)
        self.ledger.change(cameras)
        self.supervisor.change(cameras)


def checked_models(config: Config) -> Models:
    """Return what the manifest says, once both files are the ones it names; else ModelError."""
    models = read_manifest(config.models)
    verify(models)
    return models


def noise_of(config: Config) -> Noise | None:
    """Return what adds the configured noise; None without. Raises ConfigError."""
    return None if config.noise_epsilon is None else GeometricNoise(config.noise_epsilon)


@contextmanager
def counting(
    config: Config,
    models: Models,
    gauges: Gauges,
    on_release: Callable[[Store, Release], None],
    on_look: Callable[[Store], None] = lambda _: None,
) -> Iterator[Counting]:
    """Count while the block runs; leaving it stops the cameras and keeps all they counted.

    on_look: called once a minute where several machines count the site, since others release.

    Raises StoreError when the database cannot be had, ConfigError when a recording would be
    counted into a time that is closed, or noise is wanted that cannot be had.
    """
    noise = noise_of(config)
    with opened(config, models, utc_now()) as store:
        cameras = tuple(placed_in_time(c, store.clock_of(c.area)) for c in config.cameras)
        publishing = Publishing(
            config.bucket,
            config.minimum_count,
            config.retention,
            identity(models),
            config.homogeneous_limit,
            noise,
        )
        claim = claiming(store, cameras)
        roster = rostered(store, lambda: ledger.camera_names, on_look)
        jobs = Jobs(store, areas_of(cameras), publishing, lambda r: on_release(store, r), roster)
        ledger = Ledger(store, jobs, gauges, cameras, claim)
        supervisor = Supervisor(
            cameras, config.models, ledger, allow_unsandboxed=config.allow_unsandboxed
        )
        supervisor.start()
        try:
            yield Counting(store, jobs, ledger, supervisor, cameras)
        finally:
            if lost := supervisor.stop(STOP_SECONDS):
                _log.error("%d tallies could not be stored before the stop", lost)


@dataclass(frozen=True, slots=True)
class Serving:
    """A site at work, with its metrics served and its periodic work done."""

    site: Counting
    watch: Watch
    port: int
    """Of the HTTP server."""
    reloader: Reloader
    punctual: Punctual


@contextmanager
def serving(config: Config, on_release: Callable[[Release], None]) -> Iterator[Serving]:
    """Count, serve and do the scheduled work while the block runs.

    Raises ComplianceError when too few files may be open, ServeError when the port cannot be had,
    SandboxError when the privacy lock does not
    hold, ConfigError when tokens or certificate cannot be used, before anything is counted, and
    what `counting` raises.
    """
    provide(len(config.cameras))
    models = checked_models(config)
    open_paths = (PUBLIC,) if config.public_page else ()
    doorway = open_doorway(config.http_host, config.exposure, open_paths)
    start_server(config.models)
    slot, disk = slots(config.bucket, time), free_space(config)
    metrics = Metrics(config.site, config.cameras, __version__, model_infos(models), slot, disk)
    metrics.set_noise(config.noise_epsilon)
    metrics.set_lock_test(lock_test(examined(allow_unsandboxed=config.allow_unsandboxed)))
    watch = Watch()
    doorway.tell_end(metrics.set_certificate_end)
    sources = sources_of(config, models, watch.reader, watch.cameras)
    place = place_of(config, models, config.time_zone)
    desk = Desk(place, watch.reader, utc_now, watch.cameras)
    routers = [
        api_router(sources, needs_token=doorway.access.tokens is not None),
        dashboard_routes(desk),
        *([public_routes(desk)] if config.public_page else []),
    ]
    app = build_app(metrics, watch.against_life, watch.against_readiness, routers, doorway)

    def tell(store: Store) -> None:
        if metrics.set_totals(store.totals()):
            for area in config.areas:
                metrics.set_recent(area, newest_of(store, area, models))

    def released(store: Store, release: Release) -> None:
        metrics.set_totals(store.totals())
        metrics.set_recent(release.area, newest_of(store, release.area, models))
        on_release(release)

    with (
        serve(app, config.http_host, config.http_port, doorway) as port,
        counting(config, models, metrics, released, tell) as site,
        scheduled(site, backup_job(config)) as punctual,
        forwarded(config, site.store, metrics),
    ):
        tell(site.store)

        def follow(config: Config, cameras: Sequence[Camera]) -> None:
            totals = site.store.totals()  # what may fail comes first
            recent = {area: newest_of(site.store, area, models) for area in config.areas}
            metrics.change(cameras)
            metrics.set_totals(totals)
            for area, newest in recent.items():
                metrics.set_recent(area, newest)
            site.change(cameras, utc_now())
            sources.areas, sources.configuration = told_areas(config), configuration_of(config)
            desk.move(place_of(config, models, config.time_zone))

        watch.begin(site)
        yield Serving(
            site,
            watch,
            port,
            Reloader(
                config,
                site.cameras,
                lambda c: placed_in_time(c, site.store.clock_of(c.area)),
                follow,
                lambda is_good: metrics.set_reload(utc_now(), is_good=is_good),
            ),
            punctual,
        )


def run(
    config: Config,
    stop: Event,
    on_start: Callable[[int], None],
    on_release: Callable[[Release], None],
    again: Again,
) -> None:
    """Run a site until `stop` is set. `on_start` is told the HTTP port once everything runs."""
    with serving(config, on_release) as running:
        on_start(running.port)
        attend(Notifier(os.environ), running, stop, again)


def attend(notifier: Notifier, running: Serving, stop: Event, again: Again) -> None:
    """Tell systemd of each progress, and reload when asked, until `stop` is set."""
    teller = Teller(notifier, running.watch)
    notifier.ready()
    while not stop.wait(TURN_SECONDS):
        running.punctual.look()
        if again.asked.is_set():
            again.asked.clear()
            notifier.reloading(monotonic_ns() // 1000)
            running.reloader.reload(again.reread)
            notifier.ready()
        teller.tell()
    notifier.stopping()


def backup_job(config: Config) -> BackupJob | None:
    """Return the work on the database's backups; None where it is not a SQLite file."""
    database = sqlite_path(config.database.url)
    return BackupJob(database, config.backup, config.retention) if database else None


@contextmanager
def scheduled(site: Counting, backing: BackupJob | None) -> Iterator[Punctual]:
    """Do the site's periodic work while the block runs."""
    scheduler = BackgroundScheduler(timezone=UTC)
    site.jobs.schedule(scheduler, utc_now, site.ledger.fail)
    for job in (backing.back_up, backing.forget) if backing else ():
        run_every(60, job, scheduler, utc_now, site.ledger.fail)
    scheduler.start()
    try:
        yield Punctual(scheduler, utc_now, monotonic)
    finally:
        scheduler.shutdown()


@contextmanager
def forwarded(config: Config, store: Store, metrics: Metrics) -> Iterator[None]:
    """Forward what is released while the block runs, where the configuration says where to."""
    if config.forward is None:
        yield
        return
    forwarder = Forwarder(store, config.site, config.forward.url)
    metrics.watch_forwarding(lambda: forwarder.state)
    with Courier(utc_now).at_work(forwarder.forward):
        yield


def newest_of(store: Store, area: str, models: Models) -> Recent:
    """Return what an area's newest releases say together."""
    reached = store.clock_of(area)
    if reached is None:
        return Recent()
    return recent_of(store.releases(since=reached - REACH, area=area), models)
