"""Passing over frames undecoded: only from a key frame on can a stream be decoded again; pure."""

LONGEST_PAUSE_SECONDS = 5.0
"""A camera whose key frames come more seldom is never passed over: it would be blind for longer
than it was late."""


class KeyFrames:
    """Watches how often a stream's key frames come, and waits for the next when told to."""

    def __init__(self) -> None:
        self._seen: float | None = None
        self._pause = float("inf")
        self._is_waiting = False

    def wait(self) -> None:
        """Pass over what comes before the next key frame, if it comes soon."""
        self._is_waiting = 0 <= self._pause <= LONGEST_PAUSE_SECONDS

    def passes_over(self, at_seconds: float, *, is_key: bool) -> bool:
        """Say whether to leave out the next packet; `at_seconds`: its time by the stream."""
        if is_key:
            self._pause = float("inf") if self._seen is None else at_seconds - self._seen
            self._seen, self._is_waiting = at_seconds, False
        return self._is_waiting
