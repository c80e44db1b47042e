"""How hard the machine has it: frames lost for want of time, and how much processors idle."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.counts.frames import Frames
from compliance.counts.overload import Evidence

_LATE_SHARE = 0.1  # of the frames due
_BUSY_SHARE = 0.9  # of the processors' time
_IDLE = slice(3, 5)  # idle and iowait, proc_stat(5)
_COUNTED = 8  # the times of guests after these are counted among them already


@dataclass(frozen=True, slots=True)
class Times:
    """The processors' time since the machine's start, in ticks."""

    idle: int = 0
    total: int = 0


def read_times(path: Path = Path("/proc/stat")) -> Times:
    """Return the processors' time by the kernel; zeros where it does not tell."""
    try:
        return parse_times(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return Times()


def parse_times(text: str) -> Times:
    """Return the sums in the first line of /proc/stat.

    A quota for a group of processes does not show there: under one, cameras are slowed down, but
    none is stopped.
    """
    ticks = [int(number) for number in text.partition("\n")[0].split()[1 : 1 + _COUNTED]]
    return Times(sum(ticks[_IDLE]), sum(ticks))


class Strain:
    """What happened since it was asked last."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self._frames: Mapping[int, Frames] = {}

    def evidence(self, frames: Mapping[int, Frames], times: Times) -> Evidence:
        """Return the evidence of the period that ends now.

        frames: of the live cameras that are up, by number, since the daemon's start.
        """
        since = {n: _since(self._frames[n], frames[n]) for n in frames.keys() & self._frames.keys()}
        late = sum(_is_late(each) for each in since.values())
        is_busy = _busy_share(self._times, times) >= _BUSY_SHARE
        self._frames, self._times = dict(frames), times
        return Evidence(len(since), late, is_busy)


def _since(before: Frames, after: Frames) -> Frames:
    return Frames(
        after.decoded - before.decoded,
        after.analysed - before.analysed,
        after.dropped - before.dropped,
    )


def _is_late(frames: Frames) -> bool:
    return frames.dropped > _LATE_SHARE * (frames.dropped + frames.analysed)


def _busy_share(before: Times, after: Times) -> float:
    passed = after.total - before.total
    return 1 - (after.idle - before.idle) / passed if passed > 0 else 0.0
