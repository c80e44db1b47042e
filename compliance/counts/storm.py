"""Many failures, few lines: what the log says of a camera that fails again and again; pure."""

from compliance.faults import Fault, explain

REMINDER_SECONDS = 3600.0
"""While failures of one kind go on, one line in this time."""


class Storm:
    """The failures of one camera since it last worked."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fault = Fault.NONE
        self._unsaid = 0
        self._total = 0
        self._said_seconds = 0.0

    def add(self, fault: Fault, now_seconds: float) -> str | None:
        """Take in a failure; return the line to log, or None when it was said already."""
        self._total += 1
        self._unsaid += 1
        is_new = fault is not self._fault
        if not is_new and now_seconds - self._said_seconds < REMINDER_SECONDS:
            return None
        count = f"{self._unsaid} failures, last: " if self._unsaid > 1 else ""
        self._fault, self._said_seconds, self._unsaid = fault, now_seconds, 0
        return f"camera {self._name}: {count}{explain(fault)}; it is tried again"

    def end(self) -> str | None:
        """Take in that the camera works; return the line to log, or None when it always did."""
        if not self._total:
            return None
        plural = "failure" if self._total == 1 else "failures"
        line = f"camera {self._name}: works again after {self._total} {plural}"
        self._fault, self._unsaid, self._total = Fault.NONE, 0, 0
        return line
