"""The ledger: what cameras send is entered in the store, the metrics and the release."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from compliance.camera import Camera
from compliance.counts.buckets import Counts
from compliance.counts.camera_state import CameraState, against, state_of
from compliance.counts.sink import CameraStatus
from compliance.errors import ElsewhereError, StoreError
from compliance.sureness import Sureness
from compliance.tally import Health, Tally


class Book(Protocol):
    """The part of the store the ledger writes to."""

    def next_sequence(self, camera: str) -> int:
        """Return the number a camera's next tally must carry."""

    def add(
        self,
        area: str,
        camera: str,
        sequence: int,
        at: datetime,
        counts: Counts,
        observed_ms: int,
        sureness: Sureness,
    ) -> bool:
        """Add a tally in one transaction; False when it was there already."""


class Calendar(Protocol):
    """The part of the jobs that follows a recording's own time."""

    def advance(self, area: str, recording_time: datetime) -> object:
        """Close what ended before `recording_time`."""

    def finish(self, area: str) -> object:
        """Close the bucket in which a recording ended."""


class Gauges(Protocol):
    """The part of the metrics that shows how the machinery is."""

    def observe_health(self, camera: Camera, health: Health) -> None:
        """Show a health record."""

    def observe_status(self, camera: Camera, status: CameraStatus) -> None:
        """Show whether a camera is up."""

    def count_store_error(self) -> None:
        """Count a failed write."""


class Ledger:
    """Where the supervisor delivers; see `supervisor.Sink`."""

    def __init__(
        self,
        book: Book,
        calendar: Calendar,
        gauges: Gauges,
        cameras: Sequence[Camera],
        claim: Callable[[Camera], None] = lambda _: None,
    ) -> None:
        """`claim` is called before a camera's tallies are numbered; see `SharedStore.claim`."""
        self._book = book
        self._claim = claim
        self._calendar = calendar
        self._gauges = gauges
        self._cameras = tuple(cameras)
        self._clocks = RecordingClocks(cameras)
        self._statuses: dict[str, CameraStatus] = {}
        self._locked: dict[str, bool] = {}
        self._store_fault = ""

    def change(self, cameras: Sequence[Camera]) -> None:
        """Go on with these cameras.

        What others still deliver is entered, but they are told of no more, and whatever time their
        recordings have come to holds nobody up.
        """
        names = {camera.name for camera in cameras}
        self._cameras, self._clocks = tuple(cameras), self._clocks.changed(cameras)
        self._statuses = {name: each for name, each in self._statuses.items() if name in names}
        self._locked = {name: each for name, each in self._locked.items() if name in names}

    def next_sequence(self, camera: Camera) -> int:
        """Return the number the camera's next tally must carry."""
        try:
            self._claim(camera)
        except ElsewhereError:
            self._store_fault = ""  # the store has answered
            raise
        return self._book.next_sequence(camera.name)

    def tally(self, camera: Camera, tally: Tally) -> None:
        """Enter a tally; raises StoreError when it could not be written and must come again."""
        at = datetime.fromtimestamp(tally.minute * 60, UTC)
        counts = Counts(tally.mask, tally.incorrect, tally.no_mask, tally.unknown)
        try:
            self._book.add(
                camera.area,
                camera.name,
                tally.sequence,
                at,
                counts,
                tally.observed_ms,
                tally.sureness,
            )
            if camera.recording and camera in self._cameras:
                self._calendar.advance(camera.area, self._clocks.reach(camera, at))
        except StoreError as error:
            self.fail(error)
            raise
        except ElsewhereError:
            self._store_fault = ""
            raise
        self._store_fault = ""

    def fail(self, error: StoreError) -> None:
        """Note that a write failed; it is tried again."""
        self._store_fault = error.message
        self._gauges.count_store_error()

    def health(self, camera: Camera, health: Health) -> None:
        """Show how a pixel process is."""
        if not self._is_known(camera):
            return
        self._locked[camera.name] = health.is_sandboxed
        self._gauges.observe_health(camera, health)

    def state(self, camera: Camera, status: CameraStatus) -> None:
        """Show whether a camera is up."""
        if not self._is_known(camera):
            return
        self._statuses[camera.name] = status
        self._gauges.observe_status(camera, status)

    def ended(self, camera: Camera) -> None:
        """Close the area's last bucket once all its recordings have ended."""
        if camera in self._cameras and self._clocks.end(camera):
            self._calendar.finish(camera.area)

    def against_readiness(self) -> list[str]:
        """Return why the site does not count now, in plain words; empty when it does.

        Nothing stands against a machine whose cameras are all counted by others.
        """
        reasons = [self._store_fault] if self._store_fault else []
        known = dict(self._statuses)
        statuses = {name: each for name, each in known.items() if not each.is_elsewhere}
        stands_by = bool(known) and not statuses
        sees = any(each.is_up and not each.sight.is_blind for each in statuses.values())
        if not sees and not stands_by:
            reasons.append("no camera is up and sees")
            reasons += [f"{name}: {why}" for name, s in statuses.items() if (why := against(s))]
        return reasons

    @property
    def camera_names(self) -> list[str]:
        """The cameras to count, by name."""
        return [camera.name for camera in self._cameras]

    def camera_states(self) -> list[CameraState]:
        """Return how each camera is, in the configuration's order."""
        statuses, locked = dict(self._statuses), dict(self._locked)
        return [
            state_of(
                camera,
                statuses.get(camera.name, CameraStatus()),
                is_locked=locked.get(camera.name),
            )
            for camera in self._cameras
        ]

    def _is_known(self, camera: Camera) -> bool:
        return any(each.name == camera.name for each in self._cameras)


class RecordingClocks:
    """How far each area's recordings have come: as far as the slowest that still runs."""

    def __init__(self, cameras: Sequence[Camera]) -> None:
        self._cameras = frozenset(cameras)
        self._reached = {
            area: {c.number: c.recording.start for c in cameras if c.area == area and c.recording}
            for area in {c.area for c in cameras}
        }

    def changed(self, cameras: Sequence[Camera]) -> "RecordingClocks":
        """Return the clocks of these cameras; those that were here have come as far as before."""
        clocks = RecordingClocks(cameras)
        for camera in self._cameras.intersection(cameras):
            reached = self._reached[camera.area].get(camera.number)
            clocks._reached[camera.area].pop(camera.number, None)
            if reached:  # else it has ended
                clocks._reached[camera.area][camera.number] = reached
        return clocks

    def reach(self, camera: Camera, at: datetime) -> datetime:
        """Note that `camera` has come to `at`; return how far its area has come."""
        reached = self._reached[camera.area]
        reached[camera.number] = at
        return min(reached.values())

    def end(self, camera: Camera) -> bool:
        """Note that `camera` has ended; say whether its area has no other running recording."""
        reached = self._reached[camera.area]
        reached.pop(camera.number, None)
        return not reached
