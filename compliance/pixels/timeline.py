"""Which minute it is by the source's clock; pure but for the wall clock it is given."""

from collections.abc import Callable

from compliance.camera import Order

_MINUTE_SECONDS = 60


class Timeline:
    """The source's time, in seconds since its first frame and in minutes since 1970."""

    def __init__(self, order: Order, wall: Callable[[], float]) -> None:
        self._recording = order.camera.recording
        self._first_minute = order.first_minute
        self._wall = wall

    def wall_minute(self) -> int | None:
        """Return the wall clock's minute; None for a recording."""
        return None if self._recording else int(self._wall() // _MINUTE_SECONDS)

    def minute(self, seconds: float) -> int:
        """Return the minute in which a frame so many seconds after the first one lies."""
        if self._recording is None:
            return int(self._wall() // _MINUTE_SECONDS)
        return int((self._recording.start.timestamp() + seconds) // _MINUTE_SECONDS)

    def first_minute(self) -> int:
        """Return the first minute a tally is sent for."""
        return max(self.minute(0.0), self._first_minute)

    def is_passed_over(self, seconds: float) -> bool:
        """Say whether a frame belongs to a minute delivered before a restart."""
        return self._recording is not None and self.minute(seconds) < self._first_minute

    def rounds_done_seconds(self, duration_seconds: float | None) -> float:
        """Return the length of a looped recording's rounds that are passed over whole."""
        if not (self._recording and self._recording.loop and duration_seconds):
            return 0.0
        begin = self._recording.start.timestamp()
        passed_over = max(0.0, self._first_minute * _MINUTE_SECONDS - begin)
        return passed_over // duration_seconds * duration_seconds
