"""The thread that forwards released rows: whatever it waits for, nothing else waits for it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

from compliance.errors import StoreError

EVERY_SECONDS = 60.0
LAST_SECONDS = 0.5
"""What a stop waits for; what was not sent by then is sent after the next start."""

_log = logging.getLogger(__name__)


class Courier:
    """Calls `forward` every minute, and when it is told of something new."""

    def __init__(self, clock: Callable[[], datetime], every_seconds: float = EVERY_SECONDS) -> None:
        self._clock, self._every_seconds = clock, every_seconds
        self._due, self._is_over = Event(), Event()

    def wake(self) -> None:
        """Say that there is something to forward; returns at once."""
        self._due.set()

    @contextmanager
    def at_work(self, forward: Callable[[datetime], object]) -> Iterator[None]:
        """Forward while the block runs. A call that hangs is left behind at its end."""
        thread = Thread(target=self._work, args=(forward,), name="courier", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            self._due.set()
            thread.join(LAST_SECONDS)

    def _work(self, forward: Callable[[datetime], object]) -> None:
        while not self._is_over.is_set():
            self._due.clear()
            try:
                forward(self._clock())
            except StoreError as error:  # of the site's own database
                _log.error("released rows cannot be read to be forwarded: %s", error)
            except Exception:  # noqa: BLE001 - a fault of our own must not end the forwarding
                _log.exception("an unexpected fault in forwarding")
            if not self._is_over.is_set():
                self._due.wait(self._every_seconds)
