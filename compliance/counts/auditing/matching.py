"""When audits may be told: joined to releases, by the same rule as releases are made.

A release is compared once every bucket of it was audited at every camera of its area. What the
people saw together must then hold as many of them, and as different ones, as a release must:
releases whose audits do not are summed with the next that were audited. So no sum or difference
of comparisons is of fewer people than `minimum_count`, nor of people who all did alike, by what
was seen as little as by what was counted; and none is left out for what was seen in it, which
would make the daemon's error look other than it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from compliance.counts.auditing.pairs import Audit, Pair
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release

GRACE = timedelta(hours=48)
"""How long an audit waits, after its release, for others that make the release whole: a phone
that was out of reach is back by then."""

MINIMUM_COVERAGE = 0.9
"""Share of a release's time that must have been watched by the cameras: else the two saw other
people."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an area's audits are told."""

    cameras: int
    """How many the area has; each needs a person."""
    minimum_count: int
    protects_homogeneous: bool


@dataclass(frozen=True, slots=True)
class Matching:
    """What becomes of an area's audits."""

    pairs: tuple[Pair, ...]
    """To be told, in order of time."""
    gone: tuple[Audit, ...]
    """Used up, or of no use any more; all others wait."""


def match(
    audits: Sequence[Audit],
    releases: Sequence[Release],
    terms: Terms,
    released_until: datetime,
    now: datetime,
) -> Matching:
    """Return the comparisons that may be told of an area, and the audits to delete.

    `releases`: those that hold an audit and were not compared before, in order of time.
    """
    whole = [(release, found) for release in releases if (found := _of(release, audits, terms))]
    pairs: list[Pair] = []
    used: list[Audit] = []
    for models in dict.fromkeys(release.models for release, _ in whole):
        theirs = [each for each in whole if each[0].models == models]
        for pool in _pools(theirs, terms):
            pairs.append(_pair(pool, models))
            used += [audit for _, found in pool for audit in found]
    waiting = {audit for _, found in whole for audit in found}
    late = [
        audit
        for audit in audits
        if audit not in waiting and audit.end <= min(released_until, now - GRACE)
    ]
    return Matching(tuple(sorted(pairs, key=lambda pair: pair.start)), (*used, *late))


_Whole = tuple[Release, tuple[Audit, ...]]


def _of(release: Release, audits: Iterable[Audit], terms: Terms) -> tuple[Audit, ...]:
    """Return the audits that cover a release at every camera; none where they do not."""
    if release.counts.withheld or not _was_watched(release):
        return ()
    within = sorted(
        (audit for audit in audits if release.start <= audit.start and audit.end <= release.end),
        key=lambda audit: audit.start,
    )
    cameras = {audit.camera for audit in within}
    by_camera = [[audit for audit in within if audit.camera == camera] for camera in cameras]
    is_whole = len(cameras) == terms.cameras and all(_fills(each, release) for each in by_camera)
    return tuple(within) if is_whole and not _others_watched(release, len(cameras)) else ()


def _was_watched(release: Release) -> bool:
    return release.observed_seconds >= MINIMUM_COVERAGE * release.expected_seconds > 0


def _others_watched(release: Release, cameras: int) -> bool:
    """Say whether more cameras counted than there are now: some were taken away since."""
    return release.expected_seconds > cameras * (release.end - release.start).total_seconds()


def _fills(audits: Sequence[Audit], release: Release) -> bool:
    """Say whether a camera's audits, in order, fill a release without a gap."""
    return (
        audits[0].start == release.start
        and audits[-1].end == release.end
        and all(first.end == second.start for first, second in pairwise(audits))
    )


def _pools(whole: Iterable[_Whole], terms: Terms) -> Iterable[list[_Whole]]:
    """Yield what may be told together; what is left at the end waits for more."""
    pool: list[_Whole] = []
    for each in whole:
        pool.append(each)
        seen = _seen(pool)
        is_enough = seen.decided >= max(terms.minimum_count, 1)
        if is_enough and not (terms.protects_homogeneous and seen.is_homogeneous):
            yield pool
            pool = []


def _seen(pool: Iterable[_Whole]) -> Counts:
    return sum((audit.seen for _, found in pool for audit in found), Counts())


def _pair(pool: Sequence[_Whole], models: ModelIdentity) -> Pair:
    first, last = pool[0][0], pool[-1][0]
    counted = sum((release.counts for release, _ in pool), Counts())
    seen = _seen(pool)
    return Pair(first.site, first.area, first.start, last.end, len(pool), seen, counted, models)
