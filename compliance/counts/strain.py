"""How hard the machine has it: frames lost for want of time, and how much processors idle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.counts.frames import Frames
from compliance.counts.overload import Evidence
from compliance.counts.quota import NO_QUOTA, Periods, read_periods

_LATE_SHARE = 0.1  # of the frames due, dropped
_LATE_MS = 1000  # who is so far behind drops little: one frame a second is analysed all the same
_BUSY_SHARE = 0.9  # of the processors' time
_THROTTLED_SHARE = 0.5  # of the periods of a quota
_IDLE = slice(3, 5)  # idle and iowait, proc_stat(5)
_COUNTED = 8  # the times of guests after these are counted among them already


@dataclass(frozen=True, slots=True)
class Times:
    """The processors' time since the machine's start, in ticks."""

    idle: int = 0
    total: int = 0
    periods: Periods = NO_QUOTA
    """Of the quota that our processes are held to, if they are."""


def read_times(path: Path = Path("/proc/stat")) -> Times:
    """Return the processors' time by the kernel; zeros where it does not tell."""
    try:
        times = parse_times(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        times = Times()
    return replace(times, periods=read_periods())


def parse_times(text: str) -> Times:
    """Return the sums in the first line of /proc/stat."""
    ticks = [int(number) for number in text.partition("\n")[0].split()[1 : 1 + _COUNTED]]
    return Times(sum(ticks[_IDLE]), sum(ticks))


@dataclass(frozen=True, slots=True)
class Sample:
    """How a camera that is up fares."""

    frames: Frames
    """Since the daemon's start."""
    lag_ms: int
    """Of the newest frame analysed."""


class Strain:
    """What happened since it was asked last."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self._samples: Mapping[int, Sample] = {}

    def evidence(self, samples: Mapping[int, Sample], times: Times) -> Evidence:
        """Return the evidence of the period that ends now.

        samples: of the live cameras that are up, by number.
        """
        both = samples.keys() & self._samples.keys()
        late = sum(_is_late(self._samples[n], samples[n]) for n in both)
        is_busy = _is_busy(self._times, times)
        self._samples, self._times = dict(samples), times
        return Evidence(len(both), late, is_busy)


def _is_late(before: Sample, after: Sample) -> bool:
    dropped = after.frames.dropped - before.frames.dropped
    due = dropped + after.frames.analysed - before.frames.analysed
    return dropped > _LATE_SHARE * due or after.lag_ms > _LATE_MS


def _is_busy(before: Times, after: Times) -> bool:
    """Say whether there was no processor time left, on the machine or in our quota."""
    total, idle = after.total - before.total, after.idle - before.idle
    passed = after.periods.passed - before.periods.passed
    throttled = after.periods.throttled - before.periods.throttled
    is_out = total > 0 and idle <= (1 - _BUSY_SHARE) * total
    return is_out or (passed > 0 and throttled >= _THROTTLED_SHARE * passed)
