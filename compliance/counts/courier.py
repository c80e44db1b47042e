"""The thread that forwards released rows: whatever it waits for, nothing else waits for it."""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

from compliance.errors import StoreError

EVERY_SECONDS = 60.0
_SPREAD = 0.5
"""Share of that by which each wait is longer or shorter: many sites release at the full hour, and
must not all send in the same second."""
LAST_SECONDS = 0.5
"""What a stop waits for; what was not sent by then is sent after the next start."""

_log = logging.getLogger(__name__)


class Courier:
    """Calls `forward` about every minute."""

    def __init__(self, clock: Callable[[], datetime], every_seconds: float = EVERY_SECONDS) -> None:
        self._clock, self._every_seconds = clock, every_seconds
        self._is_over = Event()

    @contextmanager
    def at_work(self, forward: Callable[[datetime], object]) -> Iterator[None]:
        """Forward while the block runs. A call that hangs is left behind at its end."""
        thread = Thread(target=self._work, args=(forward,), name="courier", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            thread.join(LAST_SECONDS)

    def _work(self, forward: Callable[[datetime], object]) -> None:
        while not self._is_over.is_set():
            try:
                forward(self._clock())
            except StoreError as error:  # of the site's own database
                _log.error("released rows cannot be read to be forwarded: %s", error)
            except Exception:  # noqa: BLE001 - a fault of our own must not end the forwarding
                _log.exception("an unexpected fault in forwarding")
            stretch = random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 - no secret
            self._is_over.wait(self._every_seconds * stretch)
