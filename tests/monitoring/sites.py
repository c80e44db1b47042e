"""Two sites to scrape: a daemon that counts the demo, and one in every trouble there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from compliance.camera import Camera, Source, SourceKind
from compliance.config import Config
from compliance.counts.buckets import Counts
from compliance.counts.exposition import LockTest, ModelInfo
from compliance.counts.forward import Forwarding
from compliance.counts.metrics import Metrics
from compliance.counts.reader import Total
from compliance.counts.recent import Recent
from compliance.counts.web.app import build_app
from compliance.counts.web.server import serve
from compliance.faults import Fault
from compliance.sight import Sight
from compliance.tally import Health, State
from tests.sites import configured

DEMO = Path(__file__).parents[2] / "config" / "demo" / "street.mp4"
RELEASED = Counts(mask=80, incorrect=7, no_mask=11, unknown=3)
MORE = Counts(mask=90, incorrect=9, no_mask=15, unknown=4, withheld=24)


def counting_the_demo(folder: Path) -> Config:
    """Return a site that plays the demo once, a bucket's end in its middle."""
    clock = 'clock = "recording"\nstart = 2026-01-05T07:59:20Z\nspeed = "max"'
    return configured(folder, str(DEMO), clock)


def _camera(number: int, name: str) -> Camera:
    return Camera(number, name, "hall", Source(SourceKind.RTSP, name, name))


DOOR, GATE, LIFT, DARK, ROOF = (
    _camera(n, each) for n, each in enumerate(("door", "gate", "lift", "dark", "roof"))
)


@dataclass(frozen=True)
class _Status:
    is_up: bool = True
    restarts: int = 0
    fault: Fault = Fault.NONE
    sight: Sight = Sight.CLEAR
    analysed_share: float = 0.8
    is_shed: bool = False
    is_elsewhere: bool = False


class Troubled:
    """A site's own exposition, with a camera in each trouble, that releases when told to."""

    def __init__(self, site: str) -> None:
        self._site = site
        models = (ModelInfo("detector", "face", "1", "ab" * 32),)
        cameras = (DOOR, GATE, LIFT, DARK, ROOF)
        slots = iter(range(1000))
        self.metrics = Metrics(site, cameras, "0.1.0", models, lambda: next(slots), lambda: 0.08)
        self.metrics.set_totals([])
        self.metrics.set_lock_test(LockTest({"files": True, "calls": False}, shut=13, open=1))
        self.metrics.set_recent("hall", Recent(drift=0.45, design_effect=1.5))
        self.metrics.set_certificate_end(datetime.now(UTC) + timedelta(days=1))
        self.metrics.set_reload(datetime(2026, 1, 5, tzinfo=UTC), is_good=False)
        self.metrics.watch_forwarding(lambda: Forwarding(7, datetime(2026, 1, 5, tzinfo=UTC), 9))
        self.tell(GATE, _Status(is_up=False, fault=Fault.NOT_FOUND))
        self.tell(LIFT, _Status(is_up=False, is_shed=True))
        self.tell(DARK, _Status(sight=Sight.COVERED))
        self.tell(ROOF, _Status(is_up=False, is_elsewhere=True))
        self.tell(DOOR, _Status())
        for decoded in (0, 250, 500):
            self.metrics.observe_health(
                DOOR, Health(0, decoded, decoded, decoded // 5, 1, 0, 300, State.RUNNING,
                             Fault.NONE, is_sandboxed=False)
            )  # fmt: skip

    def tell(self, camera: Camera, status: _Status) -> None:
        self.metrics.observe_status(camera, status)

    def break_out(self) -> None:
        """Have the process of a camera be ended for what only a broken-in one does."""
        self.tell(GATE, _Status(is_up=False, fault=Fault.BREAKOUT))

    def mend(self) -> None:
        self.tell(GATE, _Status())

    def release(self, counts: Counts = RELEASED, observed: int = 3000) -> None:
        end = datetime.now(UTC) - timedelta(days=4)
        self.metrics.set_totals([Total(self._site, "hall", counts, observed, 3600, end)])

    @contextmanager
    def served(self) -> Iterator[int]:
        registry = CollectorRegistry()
        registry.register(self.metrics)
        with serve(build_app(registry, list, list), "127.0.0.1", 0) as port:
            yield port
