"""Passing over frames undecoded: only from a key frame on can a stream be decoded again; pure."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

from compliance.pixels.joining import LONGEST_SECONDS, Joining
from compliance.pixels.lag import Backlog, Lag, Leap, Waiting

Packet = TypeVar("Packet")

LONGEST_PAUSE_SECONDS = 5.0
"""A camera whose key frames come more seldom is not passed over until it is late by as much as
their pause: it would be blind for longer than it was late."""

TIMELY_SECONDS = 0.3
"""A key frame that is read so late, or less, is gone on with; for one that is later a newer one is
looked for."""


class KeyFrames:
    """Watches how often a stream's key frames come, and waits for a timely one when told to."""

    def __init__(self, opened: float, *, is_sent: bool = True) -> None:
        """Begin with a stream that was `opened` then, in monotonic seconds.

        is_sent: by somebody who may have begun before it was open.
        """
        self.leap: Leap | None = None
        """What is known of the newest packet that is not passed over; None: nothing new."""
        self._joining: Joining | None = Joining(opened, LONGEST_SECONDS if is_sent else 0.0)
        self._lag: Lag | None = None
        self._reads = Waiting()
        self._at = self._read_at = 0.0
        self._seen: float | None = None
        self._is_untimed = False
        self._pause = float("inf")
        self._backlog: Backlog | None = None
        self._from: float | None = None
        self._began = self._behind = 0.0

    @property
    def is_leaping(self) -> bool:
        """Whether packets are passed over now."""
        return self._from is not None

    @property
    def looks_ahead(self) -> bool:
        """Whether to read on before another packet is decoded.

        At first, to know how much was sent while the stream was opened; later, to find the next
        key frame.
        """
        return self._joining is not None or self._backlog is not None

    @property
    def _is_at_the_edge(self) -> bool:
        """Whether the packet whose turn it is was waited for, and nothing newer is read."""
        return self._reads.is_mostly and self._at == self._read_at

    @property
    def _is_near_a_key_frame(self) -> bool:
        """Whether the newest one was read so lately that they may come often."""
        return self._seen is not None and self._read_at - self._seen <= LONGEST_PAUSE_SECONDS

    def wait(self, behind_seconds: float, now: float) -> None:
        """Pass over all that was sent already, up to the newest key frame or the next.

        Not where key frames are rare, nor where nothing waits to be read. Where it is unknown
        yet how often they come, the next one is looked for first, among what was sent already.
        """
        if self._is_at_the_edge:
            self._lag = None
        elif 0 <= self._pause <= max(LONGEST_PAUSE_SECONDS, behind_seconds):
            self._from, self._began, self._behind = self._at, now, behind_seconds
        elif self._pause == float("inf") and self._is_near_a_key_frame:
            self._backlog, self._behind = Backlog(now, self._read_at), behind_seconds

    def read(
        self,
        at_seconds: float | None,
        now: float,
        waited_seconds: float,
        *,
        is_key: bool,
        has_waited: bool,
    ) -> None:
        """Take in a packet that was just read.

        at_seconds: its time by the stream, None where it has none; waited_seconds: how long the
        read lasted; has_waited: for the packet, and not for a processor alone.
        """
        self._read_at = self._read_at if at_seconds is None else at_seconds
        self._reads.read(waited_seconds, now, self._read_at)
        if is_key:
            is_timed = at_seconds is not None and self._seen is not None
            self._pause = self._read_at - (self._seen or 0.0) if is_timed else float("inf")
            self._seen, self._is_untimed = at_seconds, at_seconds is None
        elif self._is_untimed and at_seconds is not None:  # the first packets have no stamps yet
            self._seen, self._is_untimed = at_seconds, False
        if self._joining and not self._joining.goes_on(at_seconds, now, has_waited=has_waited):
            self._lag, self.leap = self._joining.lag(), Leap(came=self._joining.came)
            self._joining = None
        if self._backlog is None:
            return
        if is_key:
            self._backlog = None
            self.wait(self._behind, now)
        elif not (self._backlog.goes_on(now, self._read_at) and self._is_near_a_key_frame):
            self._backlog = None

    def passes_over(self, at_seconds: float | None, now: float, *, is_key: bool) -> bool:
        """Say whether to leave out the packet whose turn it is, of those that were read."""
        lag = self._lag_of(at_seconds, now)
        if self._from is None:
            return False
        is_timely = lag <= TIMELY_SECONDS
        if not is_key or not (is_timely or self._is_at_the_edge):
            return True
        most = self._behind + now - self._began  # more was not sent meanwhile
        passed_over = min(max(0.0, self._at - self._from), most)
        self.leap = Leap(passed_over, None if is_timely else now)
        self._lag = self._lag if is_timely else Lag()
        self._from = None
        return False

    def _lag_of(self, at_seconds: float | None, now: float) -> float:
        if self._lag is None:
            self._lag, self.leap = Lag(), Leap(came=now)
        if at_seconds is None:
            return 0.0
        self._at = at_seconds
        return self._lag.of(at_seconds, now)


def in_turn(packets: Iterable[Packet], keys: KeyFrames) -> Iterator[Packet]:
    """Yield all that is read; while `keys` looks ahead, none before another is read.

    `packets` tells `keys` of each. No more is held than was sent already, nor than a few seconds
    of the stream.
    """
    held: deque[Packet] = deque()
    for packet in packets:
        held.append(packet)
        while held and not keys.looks_ahead:
            yield held.popleft()
    yield from held
