"""The channel: the only two records that leave a pixel process, and how they are read.

Both are 48 bytes, little-endian, written whole to one pipe. A camera's process sends one Tally
a minute and one Health every HEALTH_SECONDS, so at most CHANNEL_BYTES_PER_MINUTE pass.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from compliance.errors import RecordError
from compliance.faults import Fault
from compliance.sight import Sight
from compliance.sureness import CLASSES, NOBODY, Sureness

RECORD_SIZE_BYTES = 48
HEALTH_SECONDS = 2
CHANNEL_BYTES_PER_MINUTE = RECORD_SIZE_BYTES * (60 // HEALTH_SECONDS + 1)

LAG_STEP_MS = 100  # a finer lag would tell how many faces were being judged
MAXIMUM_OBSERVED_MS = 60_000
MAXIMUM_COUNT = 6_000  # passages of one outcome in a minute; no camera sees more

_MAGIC = 0xC0DE
_VERSION = 3
_HEADER = struct.Struct("<HBBHHQ")  # magic, version, kind, camera, zero, sequence
_TALLY = struct.Struct(f"<IIHHHH{CLASSES}H4x")  # minute, observed ms, four counts, sureness
_HEALTH = struct.Struct("<IIIIIBBBB8x")  # decoded, analysed, dropped, expected, lag ms, ...


class Kind(IntEnum):
    """What a record is."""

    TALLY = 1
    HEALTH = 2


class State(IntEnum):
    """What a pixel process is doing. Before it is locked in it says nothing."""

    RUNNING = 1
    STOPPED = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """What one camera counted in (a part of) one minute."""

    camera: int
    """Number of the camera in the configuration's order, from 0."""
    sequence: int
    """Rises by one with each tally of this camera, across restarts."""
    minute: int
    """Minutes since 1970-01-01T00:00Z by the source's clock."""
    observed_ms: int
    """Milliseconds really watched, 0 to MAXIMUM_OBSERVED_MS."""
    mask: int
    incorrect: int
    no_mask: int
    unknown: int
    sureness: Sureness = NOBODY
    """How surely those were judged that could be judged at all."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a pixel process is; never a word about people."""

    camera: int
    sequence: int
    """Rises by one with each health record, from 0 at each start."""
    decoded: int
    """Frames decoded since the start."""
    analysed: int
    """Frames analysed since the start; a function of time alone, never of who was seen."""
    dropped: int
    """Frames that were due for analysis and came too late for it, since the start."""
    expected: int
    """Frames in the whole recording; 0 for a live stream or where unknown."""
    lag_ms: int
    """Age of the newest analysed frame, a multiple of LAG_STEP_MS."""
    state: State
    fault: Fault
    is_sandboxed: bool
    sight: Sight = Sight.CLEAR
    """How well the camera sees; changes rarely, see `pixels/sight.py`."""


Record = Tally | Health


def encode(record: Record) -> bytes:
    """Return the record's RECORD_SIZE_BYTES bytes.

    Raises RecordError when a value does not fit its field.
    """
    try:
        if isinstance(record, Tally):
            header = (_MAGIC, _VERSION, Kind.TALLY, record.camera, 0, record.sequence)
            counts = (record.mask, record.incorrect, record.no_mask, record.unknown)
            classes = record.sureness.classes
            body = _TALLY.pack(record.minute, record.observed_ms, *counts, *classes)
        else:
            header = (_MAGIC, _VERSION, Kind.HEALTH, record.camera, 0, record.sequence)
            frames = (record.decoded, record.analysed, record.dropped, record.expected)
            states = (record.state, record.fault, record.is_sandboxed, record.sight)
            body = _HEALTH.pack(*frames, record.lag_ms, *states)
        return _HEADER.pack(*header) + body
    except struct.error as error:
        message = f"a record does not fit its fields: {error}"
        raise RecordError(message) from error


def decode(data: bytes) -> Record:
    """Return the record in `data`, trusting nothing.

    Raises RecordError on a wrong length, magic number, version, kind or range, and on a byte
    that should be zero and is not.
    """
    if len(data) != RECORD_SIZE_BYTES:
        message = f"a record of {len(data)} bytes is not {RECORD_SIZE_BYTES}"
        raise RecordError(message)
    magic, version, kind, camera, _, sequence = _HEADER.unpack_from(data)
    if (magic, version) != (_MAGIC, _VERSION):
        message = f"magic {magic:#x} version {version} is not {_MAGIC:#x} version {_VERSION}"
        raise RecordError(message)
    read: Callable[[int, int, bytes], Record]
    try:
        read = _tally if Kind(kind) is Kind.TALLY else _health
        record = read(camera, sequence, data[_HEADER.size :])
    except ValueError as error:
        message = f"a record holds a value outside its list: {error}"
        raise RecordError(message) from error
    if encode(record) != data:
        message = "a record carries bits outside its fields"
        raise RecordError(message)
    return record


def _tally(camera: int, sequence: int, body: bytes) -> Tally:
    minute, observed_ms, mask, incorrect, no_mask, unknown, *classes = _TALLY.unpack(body)
    counts, sureness = (mask, incorrect, no_mask, unknown), Sureness(*classes)
    if observed_ms > MAXIMUM_OBSERVED_MS or max(counts) > MAXIMUM_COUNT:
        message = "a tally holds more than one minute can"
        raise RecordError(message)
    if sureness.total > sum(counts):
        message = "a tally holds more that were judged than passed"
        raise RecordError(message)
    return Tally(camera, sequence, minute, observed_ms, *counts, sureness)


def _health(camera: int, sequence: int, body: bytes) -> Health:
    *numbers, lag_ms, state, fault, is_sandboxed, sight = _HEALTH.unpack(body)
    decoded, analysed, dropped, expected = numbers
    if lag_ms % LAG_STEP_MS:
        message = f"a lag of {lag_ms} ms is not a multiple of {LAG_STEP_MS}"
        raise RecordError(message)
    return Health(
        camera=camera,
        sequence=sequence,
        decoded=decoded,
        analysed=analysed,
        dropped=dropped,
        expected=expected,
        lag_ms=lag_ms,
        state=State(state),
        fault=Fault(fault),
        is_sandboxed=bool(is_sandboxed),
        sight=Sight(sight),
    )
