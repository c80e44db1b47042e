"""Rows reach the shared database whole, once and in order, whatever happens to the link."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.forward import REST, Forwarder
from compliance.counts.reader import open_reader
from compliance.counts.store import Store, open_store
from tests.counts.databases import new_database, postgresql_server, sqlite_url

SETUP = Path(__file__).parents[2] / "config/postgresql/central.sql"
EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
NOBODY_THERE = "postgresql://trial@127.0.0.1:1/compliance"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture
def central(server: str) -> str:
    """Return the address of a shared database as its owner has it."""
    url = new_database(server)
    with open_store(url, "central"):
        pass
    prepare(url)
    return url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(sqlite_url(tmp_path), "trial") as opened:
        yield opened


def prepare(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SETUP.read_bytes())
        for site in ("trial", "other"):
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (site,))
            if not found.fetchone():
                connection.execute(f'CREATE ROLE "{site}" LOGIN IN ROLE compliance_site'.encode())


def as_site(url: str, site: str = "trial") -> str:
    return url.replace("postgres@", f"{site}@")


def count(store: Store, hour: int, area: str = "hall") -> None:
    start = EIGHT + hour * HOUR
    store.add(area, area, store.next_sequence(area), start, Counts(50 + hour, 1, 2, 3), 60_000)
    store.close_buckets(area, start + HOUR, 1)
    store.release(area, 10, MODELS)


def there(url: str) -> list[Release]:
    with open_reader(url) as reader:
        return reader.releases()


def test_everything_released_is_there_as_it_is_here(store: Store, central: str) -> None:
    for hour in range(5):
        for area in ("hall", "yard"):
            count(store, hour, area)
    assert Forwarder(store, "trial", as_site(central)).forward(EIGHT) == 10
    assert there(central) == store.releases()


def test_what_is_there_is_not_sent_again_even_after_a_restart(store: Store, central: str) -> None:
    count(store, 0)
    Forwarder(store, "trial", as_site(central)).forward(EIGHT)
    count(store, 1)
    again = Forwarder(store, "trial", as_site(central))
    assert again.forward(EIGHT) == 1
    assert again.forward(EIGHT + MINUTE) == 0
    assert there(central) == store.releases()
    assert again.state.backlog == 0


def test_nothing_open_or_pending_is_sent(store: Store, central: str) -> None:
    store.add("hall", "door", 0, EIGHT, Counts(mask=3), 60_000)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    store.add("hall", "door", 1, EIGHT + HOUR, Counts(mask=3), 60_000)
    assert Forwarder(store, "trial", as_site(central)).forward(EIGHT) == 0
    assert there(central) == []


def test_a_dead_link_keeps_rows_here_and_is_tried_ever_more_seldom(store: Store) -> None:
    count(store, 0)
    forwarder = Forwarder(store, "trial", NOBODY_THERE)
    tried = []
    for minute in range(60):
        before = forwarder.state.failures
        forwarder.forward(EIGHT + minute * MINUTE)
        if forwarder.state.failures > before:
            tried.append(minute)
    assert tried == [0, 1, 3, 7, 15, 30, 45]
    assert forwarder.state.backlog == 1
    assert len(store.releases()) == 1


def test_a_clock_set_back_does_not_put_the_next_try_off(store: Store) -> None:
    count(store, 0)
    forwarder = Forwarder(store, "trial", NOBODY_THERE)
    forwarder.forward(EIGHT)
    forwarder.forward(EIGHT - 2 * HOUR)
    assert forwarder.state.failures == 2


def test_while_it_waits_to_try_again_the_backlog_is_told_as_it_grows(store: Store) -> None:
    forwarder, told = Forwarder(store, "trial", NOBODY_THERE), []
    for hour in range(3):
        count(store, hour)
        forwarder.forward(EIGHT + hour * MINUTE / 4)
        told.append((forwarder.state.backlog, forwarder.state.failures))
    assert told == [(1, 1), (2, 1), (3, 1)]


def test_a_shared_database_that_others_lock_fails_and_does_not_hang(
    store: Store, central: str
) -> None:
    count(store, 0)
    forwarder = Forwarder(store, "trial", as_site(central), patience_seconds=1)
    with psycopg.connect(central) as other:
        other.execute("LOCK TABLE releases IN EXCLUSIVE MODE")
        assert forwarder.forward(EIGHT) == 0
    assert (forwarder.state.backlog, forwarder.state.failures) == (1, 1)
    assert forwarder.forward(EIGHT + MINUTE) == 1


def test_a_failure_tells_nothing_of_the_sites_own_database(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    Forwarder(store, "trial", NOBODY_THERE).forward(EIGHT)
    assert "compliance doctor" in caplog.text
    assert "[store]" not in caplog.text


def test_days_of_a_dead_link_are_made_up_for_in_order(store: Store, central: str) -> None:
    forwarder = Forwarder(store, "trial", as_site(central))
    count(store, 0)
    forwarder.forward(EIGHT)
    forwarder._url = NOBODY_THERE
    for hour in range(1, 100):
        count(store, hour)
    forwarder.forward(EIGHT + HOUR)
    assert (forwarder.state.backlog, forwarder.state.failures) == (99, 1)
    forwarder._url = as_site(central)
    assert forwarder.forward(EIGHT + 2 * HOUR) == 99
    assert there(central) == store.releases()
    assert (forwarder.state.backlog, forwarder.state.failures) == (0, 0)


def test_rows_that_the_shared_database_lost_are_sent_anew(store: Store, central: str) -> None:
    for hour in range(4):
        count(store, hour)
    forwarder = Forwarder(store, "trial", as_site(central))
    forwarder.forward(EIGHT)
    with psycopg.connect(central, autocommit=True) as owner:
        owner.execute("DELETE FROM releases WHERE start >= '2026-01-05T10:00:00Z'")
    assert forwarder.forward(EIGHT + REST) == 2
    assert there(central) == store.releases()


def test_with_nothing_to_send_the_shared_database_is_left_alone_for_a_while(
    store: Store, central: str
) -> None:
    count(store, 0)
    forwarder = Forwarder(store, "trial", as_site(central))
    forwarder.forward(EIGHT)
    forwarder._url = NOBODY_THERE
    asked = []
    for minute in range(1, 40):
        failures = forwarder.state.failures
        forwarder.forward(EIGHT + minute * MINUTE)
        if forwarder.state.failures > failures:
            asked.append(minute)
    assert asked[0] == 15
    count(store, 1)
    forwarder._url = as_site(central)
    assert forwarder.forward(EIGHT + HOUR) == 1
    count(store, 2)
    assert forwarder.forward(EIGHT + HOUR + MINUTE) == 1


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=st.lists(st.sampled_from(["count", "send", "lose", "restart"]), max_size=14))
def test_whatever_happens_to_the_link_nothing_is_lost_doubled_or_changed(
    plan: list[str], tmp_path_factory: pytest.TempPathFactory, server: str
) -> None:
    url, hour, now = new_database(server), 0, EIGHT
    with open_store(url, "central"):
        pass
    prepare(url)
    with open_store(sqlite_url(tmp_path_factory.mktemp("site")), "trial") as store:
        forwarder = Forwarder(store, "trial", as_site(url))
        for step in [*plan, "restart", "send"]:
            now += HOUR
            forwarder._url = NOBODY_THERE if step == "lose" else as_site(url)
            if step == "count":
                count(store, hour)
                hour += 1
            elif step == "restart":
                forwarder = Forwarder(store, "trial", as_site(url))
            else:
                forwarder.forward(now)
                got = there(url)
                assert got == store.releases()[: len(got)]
        assert there(url) == store.releases()


def refused(url: str, statement: str) -> bool:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(statement.encode()).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        return True


def test_a_site_adds_its_own_rows_and_does_nothing_else(store: Store, central: str) -> None:
    count(store, 0)
    Forwarder(store, "trial", as_site(central)).forward(EIGHT)
    mine, other = as_site(central), as_site(central, "other")
    row = "VALUES ('trial', 'yard', '2026-01-05T08:00:00Z')"
    assert refused(other, f"INSERT INTO areas {row}")
    assert not refused(mine, f"INSERT INTO areas {row}")
    for statement in (
        "UPDATE releases SET mask = 0",
        "DELETE FROM releases",
        "TRUNCATE releases",
        "DROP TABLE releases",
        "INSERT INTO pending SELECT * FROM pending",
        "SELECT * FROM open_buckets",
        "SELECT * FROM totals",
    ):
        assert refused(mine, statement), statement
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT * FROM releases").fetchall() == []


def test_the_set_up_may_be_run_again(central: str) -> None:
    prepare(central)


def test_a_reader_sees_every_sites_released_rows_and_no_raw_count(
    store: Store, central: str
) -> None:
    count(store, 0)
    Forwarder(store, "trial", as_site(central)).forward(EIGHT)
    with psycopg.connect(central, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS grafana")
        owner.execute("CREATE ROLE grafana LOGIN IN ROLE compliance_reader")
    reader = as_site(central, "grafana")
    with psycopg.connect(reader) as connection:
        assert len(connection.execute("SELECT * FROM compliance_hourly").fetchall()) == 1
    assert refused(reader, "SELECT * FROM pending")
    with psycopg.connect(central, autocommit=True) as owner:
        owner.execute("DROP OWNED BY grafana")
        owner.execute("DROP ROLE grafana")
