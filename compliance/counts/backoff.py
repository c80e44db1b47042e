"""How long to wait before a camera is tried again; pure."""

from collections.abc import Callable

from compliance.faults import Fault

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
"""After faults of our own, which another start seldom mends."""
CAMERA_LONGEST_SECONDS = 3.0
"""After the camera's: one that returns counts again within ten seconds, a start included."""
LEAST_SPREAD = 0.5
"""Share of a wait that is waited at least, so that cameras do not come at once."""
HEALTHY_SECONDS = 60.0
"""A run as long as this forgets the failures before it."""

_FIRST_OF_OURS = Fault.LOCK_REFUSED  # the faults numbered before it are the camera's

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
        self._ours = 0

    @property
    def failures(self) -> int:
        """Failures in a row."""
        return self._failures

    def after_failure(self, fault: Fault, tried_seconds: float, ran_seconds: float) -> float:
        """Return the seconds to wait after a run that took so long to begin, and then ran.

        An opening that hung has waited already. A camera's long absence does not lengthen the
        waits after our own faults.
        """
        if ran_seconds >= HEALTHY_SECONDS:
            self._failures = self._ours = 0
        self._failures += 1
        longest, failures = min(CAMERA_LONGEST_SECONDS, self._longest_seconds), self._failures
        if fault >= _FIRST_OF_OURS:
            self._ours += 1
            longest, failures = self._longest_seconds, self._ours
        doublings = min(failures - 1, _MOST_DOUBLINGS)
        wait = min(self._first_seconds * float(1 << doublings), longest)
        left = max(wait - tried_seconds, min(wait, self._first_seconds))
        return left * (LEAST_SPREAD + self._random() * (1 - LEAST_SPREAD))
