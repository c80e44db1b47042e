"""A recording counted from its first frame to its last, without a configuration."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from compliance.camera import Camera
from compliance.config import Config, checked
from compliance.counts.disclosure import Release
from compliance.counts.process import start_server
from compliance.counts.sink import CameraStatus
from compliance.counts.store import Store
from compliance.daemon import TURN_SECONDS, checked_models, counting
from compliance.errors import SourceError
from compliance.faults import Fault, explain
from compliance.tally import Health

_GOES_ON = (Fault.NONE, Fault.END_OF_STREAM, Fault.SIZE_CHANGED)


@dataclass(frozen=True, slots=True)
class Replay:
    """What to replay, and how it is published."""

    file: Path
    start: datetime
    """Time of the first frame, aware."""
    area: str
    bucket_minutes: int
    minimum_count: int
    database: str
    """Its address; empty for a temporary one."""
    models: Path
    """Folder of the manifest and the model files."""


def replay(order: Replay, on_share: Callable[[float], None], stop: Event) -> list[Release]:
    """Count a recording to its end, or until `stop` is set; return what was released.

    Raises SourceError when the file cannot be read, ConfigError when it cannot be counted so.
    """
    start_server(order.models)
    progress = Progress(on_share)
    with (
        _configured(order) as config,
        counting(config, checked_models(config), progress, _nothing) as site,
    ):
        while not (site.supervisor.wait(TURN_SECONDS) or progress.fault or stop.is_set()):
            pass
        if progress.fault:
            raise SourceError(f"{order.file}: {explain(progress.fault)}")
        return site.store.releases()


class Progress:
    """How far a recording has come, and what stopped it; a `ledger.Gauges`."""

    def __init__(self, on_share: Callable[[float], None]) -> None:
        self.fault = Fault.NONE
        self._on_share = on_share

    def observe_health(self, camera: Camera, health: Health) -> None:  # noqa: ARG002 - one camera
        """Tell the share of the frames that were read, 0 to 1."""
        if health.expected:
            self._on_share(min(1.0, health.decoded / health.expected))

    def observe_status(self, camera: Camera, status: CameraStatus) -> None:  # noqa: ARG002
        """Note the fault that stopped the recording."""
        if status.fault not in _GOES_ON:
            self.fault = status.fault

    def count_store_error(self) -> None:
        """Nothing to show: a tally that cannot be written now is written later."""


@contextmanager
def _configured(order: Replay) -> Iterator[Config]:
    """Yield the site of one file, replayed once as fast as the machine can."""
    with TemporaryDirectory(prefix="compliance-") as folder:
        temporary = f"sqlite:///{folder}/replay.db"
        values = {
            "site": "replay",
            "publish": {
                "bucket_minutes": order.bucket_minutes,
                "minimum_count": order.minimum_count,
            },
            "store": {"url": order.database or temporary},
            "models": {"folder": str(order.models.absolute())},
            "cameras": [
                {
                    "name": "recording",
                    "area": order.area,
                    "source": str(order.file.absolute()),
                    "clock": "recording",
                    "start": order.start,
                    "speed": "max",
                }
            ],
        }
        yield checked(values, Path(f"replay of {order.file}"), os.environ)


def _nothing(store: Store, release: Release) -> None:
    """Nothing to do at a release: the report comes at the end."""
