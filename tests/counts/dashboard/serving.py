"""A page that is served, of a store with a made-up life, by a clock that stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from compliance.camera import Camera, Recording, Source, SourceKind
from compliance.counts.camera_state import CameraState, state_of
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.live import Terms
from compliance.counts.dashboard.place import Place
from compliance.counts.dashboard.routes import dashboard_routes, public_routes
from compliance.counts.disclosure import Release
from compliance.counts.reader import Reader, open_reader
from compliance.counts.sink import CameraStatus
from compliance.counts.web.app import build_app
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.server import serve
from tests.counts.dashboard.lives import DAY_LIMIT, HOUR, MEASURED, PARIS, SITE, Life, lived, write

HOST = "127.0.0.1"
NOW = datetime(2026, 3, 9, 14, 20, tzinfo=PARIS)
TERMS = Terms(HOUR, 10, DAY_LIMIT)


def cameras_of(*areas: str, recording: Recording | None = None) -> tuple[Camera, ...]:
    """Return a camera for each area."""
    source = Source(SourceKind.RTSP, "rtsp://viewer:secret@camera", "rtsp://***@camera")
    return tuple(
        Camera(number, f"{area}-door", area, source, recording=recording)
        for number, area in enumerate(areas)
    )


def lives(*some: Life, days: int = 70, now: datetime = NOW) -> list[Release]:
    """Return what was released of some areas up to now."""
    start = now.replace(minute=0) - timedelta(days=days)
    return [r for life in some for r in lived(life, start, now) if r.end <= now]


@dataclass
class Site:
    """What is served; tests may change it while it is."""

    areas: tuple[str, ...] = ("hall",)
    cameras: tuple[Camera, ...] = ()
    statuses: Mapping[str, CameraStatus] = field(default_factory=dict)
    now: datetime = NOW
    allows_unlocked: bool = False

    def place(self) -> Place:
        return Place(SITE, PARIS, MEASURED, TERMS, self.cameras, self.allows_unlocked)

    def desk(self, door: Callable[[], Reader]) -> Desk:
        return Desk(self.place(), door, lambda: self.now, self.states)

    def states(self) -> list[CameraState]:
        return [
            state_of(camera, self.statuses.get(camera.name, CameraStatus()), is_locked=None)
            for camera in self.cameras
        ]

    @contextmanager
    def served(
        self,
        folder: Path,
        releases: Sequence[Release],
        port: int = 0,
        routers: Callable[[Reader], Sequence[APIRouter]] = lambda _: (),
        doorway: Doorway | None = None,
    ) -> Iterator[str]:
        """Serve the page of these releases; yields its address."""
        with open_reader(write(folder, releases), SITE) as reader:
            desk = self.desk(lambda: reader)
            pages = (dashboard_routes(desk), public_routes(desk), *routers(reader))
            app = build_app(CollectorRegistry(), list, list, pages, doorway)
            with serve(app, HOST, port) as taken:
                yield f"http://{HOST}:{taken}/"
