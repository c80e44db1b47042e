"""The receiving end of the channel: a pixel process is believed nothing that cannot be; pure."""

from compliance.errors import RecordError
from compliance.sight import TOLD_SECONDS
from compliance.tally import HEALTH_SECONDS, Health, Record, State, Tally, decode

WALL_TOLERANCE_MINUTES = 5
"""How far a live tally's minute may lie from the wall clock."""

FLOOD_FACTOR = 2
"""How many times as many records as there is time for are still taken."""

MOST_FRAMES_PER_SECOND = 10_000
"""More than a machine decodes, even of a small recording."""

SPARE_SIGHTS = 2
"""Changes of how a camera sees that are taken beyond one in the time that each is told for."""

_SPARE_RECORDS = 10
_SPARE_SECONDS = 1.0
_MINUTE_SECONDS = 60


class Receiver:
    """Reads what one run of one camera's process sends."""

    def __init__(
        self,
        camera: int,
        next_sequence: int,
        began_seconds: float,
        recording_minute: int | None = None,
    ) -> None:
        """`began_seconds` is monotonic; `recording_minute`: the earliest possible, None if live."""
        self._camera = camera
        self._next_sequence = next_sequence
        self._first_sequence = next_sequence
        self._next_health = 0
        self._health: Health | None = None
        self._sights = 0
        self._began_seconds = began_seconds
        self._is_live = recording_minute is None
        self._minute = recording_minute
        self._wall_minute: int | None = None
        """The wall clock's when the last record came: it may have been set since."""

    @property
    def next_sequence(self) -> int:
        """Sequence number of the next tally."""
        return self._next_sequence

    def accept(self, data: bytes, wall_seconds: float, monotonic_seconds: float) -> Record:
        """Return the record in `data`.

        Raises RecordError when it cannot be true: its form, its camera, its place in the
        sequence, its minute, or more records or frames than there was time for.
        """
        record = _decoded(data)
        if record.camera != self._camera:
            message = f"camera {record.camera} on the channel of camera {self._camera}"
            raise RecordError(message)
        ran_seconds = monotonic_seconds - self._began_seconds
        if isinstance(record, Health):
            self._accept_health(record, ran_seconds)
        else:
            self._accept_tally(record, wall_seconds, ran_seconds)
        self._wall_minute = int(wall_seconds // _MINUTE_SECONDS)
        return record

    def _accept_health(self, health: Health, ran_seconds: float) -> None:
        if health.sequence != self._next_health:
            message = f"health record {health.sequence} came in place of {self._next_health}"
            raise RecordError(message)
        _refuse_flood(self._next_health, ran_seconds, HEALTH_SECONDS)
        before = self._health or health
        _check_frames(health, before, ran_seconds)
        _check_state(health, before)
        self._sights += health.sight is not before.sight
        if self._is_live and self._sights > SPARE_SIGHTS + ran_seconds / TOLD_SECONDS:
            message = "how the camera sees changed more often than it is told"
            raise RecordError(message)
        self._next_health += 1
        self._health = health

    def _accept_tally(self, tally: Tally, wall_seconds: float, ran_seconds: float) -> None:
        if tally.sequence != self._next_sequence:
            message = f"tally {tally.sequence} came in place of {self._next_sequence}"
            raise RecordError(message)
        if self._is_live:
            sent = self._next_sequence - self._first_sequence
            _refuse_flood(sent, ran_seconds, _MINUTE_SECONDS)
            self._check_live(tally.minute, int(wall_seconds // _MINUTE_SECONDS))
        elif self._minute is not None and tally.minute < self._minute:
            message = f"minute {tally.minute} of a recording came after {self._minute}"
            raise RecordError(message)
        self._next_sequence += 1
        self._minute = max(tally.minute, self._minute or 0)

    def _check_live(self, minute: int, now: int) -> None:
        """Refuse a minute far from now; one that waited to be read may be older than now."""
        before = now if self._wall_minute is None else self._wall_minute
        earliest = min(now, before, self._minute or now) - WALL_TOLERANCE_MINUTES
        latest = max(now, before) + WALL_TOLERANCE_MINUTES
        if not earliest <= minute <= latest:
            message = f"minute {minute} is not between {earliest} and {latest}"
            raise RecordError(message)


def _decoded(data: bytes) -> Record:
    try:
        return decode(data)
    except RecordError:
        message = "a record is not of the channel's form"  # its counts belong in no log
        raise RecordError(message) from None


def _check_frames(health: Health, last: Health, ran_seconds: float) -> None:
    """Refuse frames that become fewer, or more than there was time for."""
    now = (health.decoded, health.analysed, health.dropped)
    before = (last.decoded, last.analysed, last.dropped)
    most = MOST_FRAMES_PER_SECOND * (ran_seconds + _SPARE_SECONDS)
    is_falling = any(a < b for a, b in zip(now, before, strict=True))
    if is_falling or max(now) > most or health.expected != last.expected:
        message = "the frames of a health record cannot be"
        raise RecordError(message)


def _check_state(health: Health, last: Health) -> None:
    """Refuse a lock that comes or goes, and a process that works on after its last word."""
    is_resumed = last.state is State.STOPPED and health.state is not State.STOPPED
    if is_resumed or health.is_sandboxed != last.is_sandboxed:
        message = "the state of a health record cannot be"
        raise RecordError(message)


def _refuse_flood(sent: int, ran_seconds: float, period_seconds: float) -> None:
    """Refuse a record when far more than the period allows were sent."""
    most = _SPARE_RECORDS + FLOOD_FACTOR * ran_seconds / period_seconds
    if sent > most:
        message = f"{sent} records in {ran_seconds:.0f} s are more than the channel carries"
        raise RecordError(message)
