"""How long to wait before a camera is tried again; pure."""

from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
HEALTHY_SECONDS = 60.0
"""A run as long as this forgets the failures before it."""

_MOST_DOUBLINGS = 16


class Backoff:
    """Waits that double with each failure, spread by half, so that cameras do not come at once."""

    def __init__(
        self,
        random: Callable[[], float],
        first_seconds: float = FIRST_SECONDS,
        longest_seconds: float = LONGEST_SECONDS,
    ) -> None:
        self._random = random  # 0 to 1
        self._first_seconds = first_seconds
        self._longest_seconds = longest_seconds
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failures in a row."""
        return self._failures

    def after_failure(self, ran_seconds: float) -> float:
        """Return the seconds to wait after a run that worked for `ran_seconds` and then failed."""
        if ran_seconds >= HEALTHY_SECONDS:
            self._failures = 0
        doublings = min(self._failures, _MOST_DOUBLINGS)
        self._failures += 1
        wait = min(self._first_seconds * float(1 << doublings), self._longest_seconds)
        return wait * (0.5 + self._random() / 2)
