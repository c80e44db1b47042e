"""The store's contract, the same for SQLite and PostgreSQL."""

import traceback
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.engine import connected
from compliance.counts.reader import open_reader
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from compliance.sureness import NOBODY, Sureness
from tests.counts.databases import rows_of

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")


def see(store: Store, at: datetime, masked: int, sequence: int | None = None) -> bool:
    number = store.next_sequence("door") if sequence is None else sequence
    return store.add("hall", "door", number, at, Counts(mask=masked, unknown=1), 60_000)


def test_how_surely_was_judged_is_pooled_and_released(store: Store) -> None:
    for number, sureness in enumerate((Sureness(1, 0, 0, 0, 0, 4), Sureness(0, 2, 0, 0, 0, 5))):
        at = EIGHT + number * HOUR
        store.add("hall", "door", number, at, Counts(6, 1, 1), 60_000, sureness)
    store.close_buckets("hall", EIGHT + 2 * HOUR, 1)
    [release] = store.release("hall", 10, MODELS)
    assert release.sureness == Sureness(1, 2, 0, 0, 0, 9)
    assert store.releases() == [release]
    [[plain]] = store.by_area(with_sureness=False)
    assert plain == release._replace(sureness=NOBODY)


def test_a_release_that_withholds_outcomes_withholds_how_surely_they_were_judged(
    store: Store,
) -> None:
    store.add("hall", "door", 0, EIGHT, Counts(mask=20), 60_000, Sureness(sure_6=20))
    store.close_buckets("hall", EIGHT + HOUR, 1)
    [release] = store.release("hall", 10, MODELS, HOUR)
    assert (release.counts, release.sureness) == (Counts(withheld=20), NOBODY)


def test_a_cameras_tallies_are_numbered_from_nought(store: Store) -> None:
    assert store.next_sequence("door") == 0


def test_the_next_number_follows_the_last_tally(store: Store) -> None:
    see(store, EIGHT, 1)
    assert store.next_sequence("door") == 1
    assert store.next_sequence("window") == 0


def test_a_repeated_tally_is_counted_once(store: Store) -> None:
    assert see(store, EIGHT, 9, sequence=0)
    assert not see(store, EIGHT, 9, sequence=0)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    [release] = store.release("hall", 10, MODELS)
    assert release.counts == Counts(mask=9, unknown=1)


def test_a_release_says_everything_about_its_interval(store: Store) -> None:
    see(store, EIGHT, 20)
    see(store, EIGHT + 59 * MINUTE, 20)
    store.close_buckets("hall", EIGHT + HOUR, 2)
    [release] = store.release("hall", 10, MODELS)
    assert (release.site, release.area) == ("lyon", "hall")
    assert (release.start, release.end) == (EIGHT, EIGHT + HOUR)
    assert release.counts == Counts(mask=40, unknown=2)
    assert (release.observed_seconds, release.expected_seconds) == (120, 7200)
    assert release.models == MODELS
    assert store.releases() == [release]


def test_nothing_is_released_while_a_bucket_is_open(store: Store) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + 59 * MINUTE, 1)
    assert store.release("hall", 10, MODELS) == []


def test_few_passages_wait_for_more(store: Store) -> None:
    see(store, EIGHT, 4)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    assert store.release("hall", 10, MODELS) == []
    see(store, EIGHT + HOUR, 4)
    store.close_buckets("hall", EIGHT + 2 * HOUR, 1)
    [release] = store.release("hall", 10, MODELS)
    assert (release.start, release.end) == (EIGHT, EIGHT + 2 * HOUR)
    assert release.counts.passages == 10


def test_raw_counts_go_with_the_release(store: Store, url: str) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    assert len(rows_of(url, "pending")) == 1
    store.release("hall", 10, MODELS)
    assert rows_of(url, "pending") == []
    assert rows_of(url, "open_buckets") == []


def test_a_release_is_not_repeated(store: Store) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    assert len(store.release("hall", 10, MODELS)) == 1
    assert store.release("hall", 10, MODELS) == []


def test_a_late_tally_goes_to_the_open_bucket(store: Store) -> None:
    see(store, EIGHT, 50)
    see(store, EIGHT + HOUR, 20)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    [first] = store.release("hall", 10, MODELS)
    see(store, EIGHT + 59 * MINUTE, 7)
    store.close_buckets("hall", EIGHT + 2 * HOUR, 1)
    [second] = store.release("hall", 10, MODELS)
    assert first.counts.mask == 50
    assert (second.start, second.counts.mask) == (EIGHT + HOUR, 27)


def test_a_clock_that_steps_back_closes_nothing_twice(store: Store) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    store.release("hall", 10, MODELS)
    see(store, EIGHT - 5 * HOUR, 30)
    store.close_buckets("hall", EIGHT - 4 * HOUR, 1)
    assert store.release("hall", 10, MODELS) == []
    store.close_buckets("hall", EIGHT + 2 * HOUR, 1)
    [release] = store.release("hall", 10, MODELS)
    assert (release.start, release.end) == (EIGHT + HOUR, EIGHT + 2 * HOUR)
    assert release.counts.mask == 30


