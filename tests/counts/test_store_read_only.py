"""A store on a file system or in a file that cannot be written: told plainly, nothing touched."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.store import open_store
from compliance.errors import StoreError
from tests.counts.databases import sqlite_url
from tests.counts.test_store_faults import release_hour, small_disk, unprivileged

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def remounted(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
def test_a_file_system_that_is_read_only_at_the_start_is_told_and_counted_on_when_it_is_not(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path) as disk:
        with open_store(sqlite_url(disk), "lyon") as store:
            release_hour(store, 0)
            store.add("hall", "door", 1, EIGHT, Counts(mask=3), 60_000)
        before = (disk / "compliance.db").read_bytes()
        remounted(disk, "ro")
        try:
            with (
                pytest.raises(StoreError, match="Read-only file system") as caught,
                open_store(sqlite_url(disk), "lyon"),
            ):
                pass
            assert "folder that can be written" in caught.value.hint
        finally:
            remounted(disk, "rw")
        assert (disk / "compliance.db").read_bytes() == before
        with open_store(sqlite_url(disk), "lyon") as store:
            assert store.next_sequence("door") == 2
            assert store.add("hall", "door", 2, EIGHT, Counts(mask=7), 60_000)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everybody can reach and write to."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def test_a_database_of_another_user_is_told_plainly_and_left_as_it_was(shared: Path) -> None:
    with open_store(sqlite_url(shared), "lyon") as store:
        release_hour(store, 0)
    path = shared / "compliance.db"
    before = path.read_bytes()
    path.chmod(0o444)
    with suppress(FileNotFoundError):
        (shared / "compliance.db.lock").unlink()
    with (
        unprivileged(),
        pytest.raises(StoreError) as caught,
        open_store(sqlite_url(shared), "lyon"),
    ):
        pass
    assert "belongs to another user" in caught.value.hint
    assert path.read_bytes() == before
