"""What the metrics show of the start: the lock's test, the models, the disk."""

from collections.abc import Callable
from time import monotonic

from compliance.config import Config
from compliance.counts.disk import FreeSpace
from compliance.counts.engine import sqlite_path
from compliance.counts.exposition import LockTest, ModelInfo
from compliance.models import Models
from compliance.pixels.lock.lock import Part
from compliance.selftest.findings import Findings


def lock_test(findings: Findings) -> LockTest:
    """Return what was found of the privacy lock, as the metrics show it."""
    parts = {part.name.lower(): part not in findings.missing for part in Part}
    ways_open = len(findings.open_ways)
    return LockTest(parts, len(findings.tried) - ways_open, ways_open)


def free_space(config: Config) -> Callable[[], float | None]:
    """Return what tells the free share of the file system that holds the database."""
    path = sqlite_path(config.database.url)
    return FreeSpace(path.parent if path else None, monotonic).share


def model_infos(models: Models) -> tuple[ModelInfo, ...]:
    """Return which models count, as the metrics name them."""
    return tuple(
        ModelInfo(role, model.name, model.version, model.sha256)
        for role, model in (("detector", models.detector), ("classifier", models.classifier))
    )
