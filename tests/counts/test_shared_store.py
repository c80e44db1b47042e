"""Several machines count one site into one PostgreSQL: pooled by area, released once."""

from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier, Thread

import psycopg
import pytest

from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import Release
from compliance.counts.shared_store import SharedStore
from compliance.counts.store import open_store
from compliance.errors import ElsewhereError, StoreError
from tests.counts.databases import new_database, postgresql, rows_of
from tests.counts.machines import EIGHT, HOUR, MINUTE, MODELS, TERMS, Power, lapse, machine
from tests.counts.test_store_shared import drop_every_connection

SEVEN = Counts(mask=5, unknown=2)


@pytest.fixture
def url(server: str) -> str:
    return new_database(server)


def see(store: SharedStore, camera: str, minutes: int, counts: Counts = SEVEN) -> bool:
    number = store.next_sequence(camera)
    return store.add("hall", camera, number, EIGHT + minutes * MINUTE, counts, 60_000)


def close(store: SharedStore, cameras: int = 2) -> list[Release]:
    store.close_buckets("hall", EIGHT + HOUR, cameras)
    return store.release("hall", 10, MODELS)


def test_the_minimum_holds_for_the_area_and_not_for_a_machine(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        for store, camera in ((left, "door"), (right, "gate")):
            store.claim("hall", camera)
            see(store, camera, 59)
            see(store, camera, 60, Counts())
        [release] = close(right)
        assert close(left) == []
        assert release.counts == SEVEN + SEVEN
        assert left.releases() == right.releases() == [release]
        assert left.totals() == right.totals()


def test_fewer_than_the_minimum_of_all_machines_wait_together(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        for store, camera in ((left, "door"), (right, "gate")):
            store.claim("hall", camera)
            see(store, camera, 59, Counts(mask=2))
            see(store, camera, 60, Counts())
        assert close(left) == close(right) == []
        [row] = rows_of(url, "pending")
        assert row["mask"] == 4


def test_a_bucket_waits_for_every_machine_that_has_not_handed_it_in(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        left.claim("hall", "door")
        right.claim("hall", "gate")
        see(left, "door", 0, Counts(mask=20, no_mask=1))
        see(left, "door", 60, Counts())
        assert close(left) == []  # right has only begun
        see(right, "gate", 59)
        assert close(left) == []  # right still fills it
        see(right, "gate", 60, Counts())
        [release] = close(left)
        assert release.counts.passages == 28


def test_a_bucket_does_not_wait_for_a_machine_whose_lease_lapsed(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        left.claim("hall", "door")
        right.claim("hall", "gate")
        see(left, "door", 0, Counts(mask=20, no_mask=1))
        see(left, "door", 60, Counts())
        lapse(url, "gate")
        [release] = close(left)
        assert (release.observed_seconds, release.expected_seconds) == (60, 7200)
        # What comes late joins the next bucket, and changes nothing that was released.
        assert see(right, "gate", 59)
        assert close(right) == []
        assert left.releases() == [release]
        [row] = rows_of(url, "open_buckets")
        assert row["mask"] == 5


def test_a_camera_that_another_machine_counts_is_not_counted(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        left.claim("hall", "door")
        with pytest.raises(ElsewhereError, match="machine left counts it"):
            right.claim("hall", "door")
        with pytest.raises(ElsewhereError):
            see(right, "door", 0)
        assert rows_of(url, "open_buckets") == []
        left.claim("hall", "door")


def test_a_lapsed_camera_is_taken_over_and_its_old_machine_counts_it_no_more(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        left.claim("hall", "door")
        see(left, "door", 0)
        lapse(url)
        right.claim("hall", "door")
        assert right.next_sequence("door") == 1
        with pytest.raises(ElsewhereError, match="took it over"):
            see(left, "door", 1)
        lapse(url)  # even when the other's lease has lapsed: it may have counted the same
        with pytest.raises(ElsewhereError, match="took it over"):
            see(left, "door", 2)
        left.claim("hall", "door")
        assert see(left, "door", 3)


def test_a_lapsed_camera_that_nobody_took_is_counted_on(url: str) -> None:
    with machine(url, "left") as left:
        left.claim("hall", "door")
        lapse(url)
        assert see(left, "door", 0)


def test_a_machine_that_stops_leaves_its_cameras_at_once(url: str) -> None:
    with machine(url, "right") as right:
        with machine(url, "left") as left:
            left.claim("hall", "door")
        right.claim("hall", "door")


def test_the_roster_is_of_all_machines_and_forgets_what_is_not_configured(url: str) -> None:
    with machine(url, "left") as left, machine(url, "right") as right:
        left.claim("hall", "door")
        left.claim("yard", "lift")
        right.claim("hall", "gate")
        assert left.roster(["door", "lift"]) == right.roster(["gate"]) == {"hall": 2, "yard": 1}
        assert left.roster(["door"]) == {"hall": 2, "yard": 1}  # its last word may still come
        lapse(url)
        assert right.roster(["gate"]) == {"hall": 2, "yard": 1}  # expected all the same
        assert left.roster(["door"]) == {"hall": 2}


def test_leases_go_by_the_databases_clock_in_whole_minutes(url: str) -> None:
    with machine(url, "left") as left:
        left.claim("hall", "door")
        see(left, "door", 0)  # of a year in which the database is not
        with psycopg.connect(url) as connection:
            found = connection.execute(
                "SELECT expires - clock_timestamp(), extract(second from expires) FROM leases"
            ).fetchone()
    assert found
    assert timedelta(minutes=3) - timedelta(seconds=5) < found[0] <= timedelta(minutes=4)
    assert found[1] == 0


def test_a_daemon_alone_and_machines_keep_each_other_out(url: str) -> None:
    with (
        machine(url, "left"),
        pytest.raises(StoreError, match="another daemon writes site lyon"),
        open_store(url, "lyon"),
    ):
        pass
    with (
        open_store(url, "lyon"),
        pytest.raises(StoreError, match="counts it alone"),
        machine(url, "left"),
    ):
        pass
    with machine(url, "left"), open_store(url, "turin"), machine(url, "left", site="nice"):
        pass


def test_two_machines_of_one_name_are_refused(url: str) -> None:
    with (
        machine(url, "left"),
        pytest.raises(StoreError, match='is its machine "left"') as caught,
        machine(url, "left"),
    ):
        pass
    assert "machine" in caught.value.hint


def test_machines_that_disagree_are_refused_by_key(url: str) -> None:
    others = {**TERMS, "publish.minimum_count": "5"}
    with machine(url, "left"):
        with (
            pytest.raises(StoreError, match="minimum_count is 5 here and 10 there") as caught,
            machine(url, "right", others),
        ):
            pass
        assert "stop them all" in caught.value.hint
        with machine(url, "right"):
            pass


def test_who_comes_first_may_change_what_is_agreed_on(url: str) -> None:
    others = {**TERMS, "publish.minimum_count": "5"}
    with machine(url, "left"):
        pass
    with (
        machine(url, "right", others),
        pytest.raises(StoreError, match="do not agree"),
        machine(url, "left"),
    ):
        pass


def test_a_machine_that_was_cut_off_writes_on_only_if_the_others_still_agree(
    server: str, url: str
) -> None:
    power = Power(url)
    left = power.on("left")
    left.claim("hall", "door")
    drop_every_connection(server, url)
    assert see(left, "door", 0)
    drop_every_connection(server, url)
    with (
        machine(url, "right", {**TERMS, "publish.minimum_count": "5"}),
        pytest.raises(StoreError, match="do not agree"),
    ):
        see(left, "door", 1)
    drop_every_connection(server, url)
    with open_store(url, "lyon"), pytest.raises(StoreError, match="counts it alone"):
        see(left, "door", 1)
    assert see(left, "door", 1)
    power.all_off()


def test_a_machine_comes_back_from_a_server_that_was_off_and_finds_its_lock() -> None:
    with postgresql() as server:
        url = new_database(server.address)
        with machine(url, "left") as left:
            left.claim("hall", "door")
            server.stop()
            for _ in range(3):
                with pytest.raises(StoreError, match=r"refused|closed|terminat"):
                    see(left, "door", 0)
            server.start()
            assert see(left, "door", 0)
            with pytest.raises(StoreError, match='is its machine "left"'), machine(url, "left"):
                pass


def test_machines_that_release_at_the_same_moment_release_once(url: str) -> None:
    names = ("a", "b", "c", "d")
    released: list[Release] = []
    with ExitStack() as held:
        stores = [held.enter_context(machine(url, name)) for name in names]
        for store, camera in zip(stores, names, strict=True):
            store.claim("hall", camera)
        for hour in range(5):
            start = Barrier(len(stores))

            def work(store: SharedStore, camera: str, hour: int, start: Barrier) -> None:
                start.wait()
                see(store, camera, 60 * hour + 1)
                see(store, camera, 60 * hour + 60, Counts())
                start.wait()
                store.close_buckets("hall", EIGHT + (hour + 1) * HOUR, len(names))
                released.extend(store.release("hall", 10, MODELS))

            threads = [
                Thread(target=work, args=(store, name, hour, start))
                for store, name in zip(stores, names, strict=True)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(released) == 5
        assert sorted(released, key=lambda r: r.start) == stores[0].releases()
        assert summed([r.counts for r in released]) == summed([SEVEN] * 20)
        assert stores[0].totals()[0].counts.passages == 140
