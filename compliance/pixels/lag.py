"""How far a live stream is behind, and whether that is for want of time; pure."""

from dataclasses import dataclass

BEHIND_SECONDS = 0.4
"""Who lags by more, and does not soon catch up by itself, passes over frames undecoded."""

PATIENCE_SECONDS = 0.25
"""For so long it is seen whether the lag falls: what comes in a burst is decoded within it."""

_MEMORY_SECONDS = 30.0  # two such spans; the drift of a camera's clock in them is nothing
_WAITING_SHARE = 0.5  # of the time
_GLANCE_SECONDS = 0.1
_SENT_SPEED = 2.0  # times its own
_NEWEST_SPEED = 1.25  # times its own: faster comes only what was sent already, however slowly read


@dataclass(frozen=True, slots=True)
class Leap:
    """What was passed over before a frame, or how else it is known where we stand."""

    seconds: float = 0.0
    """Of the stream, undecoded."""
    came: float | None = None
    """When the frame did, in monotonic seconds; where nothing newer had come, when it was read,
    since what it is late by is then the network's delay, not ours. None: to be measured."""


class Lag:
    """Measures how far we are behind: the arrival less the stream time, against its least.

    The least is that of the last minute or less, since the camera's clock and ours drift.
    """

    def __init__(self, first_seconds: float = 0.0) -> None:
        """first_seconds: what the first frame to come lags by."""
        self._first = first_seconds
        self._span_began: float | None = None
        self._before = float("inf")
        self._least = float("inf")

    def of(self, stream_seconds: float, arrived_seconds: float) -> float:
        """Return the lag of the next frame in seconds, 0 or more."""
        offset = arrived_seconds - stream_seconds
        if self._span_began is None:
            self._span_began, self._least = arrived_seconds, offset - self._first
        if arrived_seconds - self._span_began >= _MEMORY_SECONDS:
            self._span_began = arrived_seconds
            self._before, self._least = self._least, offset
        self._least = min(self._least, offset)
        return offset - min(self._before, self._least)


class Behind:
    """Tells who is behind and stays so from who decodes a burst."""

    def __init__(self) -> None:
        self._since: tuple[float, float] | None = None

    def stays(self, lag_seconds: float, now: float) -> bool:
        """Say so of the newest frame, and no sooner than after a while again."""
        if lag_seconds <= BEHIND_SECONDS:
            self._since = None
            return False
        since, lag_then = self._since or (now, lag_seconds)
        passed = now - since
        if self._since and passed < PATIENCE_SECONDS:
            return False
        is_first, self._since = self._since is None, (now, lag_seconds)
        return not is_first and lag_then - lag_seconds < passed  # decoded at less than double speed


class Backlog:
    """Tells what was sent already, which is read faster than it is shown, from what is new."""

    def __init__(self, now: float, at_seconds: float) -> None:
        self._began = (now, at_seconds)

    def goes_on(self, now: float, at_seconds: float) -> bool:
        """Say so after a packet of this stream time was read."""
        took, came = now - self._began[0], at_seconds - self._began[1]
        if took < _GLANCE_SECONDS:
            return True
        self._began = (now, at_seconds)
        return came > _SENT_SPEED * took


class Waiting:
    """Tells from the reads whether we wait for the stream, or the stream for us."""

    def __init__(self) -> None:
        self._began: tuple[float, float] | None = None
        self._waited = 0.0
        self._was_idle = False
        self.is_mostly = False
        """Whether most of the time was spent in reads lately, for a stream that came no faster
        than it is shown: all that was sent has been read."""

    def read(self, waited_seconds: float, now: float, at_seconds: float) -> None:
        """Take in how long the read lasted that ends now, and which stream time it brought."""
        if self._began is None:
            self._began = (now, at_seconds)
            return
        self._waited += waited_seconds
        lasted, shown = now - self._began[0], at_seconds - self._began[1]
        if lasted >= PATIENCE_SECONDS:
            is_slow = shown < _NEWEST_SPEED * lasted
            is_idle = is_slow and self._waited > _WAITING_SHARE * lasted
            self.is_mostly, self._was_idle = is_idle and self._was_idle, is_idle
            self._began, self._waited = (now, at_seconds), 0.0
