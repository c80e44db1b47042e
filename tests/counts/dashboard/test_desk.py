"""Overviews on request: what they are made from, and how long they are kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compliance.camera import Clock, Recording
from compliance.counts.auditing.pairs import Pair
from compliance.counts.buckets import Counts
from compliance.counts.correction import Corrected, Refused
from compliance.counts.dashboard.desk import KEPT, Desk
from compliance.counts.dashboard.document import document, facts
from compliance.counts.dashboard.period import today
from compliance.counts.disclosure import Release
from compliance.counts.jobs import LATENESS, Area, Jobs, Publishing
from compliance.counts.reader import Extent, Reader, Total, extents_of, open_reader
from compliance.counts.store import open_store
from compliance.errors import ConfigError
from tests.counts.dashboard.lives import (
    DAY_LIMIT,
    HOUR,
    PARIS,
    SITE,
    THEIRS,
    Life,
    a_release,
    write,
)
from tests.counts.dashboard.serving import NOW, Site, cameras_of, lives

NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
SOME = Counts(mask=40, no_mask=10)
TODAY = today(NOW, PARIS)


@dataclass
class CountingDoor:
    """A door that remembers how often it was gone through."""

    rows: list[Release] = field(default_factory=list)
    audited: list[Pair] = field(default_factory=list)
    read: int = 0

    def releases(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
        *,
        with_sureness: bool = True,
    ) -> list[Release]:
        self.read += not with_sureness
        assert since is not None
        assert until is not None
        return [r for r in self.rows if since <= r.start < until and area in (None, r.area)]

    def extents(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
    ) -> list[Extent]:
        return extents_of(self.releases(since, until, area))

    def pairs(self, area: str | None = None) -> list[Pair]:
        return [pair for pair in self.audited if area in (None, pair.area)]

    def totals(self) -> list[Total]:
        counts = sum((r.counts for r in self.rows), Counts())
        newest = max((r.end for r in self.rows), default=None)
        return [Total(SITE, "hall", counts, 0, newest_end=newest)]


def a_desk(door: CountingDoor, site: Site | None = None) -> Desk:
    site = site or Site()
    return Desk(site.place(), lambda: door, lambda: site.now)


def test_an_overview_is_made_once_until_more_is_released() -> None:
    door = CountingDoor([a_release(NOON - HOUR, SOME)])
    desk = a_desk(door)
    first = desk.overview(None, TODAY)
    assert desk.overview(None, TODAY) is first
    assert door.read == 1
    door.rows.append(a_release(NOON, SOME))
    assert desk.overview(None, TODAY).whole != first.whole
    assert door.read == 2


def test_an_overview_tells_what_audits_found_since() -> None:
    release = a_release(NOON - HOUR, SOME)
    door = CountingDoor([release])
    desk = a_desk(door)
    before = desk.overview("hall", TODAY).whole
    assert before is not None
    assert isinstance(before.figures.local, Refused)
    door.audited = [
        Pair(
            SITE, "hall", NOON - number * HOUR, NOON - (number - 1) * HOUR, 1,
            seen=Counts(80, 0, 20), counted=Counts(70, 0, 30), models=release.models,
        )
        for number in range(2, 12)
    ]  # fmt: skip
    after = desk.overview("hall", TODAY).whole
    assert after is not None
    assert isinstance(after.figures.local, Corrected)
    assert "By audits" in {fact["name"] for fact in facts(after)}
    assert "By audits" not in {fact["name"] for fact in facts(before)}


def test_what_expired_is_not_told_from_memory() -> None:
    door = CountingDoor([a_release(NOON - HOUR, SOME), a_release(NOON, SOME)])
    desk = a_desk(door)
    first = desk.overview(None, TODAY).whole
    del door.rows[0]
    assert desk.overview(None, TODAY).whole != first


def test_past_days_are_not_read_again_for_what_is_released_today() -> None:
    door = CountingDoor([a_release(NOON - timedelta(days=2), SOME)])
    desk = a_desk(door)
    past = today(NOW - timedelta(days=2), PARIS)
    first = desk.overview(None, past)
    door.rows.append(a_release(NOON, SOME))
    assert desk.overview(None, past) is first


def test_areas_and_days_are_kept_apart_and_only_so_many() -> None:
    door = CountingDoor([a_release(NOON, SOME)])
    desk = a_desk(door)
    desk.overview(None, TODAY)
    desk.overview("hall", TODAY)
    assert door.read == 2
    for days in range(1, KEPT + 1):
        desk.overview(None, today(NOW - timedelta(days=days), PARIS))
    desk.overview(None, TODAY)
    assert door.read == KEPT + 3


def test_areas_are_those_configured_and_those_released() -> None:
    site = Site(cameras=cameras_of("ward", "annex"))
    assert a_desk(CountingDoor(), site).areas() == ("annex", "hall", "ward")


def test_an_unknown_area_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="there is no area 'attic'") as caught:
        a_desk(CountingDoor()).checked("attic")
    assert "hall" in caught.value.hint


def test_recordings_have_come_to_the_newest_releases_day() -> None:
    recorded = cameras_of("hall", recording=Recording(datetime(2026, 1, 5, tzinfo=UTC)))
    midnight = datetime(2026, 1, 6, 23, 0, tzinfo=UTC)  # in Paris
    door = CountingDoor([a_release(midnight - HOUR, SOME)])
    live = a_desk(door, Site(cameras=recorded)).live()
    assert recorded[0].clock is Clock.RECORDING
    assert live.now.date().isoformat() == "2026-01-06"
    assert live.next_release is None
    assert live.made_at == NOW


def test_before_their_first_release_recordings_are_of_today() -> None:
    recorded = cameras_of("hall", recording=Recording(datetime(2026, 1, 5, tzinfo=UTC)))
    assert a_desk(CountingDoor(), Site(cameras=recorded)).live().now.date() == NOW.date()


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[tuple[Reader, str]]:
    url = write(tmp_path, [a_release(NOON - HOUR, SOME)])
    with open_reader(url, SITE) as reader:
        yield reader, url


def test_how_far_releases_reach_is_the_same_from_the_rows_and_from_the_database(
    tmp_path: Path,
) -> None:
    rows = lives(Life("hall", 40), Life("ward", 5), days=9)
    since, until = NOW - timedelta(days=5), NOW - timedelta(days=1)
    with open_reader(write(tmp_path, rows), SITE) as reader:
        found = reader.releases(since, until, with_sureness=False)
        assert len(found) > 30
        assert extents_of(found) == reader.extents(since, until)
        assert extents_of([]) == reader.extents(until, since)


def test_what_is_not_released_changes_nothing_on_the_page(stored: tuple[Reader, str]) -> None:
    reader, url = stored
    desk = Site().desk(lambda: reader)
    told = [document(desk.overview(None, TODAY), desk.live())]
    with open_store(url, SITE) as store:
        terms = Publishing(HOUR, 10, timedelta(days=400), THEIRS, DAY_LIMIT)
        jobs = Jobs(store, [Area("hall", 1, Clock.WALL)], terms)
        at = NOON + HOUR
        for sequence, counts in enumerate((Counts(mask=5, no_mask=2), Counts(unknown=1))):
            store.add("hall", "hall", sequence + 1, at, counts, 60_000)
            told.append(document(desk.overview(None, TODAY), desk.live()))
        assert jobs.close_and_release(at + HOUR + LATENESS) == [], "8 are too few"
        told.append(document(Site().desk(lambda: reader).overview(None, TODAY), desk.live()))
    assert all(each == told[0] for each in told)
