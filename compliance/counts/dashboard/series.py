"""Released rows laid along hours or days, with what was watched of each."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from compliance.counts.dashboard.period import Slot
from compliance.counts.disclosure import Release
from compliance.counts.rates import Figures, Measured, of_releases

WELL_WATCHED = 0.75
"""A slot watched for less is shown as a gap: too many of its people are not in its figures."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is known of one hour or day."""

    slot: Slot
    figures: Figures | None
    """Of the releases that begin in it, as everywhere; None: none does."""
    reach: datetime | None
    """Until when every area is told of by them; perhaps long after the slot."""
    watched: float | None
    """Share of the slot that was watched, 0 to 1; None: no release tells of it."""
    usual: Figures | None = None
    """What the like hours or days before were."""

    @property
    def is_gap(self) -> bool:
        """Say whether it was watched in part only, or not at all."""
        return self.watched is not None and self.watched < WELL_WATCHED


def series(
    releases: Sequence[Release], slots: Sequence[Slot], measured: Measured, effect: float | None
) -> tuple[Point, ...]:
    """Return a point for each of some slots that follow each other, from releases of any areas.

    A release is never split: it stands in the slot in which it begins. What was watched is known
    for all of the time it spans. `effect`: the design effect, see `clustering`.
    """
    if not slots:
        return ()
    starts = [slot.start.astimezone(UTC) for slot in slots]
    end = slots[-1].end.astimezone(UTC)
    beginning: list[list[Release]] = [[] for _ in slots]
    places = _places(releases, starts)
    for release in releases:
        place = places[release.start]
        if place >= 0 and release.start < end:
            beginning[place].append(release)
    shares = _watched(releases, starts, end, places)
    return tuple(
        _point(slot, found, share, measured, effect)
        for slot, found, share in zip(slots, beginning, shares, strict=True)
    )


def with_usual(
    points: Sequence[Point], usual_of: Callable[[datetime], Figures | None]
) -> tuple[Point, ...]:
    """Return the points with what is usual for each, found by the slot's beginning."""
    return tuple(replace(point, usual=usual_of(point.slot.start)) for point in points)


def _point(
    slot: Slot,
    found: Sequence[Release],
    watched: float | None,
    measured: Measured,
    effect: float | None,
) -> Point:
    if not found:
        return Point(slot, None, None, watched)
    ends = {release.area: release.end for release in found}  # an area's last one stays
    return Point(slot, of_releases(found, measured, effect), min(ends.values()), watched)


def _places(releases: Sequence[Release], starts: Sequence[datetime]) -> dict[datetime, int]:
    """Return in which slot each beginning of a release lies; -1 before the first."""
    return {at: bisect_right(starts, at) - 1 for at in {release.start for release in releases}}


def _watched(
    releases: Sequence[Release],
    starts: Sequence[datetime],
    end: datetime,
    places: Mapping[datetime, int],
) -> list[float | None]:
    """Return the share watched of each slot, by the releases that span it.

    A slot that none spans was not watched where releases lie before and after it.
    """
    edges = [*starts, end]
    observed, expected = [0.0] * len(starts), [0.0] * len(starts)
    for release in releases:
        place = places[release.start]
        if place >= 0 and release.end <= edges[place + 1]:
            observed[place] += release.observed_seconds
            expected[place] += release.expected_seconds
            continue
        for each in range(max(place, 0), min(bisect_left(edges, release.end), len(starts))):
            share = _overlap(release, edges[each], edges[each + 1])
            observed[each] += share * release.observed_seconds
            expected[each] += share * release.expected_seconds
    shares = [
        min(seen / due, 1.0) if due else None for seen, due in zip(observed, expected, strict=True)
    ]
    return _with_holes(shares)


def _overlap(release: Release, start: datetime, end: datetime) -> float:
    """Return the share of a release that lies in [start, end)."""
    inside = min(release.end, end) - max(release.start, start)
    return max(inside / (release.end - release.start), 0.0)


def _with_holes(shares: Sequence[float | None]) -> list[float | None]:
    told = [place for place, share in enumerate(shares) if share is not None]
    if not told:
        return list(shares)
    inside = range(told[0], told[-1])
    return [
        0.0 if share is None and place in inside else share for place, share in enumerate(shares)
    ]
