"""How much of a live stream was sent already while it was opened; pure."""

from compliance.pixels.lag import Lag

LONGEST_SECONDS = 5.0
"""No stream was sent for much longer before it is open."""
MOST_PACKETS = 300
"""The same, at 60 frames a second; stamps may be missing."""


class Joining:
    """Reads on until a packet has to be waited for: that one just came, and all others before."""

    def __init__(self, opened: float, longest_seconds: float = LONGEST_SECONDS) -> None:
        """Begin with a stream that was `opened` then, in monotonic seconds.

        Its first packet had come by that time, whenever it is read. longest_seconds: no more of
        the stream is read to find out how long before.
        """
        self._longest_seconds = longest_seconds
        self._opened = self._now = opened
        self._first: float | None = None
        self._last = 0.0
        self._packets = self._stamped = 0

    def goes_on(self, at_seconds: float | None, now: float, *, has_waited: bool) -> bool:
        """Say so after a packet of this stream time was read, None where it has none.

        has_waited: for it to come.
        """
        self._now, self._packets = now, self._packets + 1
        if at_seconds is not None:
            self._first = at_seconds if self._first is None else self._first
            self._last, self._stamped = at_seconds, self._stamped + 1
        is_much = self._sent_seconds >= self._longest_seconds or self._packets >= MOST_PACKETS
        return not (has_waited or is_much)

    @property
    def came(self) -> float:
        """When the first packet did, in monotonic seconds."""
        return min(self._opened, self._now - self._sent_seconds)

    def lag(self) -> Lag:
        """Return a measure of how far we are behind from here on."""
        if self._first is None:
            return Lag(self._now - self._opened)
        lag = Lag()
        lag.of(self._last - self._sent_seconds, self._opened)  # of the first packet, at the latest
        lag.of(self._last, self._now)
        return lag

    @property
    def _sent_seconds(self) -> float:
        """How much was read, as far as its stamps rise; the first packets may have none yet."""
        if self._first is None:
            return 0.0
        return max(0.0, self._last - self._first) * self._packets / self._stamped
