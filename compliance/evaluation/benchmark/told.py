"""What a measured process tells of itself: numbers, over the channel it has anyway."""

from enum import IntEnum

from compliance.tally import Tally


class Told(IntEnum):
    """Which number it is; on the channel it stands where a camera's number does."""

    CPU_NS = 60_001
    """Of the process and all its threads, from the lock to the end of the stream."""
    FRAMES = 60_002
    """Of the stream, as far as it was taken in."""
    DECODED = 60_009
    LOCKED_NS = 60_003
    """When everything was loaded and locked, on the monotonic clock."""
    LOOKED_NS = 60_004
    """When the first frame was analysed, on the monotonic clock."""
    STARTED_CPU_NS = 60_008
    """Of the process up to then."""
    ANALYSED = 60_005
    FOLLOWED = 60_006
    """Faces followed, summed over the analysed frames."""
    JUDGED = 60_007
    """Crops classified."""
    DECODE_NS = 60_010
    CONVERT_NS = 60_011
    DETECT_NS = 60_012
    TRACK_NS = 60_013
    CLASSIFY_NS = 60_014
    WATCH_NS = 60_015


def told(what: Told, value: int) -> Tally:
    """Return a record that carries a number of 0 or more."""
    return Tally(what, value, 0, 0, 0, 0, 0, 0)


def heard(record: Tally) -> tuple[Told, int] | None:
    """Return which number a record carries; None for what a real camera counted."""
    if record.camera not in tuple(Told):
        return None
    return Told(record.camera), record.sequence
