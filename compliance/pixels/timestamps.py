"""Stream time: seconds from the first frame that never run back, whatever the stamps say."""

LONGEST_GAP_SECONDS = 60.0
"""A longer step between a recording's frames is a broken stamp, not a pause."""

_LONGEST_ADVANCE_SECONDS = 5.0  # of a live stamp over the arrival; bursts after a stall are less


class StreamClock:
    """Turns presentation stamps into stream time.

    A missing stamp, one that does not rise and one that jumps are replaced: in a recording by
    one frame's period, in a live stream by the time that passed on arrival. Later stamps count
    from there.
    """

    def __init__(self, *, period_seconds: float, is_live: bool) -> None:
        self._period = period_seconds
        self._is_live = is_live
        self._seconds: float | None = None
        self._arrived = 0.0
        self._offset: float | None = None
        self.is_timed = False
        """Whether the newest frame's stamp was believed."""

    def at(
        self, stamp_seconds: float | None, arrived: float, passed_over_seconds: float = 0.0
    ) -> float:
        """Return the stream time of the next frame; `arrived` is in monotonic seconds.

        passed_over_seconds: of the stream, before it.
        """
        if self._seconds is None:
            seconds, self.is_timed = 0.0, stamp_seconds is not None
        else:
            seconds, self.is_timed = self._next(
                self._seconds, stamp_seconds, arrived - self._arrived, passed_over_seconds
            )
        if stamp_seconds is not None:
            self._offset = seconds - stamp_seconds
        self._seconds, self._arrived = seconds, arrived
        return seconds

    def _next(
        self, last: float, stamp_seconds: float | None, waited: float, passed_over: float
    ) -> tuple[float, bool]:
        live = max(waited, passed_over) + _LONGEST_ADVANCE_SECONDS
        longest = live if self._is_live else LONGEST_GAP_SECONDS
        if stamp_seconds is not None and self._offset is not None:
            stamped = stamp_seconds + self._offset
            if last < stamped <= last + longest:
                return stamped, True
        return last + (max(0.0, waited) if self._is_live else self._period), False
