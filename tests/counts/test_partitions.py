"""config/postgresql/partitions.sql: the shared database's releases in months, by the same rules."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from compliance.counts.buckets import Counts
from compliance.counts.forward import Forwarder
from compliance.counts.store import Store, open_store
from tests.counts.databases import new_database, postgresql_server, sqlite_url
from tests.counts.test_forward import EIGHT, HOUR, MODELS, as_site, count, prepare, refused, there

FOLDER = Path(__file__).parents[2] / "config/postgresql"
PARTITIONS, DAILY = FOLDER / "partitions.sql", FOLDER / "daily.sql"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture
def central(server: str) -> str:
    """Return the address of a shared database in months, as its owner has it."""
    url = new_database(server)
    with open_store(url, "central"):
        pass
    divide(url)
    prepare(url)
    return url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(sqlite_url(tmp_path), "trial") as opened:
        yield opened


def divide(url: str, script: Path = PARTITIONS) -> None:
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(script.read_bytes())


def told(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as owner:
        return owner.execute(query.encode()).fetchall()


def count_at(store: Store, start: datetime, area: str = "hall") -> None:
    store.add(area, area, 0, start, Counts(50, 1, 2, 3), 60_000)
    store.close_buckets(area, start + HOUR, 1)
    store.release(area, 10, MODELS)


def parts(url: str) -> dict[str, int]:
    """Return how many rows stand in each part that holds any."""
    query = "SELECT tableoid::regclass::text, count(*) FROM releases GROUP BY 1 ORDER BY 1"
    return {str(name): int(str(rows)) for name, rows in told(url, query)}


def test_rows_stand_in_the_month_of_their_start_and_are_read_as_before(
    store: Store, central: str
) -> None:
    told(central, "SELECT make_release_months('2026-01-01Z')")
    for hour in range(0, 24 * 60, 24):
        count(store, hour)
    months = Counter(f"releases_{each.start:%Y_%m}" for each in store.releases())
    assert len(months) == 3
    assert Forwarder(store, "trial", as_site(central)).forward(EIGHT) == 60
    assert parts(central) == months
    assert there(central) == store.releases()
    assert Forwarder(store, "trial", as_site(central)).forward(EIGHT) == 0


def test_a_row_of_a_month_that_has_no_part_is_kept_and_moves_when_there_is_one(
    store: Store, central: str
) -> None:
    count_at(store, datetime(1996, 1, 5, tzinfo=UTC))
    assert Forwarder(store, "trial", as_site(central)).forward(EIGHT) == 1
    assert parts(central) == {"releases_other": 1}
    told(central, "SELECT make_release_months('1996-01-01Z', '1996-02-01Z')")
    assert parts(central) == {"releases_1996_01": 1}
    assert there(central) == store.releases()


def test_a_database_in_use_is_divided_with_its_rows_and_goes_on(store: Store, server: str) -> None:
    url = new_database(server)
    with open_store(url, "central"):
        pass
    prepare(url)
    count(store, 0)
    forwarder = Forwarder(store, "trial", as_site(url))
    assert forwarder.forward(EIGHT) == 1
    before = told(url, "SELECT * FROM compliance_daily")
    divide(url)
    prepare(url)
    assert parts(url) == {"releases_2026_01": 1}
    assert told(url, "SELECT * FROM compliance_daily") == before
    count(store, 1)
    assert forwarder.forward(EIGHT + DAY) == 1
    assert there(url) == store.releases()


def test_the_file_may_be_run_again(central: str) -> None:
    divide(central)
    prepare(central)


def test_a_database_that_is_a_sites_own_store_is_left_alone(server: str) -> None:
    url = new_database(server)
    with open_store(url, "trial") as store:
        store.add("hall", "door", 0, EIGHT, Counts(mask=3), 60_000)
        store.close_buckets("hall", EIGHT + timedelta(hours=1), 1)
    with pytest.raises(psycopg.errors.RaiseException, match="keep their own store"):
        divide(url)


def test_months_that_are_too_old_are_gone_and_younger_ones_stay(store: Store, central: str) -> None:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    told(central, "SELECT make_release_months(now() - interval '20 months')")
    for days in (3000, 500, 390, 1):
        count_at(store, now - days * DAY, f"area-{days}")
    Forwarder(store, "trial", as_site(central)).forward(EIGHT)
    [(dropped,)] = told(central, "SELECT drop_release_months('400 days')")
    assert int(str(dropped)) >= 3
    assert [each.area for each in there(central)] == ["area-1", "area-390"]
    assert told(central, "SELECT drop_release_months('400 days')") == [(0,)]


def test_a_site_adds_its_own_rows_and_does_nothing_else_to_any_month(
    store: Store, central: str
) -> None:
    count(store, 0)
    told(central, "SELECT make_release_months('2026-01-01Z')")
    Forwarder(store, "trial", as_site(central)).forward(EIGHT)
    mine, other = as_site(central), as_site(central, "other")
    for statement in (
        "SELECT * FROM releases_2026_01",
        "INSERT INTO releases_2026_01 SELECT * FROM releases",
        "DELETE FROM releases_2026_01",
        "DELETE FROM releases",
        "UPDATE releases SET mask = 0",
        "ALTER TABLE releases DETACH PARTITION releases_2026_01",
        "SELECT make_release_months()",
        "SELECT drop_release_months('1 day')",
    ):
        assert refused(mine, statement), statement
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT * FROM releases").fetchall() == []
    columns = 'site, area, start, "end", mask, incorrect, no_mask, unknown, observed_seconds, '
    columns += "expected_seconds, detector, classifier"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(other) as connection:
        connection.execute(
            f"INSERT INTO releases ({columns}) SELECT 'trial', 'hall', now(), now(), "
            "1, 1, 1, 1, 1, 1, 'a', 'b'".encode()
        )


def test_tables_in_months_are_migrated_as_others_are(central: str) -> None:
    with open_store(central, "central"):
        pass
    assert told(central, "SELECT relkind FROM pg_class WHERE relname = 'releases'") == [("p",)]


def test_days_at_hand_are_those_of_the_view_after_each_refresh(store: Store, central: str) -> None:
    divide(central, DAILY)
    days = "SELECT * FROM {} ORDER BY site, area, start"
    for hour in range(0, 72, 5):
        count(store, hour)
    Forwarder(store, "trial", as_site(central)).forward(EIGHT)
    assert told(central, days.format("release_days")) == []
    with psycopg.connect(central, autocommit=True) as owner:
        owner.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY release_days")
    assert len(told(central, days.format("release_days"))) >= 3
    assert told(central, days.format("release_days")) == told(
        central, days.format("compliance_daily")
    )
    assert refused(as_site(central), "SELECT * FROM release_days")


def test_days_at_hand_stand_in_the_way_of_neither_an_upgrade_nor_months(server: str) -> None:
    url = new_database(server)
    with open_store(url, "central"):
        pass
    prepare(url)
    divide(url, DAILY)
    divide(url)
    prepare(url)
    divide(url, DAILY)
    divide(url, DAILY)
    with psycopg.connect(url) as owner:
        owner.execute("DROP VIEW compliance_daily")
        owner.rollback()
    assert told(url, "SELECT count(*) FROM release_days") == [(0,)]


def test_every_month_has_the_index_by_which_a_day_of_all_sites_is_found(central: str) -> None:
    months = "SELECT count(*) FROM pg_partition_tree('releases') WHERE isleaf"
    told(central, "SELECT make_release_months('2019-01-01Z', '2019-06-01Z')")
    indexed = "SELECT count(*) FROM pg_indexes WHERE tablename ~ '^releases_' AND indexdef ~ 'brin'"
    assert told(central, indexed) == told(central, months)
