"""The periodic jobs, called as the scheduler calls them."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from compliance.camera import Camera, Clock, Recording, Source, SourceKind
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.jobs import Area, Jobs, Publishing, areas_of
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from tests.counts.databases import sqlite_url

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
PUBLISHING = Publishing(HOUR, 10, timedelta(days=400), MODELS, homogeneous_limit=None)
PROTECTED = Publishing(HOUR, 10, timedelta(days=400), MODELS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(sqlite_url(tmp_path), "lyon") as opened:
        yield opened


@pytest.fixture
def jobs(store: Store) -> Jobs:
    areas = [Area("hall", 2, Clock.WALL), Area("film", 1, Clock.RECORDING)]
    return Jobs(store, areas, PUBLISHING)


def see(store: Store, at: datetime, masked: int = 20, area: str = "hall") -> None:
    store.add(area, area, store.next_sequence(area), at, Counts(mask=masked), 60_000)


def test_a_bucket_is_closed_when_the_last_minutes_tally_has_had_time(
    store: Store, jobs: Jobs
) -> None:
    see(store, EIGHT)
    assert jobs.close_and_release(EIGHT + HOUR + 89 * SECOND) == []
    [release] = jobs.close_and_release(EIGHT + HOUR + 90 * SECOND)
    assert (release.start, release.end, release.expected_seconds) == (EIGHT, EIGHT + HOUR, 7200)


def test_buckets_closed_together_are_released_apart(store: Store, jobs: Jobs) -> None:
    for hour in (0, 1, 4):
        see(store, EIGHT + hour * HOUR)
    released = jobs.close_and_release(EIGHT + 6 * HOUR)
    ends = [(r.start - EIGHT, r.end - EIGHT) for r in released]
    assert ends == [(0 * HOUR, HOUR), (HOUR, 2 * HOUR), (2 * HOUR, 5 * HOUR)]


def test_what_a_crash_left_closed_is_released_before_it_grows(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT)
    see(store, EIGHT + HOUR)
    store.close_buckets("hall", EIGHT + HOUR, 2)  # and then, no release
    released = jobs.close_and_release(EIGHT + 3 * HOUR)
    assert [r.start for r in released] == [EIGHT, EIGHT + HOUR]


def test_all_alike_is_published_as_a_number_after_a_day(store: Store) -> None:
    jobs = Jobs(store, [Area("hall", 1, Clock.WALL)], PROTECTED)
    for hour in range(30):
        see(store, EIGHT + hour * HOUR)
    released = jobs.close_and_release(EIGHT + 31 * HOUR)
    assert [(r.start, r.end, r.counts) for r in released] == [
        (EIGHT, EIGHT + 24 * HOUR, Counts(withheld=24 * 20))
    ]


def test_the_first_who_did_otherwise_ends_the_wait(store: Store) -> None:
    jobs = Jobs(store, [Area("hall", 1, Clock.WALL)], PROTECTED)
    for hour in range(3):
        see(store, EIGHT + hour * HOUR)
    store.add("hall", "hall", 3, EIGHT + 2 * HOUR, Counts(incorrect=1), 60_000)
    [release] = jobs.close_and_release(EIGHT + 4 * HOUR)
    assert (release.end, release.counts) == (EIGHT + 3 * HOUR, Counts(mask=60, incorrect=1))


def test_releases_are_handed_on(store: Store) -> None:
    told: list[Release] = []
    jobs = Jobs(store, [Area("hall", 1, Clock.WALL)], PUBLISHING, told.append)
    see(store, EIGHT)
    assert jobs.close_and_release(EIGHT + 2 * HOUR) == told
    assert len(told) == 1


def test_the_wall_clock_does_not_close_a_recordings_buckets(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT, area="film")
    assert jobs.close_and_release(EIGHT + 1000 * HOUR) == []


def test_a_recordings_buckets_close_by_its_own_time(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT, area="film")
    assert jobs.advance("film", EIGHT + HOUR - SECOND) == []
    see(store, EIGHT + HOUR, area="film")
    [release] = jobs.advance("film", EIGHT + HOUR)
    assert (release.end, release.expected_seconds) == (EIGHT + HOUR, 3600)


def test_a_recordings_end_closes_its_bucket_at_its_whole_end(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT + timedelta(minutes=10), area="film")
    [release] = jobs.finish("film")
    assert (release.start, release.end) == (EIGHT, EIGHT + HOUR)
    assert jobs.finish("film") == []


def test_an_area_without_a_tally_has_nothing_to_finish(jobs: Jobs) -> None:
    assert jobs.finish("film") == []


def test_an_area_no_longer_configured_is_closed_where_it_stopped(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT, area="cellar")
    [release] = jobs.close_and_release(EIGHT + 100 * HOUR)
    assert (release.area, release.end) == ("cellar", EIGHT + HOUR)
    assert store.clock_of("cellar") == EIGHT + HOUR


def test_what_is_older_than_the_retention_is_deleted(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT)
    jobs.close_and_release(EIGHT + 2 * HOUR)
    assert jobs.expire(EIGHT + HOUR + timedelta(days=400) - SECOND) == 0
    assert jobs.expire(EIGHT + HOUR + timedelta(days=400)) == 1
    assert store.releases() == []


def test_the_log_is_emptied(store: Store, jobs: Jobs, tmp_path: Path) -> None:
    see(store, EIGHT)
    assert jobs.truncate_wal(EIGHT)
    assert (tmp_path / "compliance.db-wal").stat().st_size == 0


def test_a_clock_that_stepped_back_is_told_once(
    store: Store, jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    see(store, EIGHT + 9 * HOUR)
    for minute in range(3):
        jobs.close_and_release(EIGHT + minute * 60 * SECOND)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "the clock stepped back" in caplog.text


def test_every_job_is_registered_to_run_late_rather_than_never(jobs: Jobs) -> None:
    scheduler = BackgroundScheduler(timezone=UTC)
    jobs.schedule(scheduler, lambda: EIGHT)
    scheduler.start(paused=True)
    found = {job.id: job for job in scheduler.get_jobs()}
    scheduler.shutdown()
    assert set(found) == {"close_and_release", "match_audits", "truncate_wal", "expire"}
    assert all(job.misfire_grace_time is None and job.coalesce for job in found.values())
    assert all(job.next_run_time == EIGHT for job in found.values())


def test_a_scheduled_job_is_told_the_time(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT)
    scheduler = BackgroundScheduler(timezone=UTC)
    jobs.schedule(scheduler, lambda: EIGHT + 2 * HOUR)
    run(scheduler, "close_and_release")
    assert len(store.releases()) == 1


def test_a_failing_store_is_told_without_a_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[StoreError] = []
    scheduler = BackgroundScheduler(timezone=UTC)
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        jobs = Jobs(store, [], PUBLISHING)
        jobs.schedule(scheduler, lambda: EIGHT, told.append)
        with store._engine.connect() as connection:
            connection.exec_driver_sql("DROP TABLE areas")
            connection.commit()
        run(scheduler, "close_and_release")
    assert len(told) == 1
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is None
    assert "close_and_release" in record.getMessage()


def run(scheduler: BackgroundScheduler, name: str) -> None:
    scheduler.start(paused=True)
    job = scheduler.get_job(name)
    scheduler.shutdown()
    job.func()


def test_cameras_make_up_areas() -> None:
    source = Source(SourceKind.FILE, "film.mp4", "film.mp4")
    cameras = [
        Camera(0, "door", "hall", source),
        Camera(1, "reel", "film", source, Recording(EIGHT)),
        Camera(2, "stairs", "hall", source),
    ]
    assert areas_of(cameras) == (
        Area("hall", 2, Clock.WALL),
        Area("film", 1, Clock.RECORDING),
    )


def test_a_camera_added_in_an_hour_is_expected_for_the_rest_of_it(store: Store, jobs: Jobs) -> None:
    see(store, EIGHT)
    jobs.change([Area("hall", 3, Clock.WALL)], EIGHT + HOUR / 2)
    see(store, EIGHT + HOUR)
    [first] = jobs.close_and_release(EIGHT + HOUR + 90 * SECOND)
    [second] = jobs.close_and_release(EIGHT + 2 * HOUR + 90 * SECOND)
    assert (first.expected_seconds, second.expected_seconds) == (9000, 10_800)


def test_an_area_left_out_is_released_with_what_it_has_and_comes_back_without_a_gap(
    store: Store, jobs: Jobs
) -> None:
    see(store, EIGHT)
    jobs.change([Area("yard", 1, Clock.WALL)], EIGHT + HOUR / 4)
    [left] = jobs.close_and_release(EIGHT + HOUR + 90 * SECOND)
    assert (left.area, left.expected_seconds) == ("hall", 1800)
    assert jobs.close_and_release(EIGHT + 5 * HOUR) == []
    jobs.change([Area("hall", 1, Clock.WALL)], EIGHT + 5 * HOUR)
    see(store, EIGHT + 5 * HOUR)
    [back] = jobs.close_and_release(EIGHT + 6 * HOUR + 90 * SECOND)
    assert (back.end, back.expected_seconds) == (EIGHT + 6 * HOUR, 3600)


def test_too_few_people_of_an_area_left_out_wait_and_join_those_who_come_when_it_is_back(
    store: Store, jobs: Jobs
) -> None:
    see(store, EIGHT, masked=4)
    jobs.change([], EIGHT + HOUR / 4)
    assert jobs.close_and_release(EIGHT + 2 * HOUR) == []
    jobs.change([Area("hall", 1, Clock.WALL)], EIGHT + 3 * HOUR)
    see(store, EIGHT + 3 * HOUR, masked=6)
    [release] = jobs.close_and_release(EIGHT + 5 * HOUR)
    assert (release.start, release.counts.mask) == (EIGHT, 10)


def test_a_recordings_hours_are_all_its_cameras_whenever_they_came(store: Store) -> None:
    jobs = Jobs(store, [Area("film", 1, Clock.RECORDING)], PUBLISHING)
    see(store, EIGHT, area="film")
    jobs.change([Area("film", 2, Clock.RECORDING)], datetime(2027, 1, 1, tzinfo=UTC))
    [release] = jobs.advance("film", EIGHT + HOUR)
    assert release.expected_seconds == 7200


def test_where_machines_share_a_site_their_roster_alone_says_who_is_expected(store: Store) -> None:
    roster = [Area("hall", 3, Clock.WALL)]
    jobs = Jobs(store, [], PUBLISHING, roster=lambda: roster)
    see(store, EIGHT)
    jobs.change([Area("hall", 1, Clock.WALL), Area("yard", 1, Clock.WALL)], EIGHT)
    [release] = jobs.close_and_release(EIGHT + HOUR + 90 * SECOND)
    assert release.expected_seconds == 3 * 3600
    roster[0] = Area("hall", 4, Clock.WALL)
    see(store, EIGHT + HOUR)
    jobs.close_and_release(EIGHT + HOUR + 30 * 60 * SECOND)
    [release] = jobs.close_and_release(EIGHT + 2 * HOUR + 90 * SECOND)
    assert release.expected_seconds == 3.5 * 3600
