"""Passing over frames undecoded: only from a key frame on can a stream be decoded again; pure."""

from compliance.pixels.lag import Lag, Leap, Waiting

LONGEST_PAUSE_SECONDS = 5.0
"""A camera whose key frames come more seldom is not passed over until it is late by as much as
their pause: it would be blind for longer than it was late."""

TIMELY_SECONDS = 0.3
"""A key frame that is read so late, or less, is gone on with; for one that is later a newer one is
looked for."""


class KeyFrames:
    """Watches how often a stream's key frames come, and waits for a timely one when told to."""

    def __init__(self, opened: float) -> None:
        """Begin with a stream that was `opened` then, in monotonic seconds.

        Its first packet had come by that time, whenever it is read.
        """
        self.leap: Leap | None = None
        """What is known of the newest packet that is not passed over; None: nothing new."""
        self._opened = opened
        self._lag: Lag | None = None
        self._reads = Waiting()
        self._at = 0.0
        self._seen: float | None = None
        self._pause = float("inf")
        self._from: float | None = None
        self._began = self._behind = 0.0

    @property
    def is_leaping(self) -> bool:
        """Whether packets are passed over now."""
        return self._from is not None

    def wait(self, behind_seconds: float, now: float) -> None:
        """Pass over all that was sent already, up to the newest key frame or the next.

        Not where key frames are rare or unknown, nor where nothing waits to be read.
        """
        if self._reads.is_mostly:
            self.leap, self._lag = Leap(lag_seconds=0.0), Lag()
        elif 0 <= self._pause <= max(LONGEST_PAUSE_SECONDS, behind_seconds):
            self._from, self._began, self._behind = self._at, now, behind_seconds

    def passes_over(
        self, at_seconds: float | None, now: float, waited_seconds: float, *, is_key: bool
    ) -> bool:
        """Say whether to leave out the packet that was just read.

        at_seconds: its time by the stream, None where it has none; waited_seconds: for it.
        """
        lag = self._lag_of(at_seconds, now)
        self._reads.read(waited_seconds, now, self._at)
        if is_key:
            is_timed = at_seconds is not None and self._seen is not None
            self._pause = self._at - (self._seen or 0.0) if is_timed else float("inf")
            self._seen = at_seconds
        if self._from is None:
            return False
        is_timely = lag <= TIMELY_SECONDS
        if not is_key or not (is_timely or self._reads.is_mostly):
            return True
        most = self._behind + now - self._began  # more was not sent meanwhile
        passed_over = min(max(0.0, self._at - self._from), most)
        self.leap = Leap(passed_over, None if is_timely else 0.0)
        self._lag = self._lag if is_timely else Lag()
        self._from = None
        return False

    def _lag_of(self, at_seconds: float | None, now: float) -> float:
        if self._lag is None:
            self._lag, self.leap = Lag(now - self._opened), Leap(lag_seconds=now - self._opened)
        if at_seconds is None:
            return 0.0
        self._at = at_seconds
        return self._lag.of(at_seconds, now)
