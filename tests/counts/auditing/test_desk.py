"""Audits handed in beside a running daemon, and what becomes of them; on both databases."""

import sqlite3
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from compliance.counts.auditing.desk import Answer, Desk, open_desk
from compliance.counts.auditing.matching import GRACE, Terms
from compliance.counts.auditing.pairs import Audit, Pair
from compliance.counts.buckets import Counts
from compliance.counts.engine import connected
from compliance.counts.reader import open_reader
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from tests.counts.auditing.made import EIGHT, HOUR, MODELS, an_audit, at
from tests.counts.databases import sqlite_url

SEEN, COUNTED = Counts(10, 1, 4), Counts(9, 2, 4, 1)
TERMS = Terms(cameras=1, minimum_count=10, protects_homogeneous=True)


def count(store: Store, hour: int, counts: Counts = COUNTED, area: str = "hall") -> None:
    """Let an hour be counted, watched well."""
    store.add(area, area, store.next_sequence(area), at(hour), counts, 3_600_000)


def release(store: Store, hour: int, area: str = "hall") -> None:
    store.close_buckets(area, at(hour + 1), 1)
    assert store.release(area, 10, MODELS)


def hand_in(url: str, *audits: Audit, site: str = "lyon") -> list[Answer]:
    with open_desk(url, site) as desk:
        return [desk.hand_in(audit) for audit in audits]


def rows_of(url: str, table: str) -> int:
    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - the test's own names
    with connected(url) as engine, engine.connect() as connection:
        return int(connection.scalar(query) or 0)


def test_an_audit_is_handed_in_beside_the_daemon_and_told_with_its_release(
    store: Store, url: str
) -> None:
    count(store, 0)
    assert hand_in(url, an_audit(0, SEEN)) == [Answer.KEPT]
    assert store.match_audits("hall", TERMS, at(1)) == []
    release(store, 0)
    [pair] = store.match_audits("hall", TERMS, at(1))
    assert pair == Pair("lyon", "hall", at(0), at(1), 1, SEEN, COUNTED, MODELS)
    assert store.pairs() == [pair]
    assert rows_of(url, "audits") == 0
    with open_reader(url) as reader:
        assert reader.pairs("hall") == [pair]
        assert reader.pairs("yard") == []


def test_an_audit_that_comes_after_its_release_is_told_as_well(store: Store, url: str) -> None:
    count(store, 0)
    release(store, 0)
    hand_in(url, an_audit(0, SEEN))
    assert len(store.match_audits("hall", TERMS, at(30))) == 1


def test_an_audit_handed_in_again_changes_nothing_whatever_it_says(store: Store, url: str) -> None:
    count(store, 0)
    again = [an_audit(0, SEEN), an_audit(0, Counts(1, 1, 1))]
    assert hand_in(url, an_audit(0, SEEN), *again) == [Answer.KEPT, Answer.BEFORE, Answer.BEFORE]
    release(store, 0)
    [pair] = store.match_audits("hall", TERMS, at(1))
    assert pair.seen == SEEN
    assert hand_in(url, *again) == [Answer.BEFORE, Answer.BEFORE]
    assert store.match_audits("hall", TERMS, at(1)) == []
    assert store.pairs() == [pair]


def test_an_interval_that_overlaps_another_of_the_same_camera_is_refused(
    store: Store, url: str
) -> None:
    count(store, 0)
    other, lift = an_audit(0.5, SEEN), an_audit(0, SEEN, camera="lift")
    answers = hand_in(url, an_audit(0, SEEN), other, lift, an_audit(1, SEEN))
    assert answers == [Answer.KEPT, Answer.BEFORE, Answer.KEPT, Answer.KEPT]


def test_an_area_that_never_counted_takes_no_audit(store: Store, url: str) -> None:
    count(store, 0, area="yard")
    assert hand_in(url, an_audit(0, SEEN)) == [Answer.NO_AREA]
    assert rows_of(url, "audits") == 0


def test_what_waits_is_told_to_nobody(store: Store, url: str) -> None:
    count(store, 0)
    with open_desk(url, "lyon") as desk:
        desk.hand_in(an_audit(0, SEEN))
        assert desk.pairs() == []
        told = {name for name in dir(desk) if not name.startswith("_")}
    assert told - set(dir(Store)) == {"hand_in", "released_until", "writing"}


def test_an_area_is_released_up_to_the_end_of_its_newest_interval(store: Store, url: str) -> None:
    with open_desk(url, "lyon") as desk:
        assert desk.released_until("hall") is None
        for hour in range(2):
            count(store, hour)
            release(store, hour)
        assert desk.released_until("hall") == at(2)


