"""A log that says each thing once in a while, however often anybody provokes it."""

import logging
from collections.abc import Callable
from time import monotonic

REMINDER_SECONDS = 60.0


class OnceInAWhile(logging.Filter):
    """Lets a message pass once in REMINDER_SECONDS, whatever stands in its gaps."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the record may pass."""
        now = self._clock()
        said = self._said.get(str(record.msg))
        if said is not None and now - said < REMINDER_SECONDS:
            return False
        self._said[str(record.msg)] = now
        return True


_FILTER = OnceInAWhile()


def calm(logger: logging.Logger) -> logging.Logger:
    """Return the logger with its storms taken out."""
    logger.addFilter(_FILTER)  # adding it again does nothing
    return logger
