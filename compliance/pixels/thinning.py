"""Leaving out frames that no other frame is built on, as long as enough remain; pure."""

from dataclasses import dataclass
from typing import Literal

_PACKETS = 100  # a verdict is over so many: several groups of pictures, or a few seconds
_SPARE = 2.0  # times the rate wanted must remain, so that frames can be picked evenly


@dataclass(slots=True)
class Thinning:
    """Leaves them out from the start, and watches what remains.

    Cameras that send no such frames lose nothing by it. Where too few frames would remain, all
    are decoded from then on.
    """

    sent_per_second: float
    """Declared frame rate of the stream."""
    wanted_per_second: float
    skip_frame: Literal["NONREF", "DEFAULT"] = "NONREF"
    """What the decoder is to leave out, in its own words."""
    _packets: int = 0
    _frames: int = 0

    def saw(self, frames: int) -> None:
        """Take note of one more packet, and how many frames came out of the decoder with it."""
        self._packets, self._frames = self._packets + 1, self._frames + frames
        if self._packets < _PACKETS:
            return
        remaining = self._frames / self._packets * self.sent_per_second
        if remaining < _SPARE * self.wanted_per_second:
            self.skip_frame = "DEFAULT"
        self._packets = self._frames = 0
