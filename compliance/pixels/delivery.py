"""How a camera delivers: often enough to follow people, with time stamps to be believed; pure."""

from compliance.sight import Sight
from compliance.tempo import FLOOR_PER_SECOND

SPAN_SECONDS = 60.0
_SPANS = 2  # in a row: a camera that starts, or a network that hiccups, is no fault

_UNTIMED_SHARE = 0.05  # of the frames; a clock that is set jumps once
_SLACK = 0.9  # 25 frames a second are 24.3 by another clock


class Delivery:
    """Sums up spans of a minute. Times are in seconds and never fall."""

    def __init__(self) -> None:
        self.sight = Sight.CLEAR
        """UNTIMED, SPARSE or CLEAR, by the last spans."""
        self._began: float | None = None
        self._frames = self._untimed = 0
        self._verdicts: list[Sight] = []

    def arrived(self, at_seconds: float, *, is_timed: bool) -> None:
        """Take in a decoded frame."""
        if self._began is None:
            self._began = at_seconds
        lasted = at_seconds - self._began
        if lasted >= SPAN_SECONDS:
            self._sum_up(lasted)
            self._began, self._frames, self._untimed = at_seconds, 0, 0
        self._frames += 1
        self._untimed += not is_timed

    def _sum_up(self, lasted: float) -> None:
        self._verdicts = [*self._verdicts, self._verdict(lasted)][-_SPANS:]
        is_agreed = len(self._verdicts) == _SPANS and len(set(self._verdicts)) == 1
        self.sight = self._verdicts[-1] if is_agreed else self.sight

    def _verdict(self, lasted: float) -> Sight:
        if self._untimed > _UNTIMED_SHARE * self._frames:
            return Sight.UNTIMED
        is_sparse = self._frames < _SLACK * FLOOR_PER_SECOND * lasted
        return Sight.SPARSE if is_sparse else Sight.CLEAR
