"""The site in simulated time: the real supervisor, ledger, jobs, store and backups."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

from compliance.camera import Camera, Source, SourceKind
from compliance.counts.backup_job import BackupJob
from compliance.counts.backups import BackupTerms
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.jobs import Jobs, Publishing, areas_of
from compliance.counts.ledger import Ledger
from compliance.counts.overload import Patience
from compliance.counts.process import start_server
from compliance.counts.recovery import recover
from compliance.counts.sink import CameraStatus
from compliance.counts.store import open_store
from compliance.counts.supervisor import Effects, Supervisor
from compliance.errors import ComplianceError, StoreError
from compliance.evaluation.chaos.clock import SimulatedClock
from compliance.evaluation.chaos.passers import FRAME_SECONDS, enter
from compliance.stopping import stop_on_signals
from compliance.tally import Health

SITE, DATABASE, BACKUPS = "chaos", "compliance.db", "backups"
CAMERAS = 2

_BUCKET = timedelta(minutes=20)
_TURN_SECONDS = 0.1
_STOP_SECONDS = 4.0
_NEVER_SECONDS = 1e9
_LONGEST_WAIT_SECONDS = 20.0  # simulated

_log = logging.getLogger(__name__)


class Unwatched:
    """Gauges nobody reads."""

    def observe_health(self, camera: Camera, health: Health) -> None:
        """Do nothing."""

    def observe_status(self, camera: Camera, status: CameraStatus) -> None:
        """Do nothing."""

    def count_store_error(self) -> None:
        """Do nothing."""


def cameras(folder: Path, generation: int) -> tuple[Camera, ...]:
    """Return the simulated cameras, an area each."""
    address = json.dumps({"folder": str(folder), "generation": generation})
    return tuple(
        Camera(
            number,
            str(number),
            str(number),
            Source(SourceKind.RTSP, address, label="a street"),
            analysed_per_second=2 / FRAME_SECONDS,  # every frame is due
            open_timeout_seconds=_NEVER_SECONDS,
            read_timeout_seconds=_NEVER_SECONDS,
        )
        for number in range(CAMERAS)
    )


def run(place: str, generation: int) -> None:
    """Count until SIGTERM comes."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    folder, stop = Path(place), stop_on_signals()
    clock = SimulatedClock(folder)
    start_server()
    try:
        _count(folder, generation, clock, stop)
    except ComplianceError as error:
        _log.critical("%s", error)
        raise SystemExit(1) from None


def _count(folder: Path, generation: int, clock: SimulatedClock, stop: Event) -> None:
    def now() -> datetime:
        return datetime.fromtimestamp(clock.wall(), UTC)

    watching = cameras(folder, generation)
    database = folder / DATABASE
    mend = partial(recover, folder=folder / BACKUPS, now=now())
    with open_store(f"sqlite:///{database}", SITE, bucket=_BUCKET, mend=mend) as store:
        models = ModelIdentity("detector@1", "classifier@1")
        publishing = Publishing(_BUCKET, 10, timedelta(days=90), models, homogeneous_limit=None)
        jobs = Jobs(store, areas_of(watching), publishing)
        ledger = Ledger(store, jobs, Unwatched(), watching)
        backing = BackupJob(database, BackupTerms(folder / BACKUPS, _BUCKET, 3), timedelta(days=90))
        effects = Effects(
            enter,
            clock.wall,
            clock.monotonic,
            longest_wait_seconds=_LONGEST_WAIT_SECONDS,
            silent_seconds=_NEVER_SECONDS,
        )
        patience = Patience(period=_NEVER_SECONDS)
        supervisor = Supervisor(watching, folder, ledger, effects=effects, patience=patience)
        supervisor.start()
        work = (jobs.close_and_release, jobs.truncate_wal, jobs.expire, backing.back_up)
        while not stop.wait(_TURN_SECONDS):
            for job in work:
                _try(job, now(), ledger)
        clock.slow()
        if left := supervisor.stop(_STOP_SECONDS):
            raise StoreError(f"{left} tallies could not be stored before the stop")


def _try(job: Callable[[datetime], object], now: datetime, ledger: Ledger) -> None:
    """Do a job as the scheduler does: one that fails is told, and comes again."""
    try:
        job(now)
    except StoreError as error:
        _log.error("%s", error)
        ledger.fail(error)
