"""Passing over frames undecoded: only from a key frame on can a stream be decoded again; pure."""

LONGEST_PAUSE_SECONDS = 5.0
"""A camera whose key frames come more seldom is never passed over: it would be blind for longer
than it was late."""

MOST_SECONDS = 4.0
"""Passed over at once, or up to the next key frame: a longer leap passes for a broken stamp."""

AT_ONCE_SECONDS = 0.5
"""What was sent already is read in less; who waits longer has reached the newest packet, and takes
the next key frame: there the network is late, not we."""


class KeyFrames:
    """Watches how often a stream's key frames come, and waits for a timely one when told to."""

    def __init__(self) -> None:
        self._at = 0.0
        self._seen: float | None = None
        self._pause = float("inf")
        self._until: float | None = None
        self._began = 0.0

    def wait(self, behind_seconds: float, now: float) -> None:
        """Pass over as much of the stream, and on to the next key frame, if they come often."""
        if 0 <= self._pause <= LONGEST_PAUSE_SECONDS:
            self._until = self._at + min(behind_seconds, max(0.0, MOST_SECONDS - self._pause))
            self._began = now

    def passes_over(self, at_seconds: float, now: float, *, is_key: bool) -> bool:
        """Say whether to leave out the next packet; `at_seconds`: its time by the stream."""
        self._at = at_seconds
        if is_key:
            self._pause = float("inf") if self._seen is None else at_seconds - self._seen
            self._seen = at_seconds
            if self._is_timely(at_seconds, now):
                self._until = None
        return self._until is not None

    def _is_timely(self, at_seconds: float, now: float) -> bool:
        """Say whether a key frame is new enough, or no newer one was sent already."""
        is_reached = self._until is None or at_seconds >= self._until
        return is_reached or self._pause < 0 or now - self._began >= AT_ONCE_SECONDS