def test_audits_go_when_nothing_can_complete_them(store: Store, url: str) -> None:
    count(store, 0)
    count(store, 1)
    hand_in(url, an_audit(1, SEEN))
    store.close_buckets("hall", at(2), 1)
    release(store, 1)
    store.match_audits("hall", TERMS, at(2) + GRACE - HOUR)
    assert rows_of(url, "audits") == 1
    store.match_audits("hall", TERMS, at(2) + GRACE)
    assert rows_of(url, "audits") == 0
    assert store.pairs() == []


def test_a_comparison_expires_with_its_first_release_and_audits_with_their_end(
    store: Store, url: str
) -> None:
    few = Counts(3, 1, 2)
    for hour in range(3):
        count(store, hour)
        hand_in(url, an_audit(hour, few))
        release(store, hour)
    assert len(store.match_audits("hall", TERMS, at(3))) == 1
    assert rows_of(url, "audits") == 1
    store.expire(at(0))
    assert len(store.pairs()) == 1
    store.expire(at(1))
    assert (len(store.pairs()), len(store.releases())) == (0, 2)
    store.expire(at(3))
    assert rows_of(url, "audits") == 0


def test_many_phones_may_hand_in_while_the_daemon_counts(store: Store, url: str) -> None:
    count(store, 0)

    def phone(number: int) -> list[Answer]:
        audits = [an_audit(hour, SEEN, camera=f"door-{number}") for hour in range(8)]
        return hand_in(url, *audits)

    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(phone, number) for number in range(4)]
        for sequence in range(40):
            store.add("hall", "busy", sequence, EIGHT, Counts(mask=1), 1000)
        assert all(set(each.result()) == {Answer.KEPT} for each in answers)
    assert rows_of(url, "audits") == 32
    assert store.next_sequence("busy") == 40


def test_sites_hand_in_apart(store: Store, url: str) -> None:
    count(store, 0)
    assert hand_in(url, an_audit(0, SEEN), site="turin") == [Answer.NO_AREA]
    hand_in(url, an_audit(0, SEEN))
    release(store, 0)
    assert len(store.match_audits("hall", TERMS, at(1))) == 1


def test_an_error_tells_no_counts(store: Store, url: str) -> None:
    count(store, 0)
    with pytest.raises(StoreError) as caught:
        hand_in(url, an_audit(0, Counts(mask=-11 * 707)))
    told = "".join(traceback.format_exception(caught.value))
    assert "audits" in told or "CHECK" in told
    assert "7777" not in told


def test_there_is_no_desk_without_a_database_nor_in_an_old_one(tmp_path: Path) -> None:
    missing = sqlite_url(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="there is no database"), open_desk(missing, "lyon"):
        pass
    with closing(sqlite3.connect(tmp_path / "compliance.db")) as empty:
        empty.execute("PRAGMA user_version = 1")
        empty.commit()
    with (
        pytest.raises(StoreError, match="revision none"),
        open_desk(sqlite_url(tmp_path), "lyon"),
    ):
        pass


def test_a_database_that_is_being_written_for_long_is_told_at_once(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store, store._writing():
        began = pytest.raises(StoreError, match="locked")
        with began, open_desk(sqlite_url(tmp_path), "lyon"):
            pass


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_what_one_bucket_held_is_gone_from_every_byte_once_it_is_told(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for hour in range(2):
            count(store, hour, Counts(no_mask=1))
        hand_in(sqlite_url(tmp_path), an_audit(0, Counts(77_003, 1)), an_audit(1, Counts(77_009)))
        held = contents(tmp_path)
        assert (77_003).to_bytes(3) in held
        for hour in range(2):
            count(store, hour, Counts(40, 0, 3))
        store.close_buckets("hall", at(2), 1)
        assert store.release("hall", 10, MODELS)
        assert len(store.match_audits("hall", TERMS, at(2))) == 1
        assert store.truncate_wal()
        held = contents(tmp_path)
    assert (77_003 + 77_009).to_bytes(3) in held
    assert (77_003).to_bytes(3) not in held
    assert (77_009).to_bytes(3) not in held


def test_an_audit_says_nothing_of_its_numbers_when_it_is_shown() -> None:
    assert "77003" not in repr(an_audit(0, Counts(77_003)))


def test_a_desk_leaves_the_daemons_lock_alone(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        count(store, 0)
    with (
        open_desk(sqlite_url(tmp_path), "lyon") as desk,
        open_store(sqlite_url(tmp_path), "lyon") as store,
    ):
        assert isinstance(desk, Desk)
        assert desk.hand_in(an_audit(0, SEEN)) is Answer.KEPT
        count(store, 0)
        assert store.truncate_wal()
