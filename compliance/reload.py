"""Reading the configuration again while the daemon runs: all of a change, or nothing of it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from compliance.camera import Camera
from compliance.changes import change_of, joined, require_reloadable
from compliance.config import Config
from compliance.errors import ComplianceError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Again:
    """How the daemon is asked to read its configuration again, and how it does."""

    asked: Event
    reread: Callable[[], Config]
    """Raises ConfigError naming every fault."""


class Reloader:
    """Takes over what changed; `running` are the cameras at work when it begins."""

    def __init__(
        self,
        config: Config,
        running: Sequence[Camera],
        place: Callable[[Camera], Camera],
        follow: Callable[[Config, Sequence[Camera]], None],
        tell: Callable[[bool], None],
    ) -> None:
        """Begin with what was read at the start, and tell of it.

        place: a new camera where its area's time can take it; may raise ConfigError or
        StoreError. follow: called with the cameras to run once nothing stands against them.
        tell: learns of each reading whether it was taken over.
        """
        self._config, self._running = config, tuple(running)
        self._place, self._follow, self._tell = place, follow, tell
        tell(True)  # noqa: FBT003 - the start's own reading

    def reload(self, reread: Callable[[], Config]) -> bool:
        """Take over what was changed, or say in the log why it is not, and go on as before."""
        try:
            told = self._take_over(reread())
        except ComplianceError as error:
            _log.error("the configuration is not reloaded, everything goes on as before: %s", error)
            self._tell(False)  # noqa: FBT003
            return False
        _log.info("the configuration is reloaded: %s", told)
        self._tell(True)  # noqa: FBT003
        return True

    def _take_over(self, config: Config) -> str:
        require_reloadable(self._config, config)
        change = change_of(self._config.cameras, config.cameras)
        placed = [
            camera if camera.name in change.kept else self._place(camera)
            for camera in config.cameras
        ]
        running = joined(self._running, placed, change.kept)
        self._follow(config, running)
        self._config, self._running = config, running
        return str(change)
