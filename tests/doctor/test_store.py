"""What the database is said to need."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compliance.config import Config, parse
from compliance.counts.backups import back_up
from compliance.counts.store import open_store
from compliance.doctor.findings import Finding, Verdict
from compliance.doctor.store import store
from tests.sites import configured, site_file

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
STREAM = "rtsp://camera.lan/stream"


def made(folder: Path) -> Config:
    config = configured(folder, STREAM)
    with open_store(config.database.url, config.site):
        pass
    return config


def by_name(config: Config, now: datetime = NOON) -> dict[str, Finding]:
    return {each.what: each for each in store(config, now)}


def test_a_site_that_never_ran_has_no_database_yet(tmp_path: Path) -> None:
    [found] = store(configured(tmp_path, STREAM), NOON)
    assert found.verdict is Verdict.GOOD
    assert "the first start makes it" in found.seen


def test_a_database_that_is_read_and_backed_up_is_good(tmp_path: Path) -> None:
    config = made(tmp_path)
    back_up(tmp_path / "compliance.db", config.backup.folder, NOON)
    assert [each.verdict for each in store(config, NOON)] == [Verdict.GOOD, Verdict.GOOD]


def test_no_backup_and_an_old_one_are_warned_of(tmp_path: Path) -> None:
    config = made(tmp_path)
    assert by_name(config)["backup"].verdict is Verdict.WARNING
    back_up(tmp_path / "compliance.db", config.backup.folder, NOON)
    late = by_name(config, NOON + timedelta(days=3))["backup"]
    assert late.verdict is Verdict.WARNING
    assert "the newest 3 days old" in late.seen


def test_a_damaged_database_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    config = made(tmp_path)
    path = tmp_path / "compliance.db"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + os.urandom(len(data) - 4096))
    [found] = store(config, NOON)
    assert found.verdict is Verdict.FAULT
    assert "compliance restore" in found.remedy


def test_a_server_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    site = site_file(tmp_path, STREAM)
    table = '[store]\nurl = "postgresql://127.0.0.1:1/compliance"\n[http]'
    [found] = store(parse(site.read_text().replace("[http]", table), site, {}), NOON)
    assert found.verdict is Verdict.FAULT
    assert found.remedy
