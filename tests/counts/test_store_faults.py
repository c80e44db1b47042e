"""What goes wrong with a SQLite store is told plainly, and loses nothing that was taken."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.reader import open_reader
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from tests.counts.databases import sqlite_url

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]
MODELS = ModelIdentity("detector@1", "classifier@1")


def release_hour(store: Store, hour: int) -> None:
    start = EIGHT + hour * HOUR
    store.add("hall", "door", store.next_sequence("door"), start, Counts(mask=50), 60_000)
    store.close_buckets("hall", start + HOUR, 1)
    store.release("hall", 10, MODELS)


def refuse(url: str, message: str) -> StoreError:
    with pytest.raises(StoreError, match=message) as caught, open_store(url, "lyon"):
        pass
    assert caught.value.hint
    return caught.value


def test_a_missing_folder_is_told_plainly(tmp_path: Path) -> None:
    refuse(sqlite_url(tmp_path / "nowhere"), "there is no folder")


def test_a_file_that_is_no_database_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "compliance.db").write_text("dear diary\n" * 500)
    refuse(sqlite_url(tmp_path), "file is not a database")
    assert (tmp_path / "compliance.db").read_text().startswith("dear diary")


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "compliance.db")) as other:
        other.execute("CREATE TABLE diary (page)")
    refuse(sqlite_url(tmp_path), "holds other tables")


def test_a_cut_database_is_told_plainly(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        for hour in range(100):
            release_hour(store, hour)
    path = tmp_path / "compliance.db"
    os.truncate(path, 8192)
    refuse(sqlite_url(tmp_path), "malformed")


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/x", "nonsense", "sqlite+nothing://"]
)
def test_an_address_that_is_no_store_is_told_plainly(url: str) -> None:
    refuse(url, r"in memory|neither SQLite nor PostgreSQL|cannot be understood")


def test_there_is_nothing_to_read_before_the_first_start(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="there is no database"),
        open_reader(sqlite_url(tmp_path)),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_releases_can_be_read_when_no_daemon_runs(tmp_path: Path) -> None:
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        release_hour(store, 0)
    with open_reader(sqlite_url(tmp_path)) as reader:
        assert [release.counts.mask for release in reader.releases()] == [50]


def test_an_unwritable_folder_is_told_plainly() -> None:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    try:
        with unprivileged():
            error = refuse(sqlite_url(folder), "Permission denied")
    finally:
        folder.rmdir()
    assert error.hint.startswith("Let the service's user write the folder")


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be nobody for a while when we are root, whom no mode stops."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_lock_held_by_another_program_is_told_and_waited_out(tmp_path: Path) -> None:
    with (
        open_store(sqlite_url(tmp_path), "lyon") as store,
        closing(sqlite3.connect(tmp_path / "compliance.db")) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked"):
            store.add("hall", "door", 0, EIGHT, Counts(mask=1), 60_000)
        other.rollback()
        assert store.add("hall", "door", 0, EIGHT, Counts(mask=1), 60_000)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Yield a folder on a disk of 1 MB, or skip the test."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
def test_a_full_disk_loses_nothing_that_was_taken(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk, open_store(sqlite_url(disk), "lyon") as store:
        store.add("hall", "door", 0, EIGHT, Counts(mask=20), 60_000)
        ballast = disk / "ballast"
        fill(ballast)
        with pytest.raises(StoreError, match=r"full|disk I/O") as caught:
            add_for_ever(store)
        assert "disk" in caught.value.hint
        taken = store.next_sequence("door")
        ballast.unlink()
        assert store.add("hall", "door", taken, EIGHT, Counts(mask=1), 60_000)
        store.close_buckets("hall", EIGHT + HOUR, 1)
        [release] = store.release("hall", 10, MODELS)
        assert release.counts.mask == 20 + taken


def add_for_ever(store: Store) -> None:
    for sequence in count(1):
        store.add("hall", "door", sequence, EIGHT, Counts(mask=1), 60_000)


def fill(path: Path) -> None:
    """Write until no space is left."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import open_store
models = ModelIdentity("detector@1", "classifier@1")
with open_store(sys.argv[1], "lyon") as store:
    first = store.next_sequence("door")
    for sequence in range(first, first + 100_000):
        at = datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(minutes=sequence)
        store.add("hall", "door", sequence, at, Counts(mask=1, no_mask=sequence % 3), 60_000)
        print(sequence, flush=True)
        store.close_buckets("hall", at, 1)
        store.release("hall", 10, models)
"""


def test_a_killed_daemon_has_every_tally_it_acknowledged_exactly_once(tmp_path: Path) -> None:
    acknowledged = -1
    for enough in (75, 57, 133):
        acknowledged = killed_after(enough, sqlite_url(tmp_path), acknowledged)
    with open_store(sqlite_url(tmp_path), "lyon") as store:
        taken = store.next_sequence("door")
        # The last one may have been written and not yet acknowledged.
        assert taken in (acknowledged + 1, acknowledged + 2)
        for end in store.open_ends("hall"):
            store.close_buckets("hall", end, 1)
        store.release("hall", 1, MODELS)
        [total] = store.totals()
    assert total.counts == Counts(mask=taken, no_mask=sum(n % 3 for n in range(taken)))


def killed_after(enough: int, url: str, last: int) -> int:
    """Kill a writing process after some acknowledgements; return the last one it gave."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        for number, line in enumerate(writer.stdout):
            assert int(line) in (last + 1, last + 2)
            last = int(line)
            if number == enough:
                writer.kill()
    return last
