"""The week's profile: the rate of each weekday and hour, over all weeks of a selection."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    return [row for area in sorted(areas) for row in _of_area(areas[area], zone, measured)]


def _of_area(releases: Sequence[Release], zone: ZoneInfo, measured: Measured) -> Iterator[WeekHour]:
    effect = design_effect(releases)
    slots: dict[tuple[int, int], list[Release]] = {}
    for release in releases:
        local = release.start.astimezone(zone)
        slots.setdefault((local.weekday(), local.hour), []).append(release)
    for (weekday, hour), found in sorted(slots.items()):
        yield WeekHour(
            found[0].site,
            found[0].area,
            weekday,
            hour,
            len(found),
            weighted_figures(found, measured, effect),
        )
