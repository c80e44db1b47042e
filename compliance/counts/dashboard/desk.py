"""Overviews on request: read from released rows, and kept until one more comes, or one goes."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol
from zoneinfo import ZoneInfo

from compliance.counts.auditing.pairs import Pair
from compliance.counts.camera_state import CameraState
from compliance.counts.dashboard.cameras import healths
from compliance.counts.dashboard.live import Live, Terms, is_recorded, next_release
from compliance.counts.dashboard.overview import Overview, Subject, overview, read_from
from compliance.counts.dashboard.period import Period
from compliance.counts.dashboard.place import Place
from compliance.counts.disclosure import Release
from compliance.counts.reader import Extent, Total, extents_of
from compliance.counts.uncollected import uncollected
from compliance.errors import ConfigError

KEPT = 32
"""Overviews that are remembered; the oldest are forgotten."""


class Door(Protocol):
    """The part of the reader that the page needs."""

    def releases(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
        *,
        with_sureness: bool = True,
    ) -> list[Release]:
        """Return the releases that start in [since, until), by site, area and time."""

    def extents(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
    ) -> list[Extent]:
        """Return how far each area's releases that start in [since, until) reach."""

    def pairs(self, area: str | None = None) -> list[Pair]:
        """Return the releases that were audited beside what was seen."""

    def totals(self) -> list[Total]:
        """Return the sums of everything ever released, by site and area."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An overview, how far the releases reached that it is of, and what was seen beside them."""

    extents: list[Extent]
    pairs: list[Pair]
    overview: Overview


class Desk:
    """Makes overviews, each once for as long as the releases it is of stay as they are."""

    def __init__(
        self,
        place: Place,
        door: Callable[[], Door],
        clock: Callable[[], datetime],
        cameras: Callable[[], Sequence[CameraState]] | None = None,
    ) -> None:
        """`door`, asked at each request, may raise StoreError while there is none.

        `cameras` tells how each is; None: nobody here knows.
        """
        self._place = place
        self._door = door
        self._cameras = cameras
        self._clock = clock
        self._kept: OrderedDict[Subject, _Kept] = OrderedDict()
        self._turn = Lock()

    @property
    def zone(self) -> ZoneInfo:
        """Whose days they are."""
        return self._place.zone

    def move(self, place: Place) -> None:
        """Tell of the place as it is from now on."""
        self._place = place

    @property
    def terms(self) -> Terms:
        """Under which terms figures are released."""
        return self._place.terms

    def areas(self) -> tuple[str, ...]:
        """Return every area that is configured or was ever released, in the alphabet's order."""
        configured = {camera.area for camera in self._place.cameras}
        return tuple(sorted(configured | {total.area for total in self._door().totals()}))

    def checked(self, area: str | None) -> str | None:
        """Return the area's name. Raises ConfigError when there is none of this name."""
        areas = self.areas()
        if area is None or area in areas:
            return area
        known = ", ".join(areas) or "none yet"
        raise ConfigError(f"there is no area {area!r}", f"There are: {known}.")

    def live(self) -> Live:
        """Return what is so now."""
        place, made_at = self._place, self._clock().astimezone(self._place.zone)
        recorded = is_recorded(place.cameras)
        now = _within(self._newest_end(), place.zone) if recorded else None
        following = None if recorded else next_release(made_at, place.terms.bucket)
        return Live(
            now=now or made_at,
            made_at=made_at,
            next_release=following,
            terms=place.terms,
            is_recorded=recorded,
            cameras=healths(self._cameras()) if self._cameras else (),
            allows_unlocked=place.allows_unlocked,
        )

    def _newest_end(self) -> datetime | None:
        ends = (total.newest_end for total in self._door().totals())
        return max((end for end in ends if end), default=None)

    def overview(self, area: str | None, period: Period) -> Overview:
        """Return the overview of an area, or of all as one."""
        door = self._door()
        with self._turn:  # who asks for the same at the same time waits, and gets the same
            subject = Subject(self._place.site, area, self.areas(), period)
            kept, pairs = self._kept.get(subject), door.pairs(area)
            if not kept or (kept.extents, kept.pairs) != (
                door.extents(read_from(period), period.end, area),
                pairs,
            ):
                kept = self._kept[subject] = self._made(door, subject, pairs)
            self._kept.move_to_end(subject)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return kept.overview

    def _made(self, door: Door, subject: Subject, pairs: list[Pair]) -> _Kept:
        with uncollected():
            period = subject.period
            since = read_from(period)
            releases = door.releases(since, period.end, subject.area, with_sureness=False)
            found = overview(subject, releases, self._place.measured.beside(pairs))
            return _Kept(extents_of(releases), pairs, found)


def _within(end: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the last moment before an end, which is of the day that ends with it."""
    return (end - datetime.resolution).astimezone(zone) if end else None
