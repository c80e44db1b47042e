"""Tallies on their way to the store: in order, kept until taken."""

import logging
from collections import deque

from compliance.camera import Camera
from compliance.counts.sink import Sink
from compliance.errors import ElsewhereError, StoreError
from compliance.tally import Tally

MOST_WAITING = 10_000
"""Tallies kept; beyond, the process that sends them is no longer read and waits."""

RETRY_SECONDS = 1.0
ASK_AGAIN_SECONDS = 10.0
"""From one look whether another machine still counts the camera to the next."""

_log = logging.getLogger(__name__)


class Outbox:
    """The tallies of one camera that the sink has not taken yet."""

    def __init__(self, camera: Camera, sink: Sink) -> None:
        self._camera = camera
        self._sink = sink
        self._extra = {"camera": camera.name}
        self._waiting: deque[Tally] = deque()
        self._next_sequence: int | None = None
        self._retry_at = 0.0
        self._has_failed = False
        self._is_closing = False
        self.is_closed = False
        """The recording's end was delivered."""
        self.is_elsewhere = False
        """Another machine counts the camera."""

    def __len__(self) -> int:
        """Return how many tallies wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether no more should be received."""
        return len(self._waiting) >= MOST_WAITING

    def next_sequence(self, now_seconds: float) -> int | None:
        """Return the number of the camera's next tally; None while the store cannot tell."""
        if self._next_sequence is None and now_seconds >= self._retry_at:
            try:
                self._next_sequence = self._sink.next_sequence(self._camera)
            except ElsewhereError as error:
                self._yield(error, now_seconds)
            except StoreError as error:
                self._fail(error, now_seconds)
            else:
                self._resume()
        return self._next_sequence

    def add(self, tally: Tally) -> None:
        """Keep a tally until it is delivered."""
        self._waiting.append(tally)
        self._next_sequence = tally.sequence + 1

    def close(self) -> None:
        """Deliver the recording's end after its tallies."""
        self._is_closing = True

    def deliver(self, now_seconds: float) -> None:
        """Deliver what waits, until something is refused; that is tried again after a while."""
        if now_seconds < self._retry_at or not (self._waiting or self._is_closing):
            return
        try:
            while self._waiting:
                self._sink.tally(self._camera, self._waiting[0])
                self._waiting.popleft()
            if self._is_closing and not self.is_closed:
                self._sink.ended(self._camera)
                self.is_closed = True
        except ElsewhereError as error:
            self._yield(error, now_seconds)
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, no count may be lost by it
            self._fail(error, now_seconds)
            return
        self._recover()

    def _yield(self, error: ElsewhereError, now_seconds: float) -> None:
        """Leave the camera to another machine; what waits here it has counted by now, or will."""
        self._retry_at = now_seconds + ASK_AGAIN_SECONDS
        if not self.is_elsewhere:
            dropped = f"; dropped minutes: {len(self)}" if self._waiting else ""
            text = "camera %s: %s, this machine stands by%s"
            _log.warning(text, self._camera.name, error, dropped, extra=self._extra)
        self._waiting.clear()
        self._next_sequence = None  # the other goes on with the numbers
        self._has_failed, self.is_elsewhere = False, True

    def _resume(self) -> None:
        if self.is_elsewhere:
            text = "camera %s: this machine counts it now"
            _log.warning(text, self._camera.name, extra=self._extra)
        self.is_elsewhere = False

    def _fail(self, error: Exception, now_seconds: float) -> None:
        self._retry_at = now_seconds + RETRY_SECONDS
        if not self._has_failed:
            text = "camera %s: counts wait in memory until the store takes them: %s"
            _log.error(text, self._camera.name, error, extra=self._extra)
        self._has_failed = True

    def _recover(self) -> None:
        if self._has_failed:
            text = "camera %s: the store takes counts again"
            _log.warning(text, self._camera.name, extra=self._extra)
        self._has_failed = False
