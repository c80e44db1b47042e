"""Backup and restore as an operator calls them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from compliance.cli import app
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import open_store
from compliance.errors import StoreError
from tests.sites import site_file

SERVER = "postgresql://db.lan/compliance"
EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = site_file(tmp_path, "rtsp://viewer:${UNSET}@camera.lan/stream")
    count(tmp_path, 0)
    return file


def count(folder: Path, hour: int) -> None:
    start = EIGHT + timedelta(hours=hour)
    with open_store(f"sqlite:///{folder}/compliance.db", "trial") as store:
        store.add("hall", "door", store.next_sequence("door"), start, Counts(50, 1), 9)
        store.close_buckets("hall", start + timedelta(hours=1), 1)
        store.release("hall", 10, ModelIdentity("detector@1", "classifier@1"))


def told(*command: str) -> str:
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_what_was_backed_up_can_be_put_back(site: Path) -> None:
    assert "Backed up as" in told("backup", str(site))
    count(site.parent, 1)
    [file] = (site.parent / "backups").iterdir()
    assert str(file) in told("restore", str(site))
    assert "is kept as" in told("restore", str(site), str(file))
    with open_store(f"sqlite:///{site.parent}/compliance.db", "trial") as store:
        assert [release.start for release in store.releases()] == [EIGHT]


def test_without_a_database_there_is_nothing_to_back_up(site: Path) -> None:
    (site.parent / "compliance.db").unlink()
    with pytest.raises(StoreError, match="there is no database"):
        told("backup", str(site))
    assert not (site.parent / "backups").exists()


def test_a_running_daemons_database_is_not_replaced(site: Path) -> None:
    told("backup", str(site))
    [file] = (site.parent / "backups").iterdir()
    with (
        open_store(f"sqlite:///{site.parent}/compliance.db", "trial"),
        pytest.raises(StoreError, match="another daemon writes"),
    ):
        told("restore", str(site), str(file))


def test_where_there_is_no_backup_it_is_said(site: Path) -> None:
    assert "There is no backup in" in told("restore", str(site))


def test_a_server_is_backed_up_by_its_own_means(site: Path) -> None:
    text = site.read_text()
    site.write_text(text.replace("[http]", f'[store]\nurl = "{SERVER}"\n[http]'))
    with pytest.raises(StoreError, match="is not a SQLite file") as caught:
        told("backup", str(site))
    assert "pg_dump" in caught.value.hint
