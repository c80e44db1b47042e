"""The line that `systemctl status` shows: how the cameras are, and no count of people."""

from collections.abc import Sequence
from itertools import islice
from typing import Protocol

from compliance.counts.camera_state import CameraState
from compliance.notify import Notifier

_NAMED = 3  # cameras; the log and the page name all


class Watched(Protocol):
    """A site at work."""

    def turned_seconds(self) -> float:
        """Return when the supervisor last went round."""

    def cameras(self) -> Sequence[CameraState]:
        """Return how each camera is."""


class Teller:
    """Tells systemd how the cameras are, and feeds its watchdog.

    The watchdog is fed when the supervisor has gone round since: a loop that hangs, in a camera's
    counts or in the store, starves it.
    """

    def __init__(self, notifier: Notifier, watched: Watched) -> None:
        self._notifier = notifier
        self._watched = watched
        self._turned_seconds = 0.0
        self._line = ""

    def tell(self) -> None:
        """Say what is new."""
        if (turned := self._watched.turned_seconds()) != self._turned_seconds:
            self._turned_seconds = turned
            self._notifier.alive()
        if (line := status_line(self._watched.cameras())) != self._line:
            self._line = line
            self._notifier.status(line)


def status_line(cameras: Sequence[CameraState]) -> str:
    """Return how many cameras see, and what stands against the first that do not."""
    ended = [camera for camera in cameras if camera.is_finished]
    elsewhere = [camera for camera in cameras if camera.is_elsewhere]
    live = [camera for camera in cameras if not (camera.is_finished or camera.is_elsewhere)]
    dark = [camera for camera in live if not _sees(camera)]
    said = [f"{len(live) - len(dark)} of {len(live)} cameras see"] if live else []
    if ended:
        said.append(f"recordings at their end: {len(ended)}")
    if elsewhere:
        said.append(f"counted by other machines: {len(elsewhere)}")
    said += [f"{c.name}: {_cause(c)}" for c in islice(dark, _NAMED)]
    if len(dark) > _NAMED:
        said.append(f"and {len(dark) - _NAMED} more")
    return "; ".join(said)


def _sees(camera: CameraState) -> bool:
    return camera.is_up and not camera.sight.is_blind


def _cause(camera: CameraState) -> str:
    """Return what stands against a camera, without the remedy."""
    return camera.says.partition(":")[0] or "not yet up"
