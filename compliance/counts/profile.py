"""The week's profile: the rate of each weekday and hour, over all weeks of a selection."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from compliance.counts.clustering import design_effect
from compliance.counts.disclosure import Release
from compliance.counts.rates import Figures, Measured
from compliance.counts.weighting import weighted_figures


@dataclass(frozen=True, slots=True)
class WeekHour:
    """What an area's releases that start in one weekday and hour say together."""

    site: str
    area: str
    weekday: int
    """0 is Monday."""
    hour: int
    """0 to 23, of the profile's zone."""
    releases: int
    figures: Figures


def profile(releases: Iterable[Release], zone: ZoneInfo, measured: Measured) -> list[WeekHour]:
    """Return every weekday and hour in which something was released, by site and area.

    The releases of an area come in order of time. A release is never split: it stands where it
    starts. An hour watched badly weighs as much as one watched well, see `weighting`.
    """
    areas: dict[tuple[str, str], list[Release]] = {}
    for release in releases:
        areas.setdefault((release.site, release.area), []).append(release)
    hours = LocalHours(zone)
    return [
        row
        for area in sorted(areas)
        for row in week_of(areas[area], hours, measured, design_effect(areas[area]))
    ]


class LocalHours:
    """The weekday and hour in which releases begin; areas share them, so each is found once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[datetime, tuple[int, int]] = {}

    def of(self, release: Release) -> tuple[int, int]:
        """Return the weekday (Monday is 0) and the hour in which a release begins."""
        found = self._known.get(release.start)
        if found is None:
            local = release.start.astimezone(self._zone)
            found = self._known[release.start] = local.weekday(), local.hour
        return found


def week_of(
    releases: Sequence[Release], hours: LocalHours, measured: Measured, effect: float | None
) -> Iterator[WeekHour]:
    """Yield the profile of one area, or of several as if they were one, under the first's name.

    `effect`: the design effect, see `clustering`.
    """
    slots: dict[tuple[int, int], list[Release]] = {}
    for release in releases:
        slots.setdefault(hours.of(release), []).append(release)
    for (weekday, hour), found in sorted(slots.items()):
        yield WeekHour(
            found[0].site,
            found[0].area,
            weekday,
            hour,
            len(found),
            weighted_figures(found, measured, effect),
        )
