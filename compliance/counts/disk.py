"""How much room is left where the database lies."""

import shutil
from collections.abc import Callable
from pathlib import Path

READ_SECONDS = 60.0
"""The file system is asked at most this often."""

_PERCENT = 100


class FreeSpace:
    """The free share of the file system under a folder; of none for a database elsewhere."""

    def __init__(self, folder: Path | None, clock: Callable[[], float]) -> None:
        """`clock` tells monotonic seconds."""
        self._folder = folder
        self._clock = clock
        self._read: tuple[float, float | None] | None = None

    def share(self) -> float | None:
        """Return it, 0 to 1 in whole percent; None when it cannot be told."""
        now = self._clock()
        if self._read is None or now - self._read[0] >= READ_SECONDS:
            self._read = now, _share_under(self._folder)
        return self._read[1]


def whole_percent(free: int, total: int) -> float:
    """Return the share, rounded down."""
    return free * _PERCENT // total / _PERCENT


def _share_under(folder: Path | None) -> float | None:
    if folder is None:
        return None
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return whole_percent(usage.free, usage.total) if usage.total else None