def test_time_without_any_tally_should_have_been_watched(store: Store) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    store.release("hall", 10, MODELS)
    see(store, EIGHT + 5 * HOUR, 50)
    store.close_buckets("hall", EIGHT + 6 * HOUR, 1)
    [release] = store.release("hall", 10, MODELS)
    assert (release.start, release.expected_seconds) == (EIGHT + HOUR, 5 * 3600)


def test_time_between_two_recordings_need_not_have_been_watched(store: Store) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1, counts_gaps=False)
    store.release("hall", 10, MODELS)
    see(store, EIGHT + 5 * HOUR, 50)
    store.close_buckets("hall", EIGHT + 6 * HOUR, 1, counts_gaps=False)
    [release] = store.release("hall", 10, MODELS)
    assert (release.start, release.expected_seconds) == (EIGHT + 5 * HOUR, 3600)


def test_the_clock_of_an_area_reaches_to_its_last_buckets_end(store: Store) -> None:
    assert store.clock_of("hall") is None
    see(store, EIGHT + 10 * MINUTE, 1)
    assert store.clock_of("hall") == EIGHT + HOUR
    assert store.open_ends("hall") == [EIGHT + HOUR]
    assert store.areas() == ["hall"]


def test_releases_are_found_by_time_and_area(store: Store) -> None:
    for hour in range(3):
        see(store, EIGHT + hour * HOUR, 50)
        store.close_buckets("hall", EIGHT + (hour + 1) * HOUR, 1)
        store.release("hall", 10, MODELS)
    found = store.releases(since=EIGHT + HOUR, until=EIGHT + 2 * HOUR)
    assert [release.start for release in found] == [EIGHT + HOUR]
    assert len(store.releases(area="hall")) == 3
    assert store.releases(area="yard") == []


def test_totals_outlive_retention(store: Store) -> None:
    for hour in range(2):
        see(store, EIGHT + hour * HOUR, 50)
        store.close_buckets("hall", EIGHT + (hour + 1) * HOUR, 1)
        store.release("hall", 10, MODELS)
    assert store.expire(EIGHT + HOUR) == 1
    assert [release.start for release in store.releases()] == [EIGHT + HOUR]
    [total] = store.totals()
    assert (total.counts, total.observed_seconds) == (Counts(mask=100, unknown=2), 120)


def test_a_total_says_when_its_newest_release_ended(store: Store) -> None:
    for hour in range(3):
        see(store, EIGHT + hour * HOUR, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    assert store.totals() == []
    store.release("hall", 10, MODELS)
    store.close_buckets("hall", EIGHT + 3 * HOUR, 1)
    [first] = store.totals()
    store.release("hall", 10, MODELS)
    [second] = store.totals()
    assert (first.newest_end, second.newest_end) == (EIGHT + HOUR, EIGHT + 3 * HOUR)
    store.expire(EIGHT + 3 * HOUR)
    assert [total.newest_end for total in store.totals()] == [None]


def test_an_error_tells_no_counts(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        see(store, EIGHT, -11 * 707)
    told = "".join(traceback.format_exception(caught.value))
    assert "open_buckets" in told or "CHECK" in told
    assert "7777" not in told


def test_everything_is_there_after_a_restart(url: str) -> None:
    with open_store(url, "lyon") as store:
        see(store, EIGHT, 9)
    with open_store(url, "lyon") as store:
        assert store.next_sequence("door") == 1
        store.close_buckets("hall", EIGHT + HOUR, 1)
        [release] = store.release("hall", 10, MODELS)
    assert release.counts.passages == 10


def test_a_second_daemon_is_refused(url: str) -> None:
    with (
        open_store(url, "lyon"),
        pytest.raises(StoreError, match="another daemon writes"),
        open_store(url, "lyon"),
    ):
        pass


def test_the_next_daemon_may_start_when_the_first_has_stopped(url: str) -> None:
    for _ in range(2):
        with open_store(url, "lyon"):
            pass


def test_a_reader_reads_beside_the_daemon(store: Store, url: str) -> None:
    see(store, EIGHT, 50)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    store.release("hall", 10, MODELS)
    with open_reader(url) as reader:
        assert reader.releases() == store.releases()
        assert reader.totals() == store.totals()


def test_a_reader_cannot_write(store: Store, url: str) -> None:
    see(store, EIGHT, 50)
    with connected(url, is_reader=True) as engine, pytest.raises(Exception, match=r"read-?only"):
        _delete_everything(engine)


def _delete_everything(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM open_buckets"))


@pytest.mark.parametrize(("view", "starts"), [("hourly", [8, 9]), ("daily", [8])])
def test_a_view_sums_the_releases_that_start_in_its_slot(
    store: Store, url: str, view: str, starts: list[int]
) -> None:
    for slot in range(4):
        store.add("hall", "door", slot, EIGHT + slot * HOUR / 2, Counts(10, 5, 5, 20), 900_000)
        store.close_buckets("hall", EIGHT + (slot + 1) * HOUR / 2, 1)
        store.release("hall", 10, MODELS)
    rows = rows_of(url, f"compliance_{view}")
    assert len(rows) == len(starts)
    first = rows[0]
    assert first["passages"] == 160 / len(rows)
    assert first["compliance_rate"] == pytest.approx(0.5)
    assert first["unknown_share"] == pytest.approx(0.5)
    assert first["coverage"] == pytest.approx(0.5)
    assert first["detector"] == "detector@1"
