"""What the database that rows are forwarded to is said to need."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.config import Config
from compliance.counts.store import open_store
from compliance.databases import parse_database
from compliance.doctor.central import Role, central, judged
from compliance.doctor.findings import Finding, Verdict
from tests.counts.databases import new_database, postgresql_server
from tests.counts.test_forward import as_site, prepare
from tests.sites import configured

STREAM = "rtsp://camera.lan/stream"
MODEST = Role("trial", "15.8", may_add=True, may_change=False, is_held_to_its_name=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


def forwarding(folder: Path, url: str) -> Config:
    return replace(configured(folder, STREAM), forward=parse_database(url, folder))


def found(config: Config) -> Finding:
    [finding] = central(config)
    return finding


def test_a_role_that_adds_its_own_rows_is_good() -> None:
    assert judged(MODEST, "db", "trial").verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("role", "site", "verdict", "told"),
    [
        (replace(MODEST, may_add=False), "trial", Verdict.FAULT, "may not add rows"),
        (MODEST, "lyon-01", Verdict.FAULT, "rows of site trial only"),
        (replace(MODEST, may_change=True), "trial", Verdict.WARNING, "change and delete"),
        (replace(MODEST, is_held_to_its_name=False), "trial", Verdict.WARNING, "of any site"),
    ],
)
def test_a_role_that_may_do_too_little_or_too_much_is_told_of(
    role: Role, site: str, verdict: Verdict, told: str
) -> None:
    finding = judged(role, "db", site)
    assert finding.verdict is verdict
    assert told in finding.seen
    assert finding.remedy


def test_without_forwarding_nothing_is_looked_at(tmp_path: Path) -> None:
    assert list(central(configured(tmp_path, STREAM))) == []


def test_a_server_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    finding = found(forwarding(tmp_path, "postgresql://trial@127.0.0.1:1/compliance"))
    assert finding.verdict is Verdict.FAULT
    assert "[forward] url" in finding.remedy


def test_a_database_without_tables_is_a_fault(tmp_path: Path, server: str) -> None:
    finding = found(forwarding(tmp_path, new_database(server)))
    assert finding.verdict is Verdict.FAULT
    assert "compliance migrate" in finding.remedy


def test_a_database_set_up_as_written_is_good_for_its_site_and_not_for_its_owner(
    tmp_path: Path, server: str
) -> None:
    url = new_database(server)
    with open_store(url, "central"):
        pass
    prepare(url)
    assert found(forwarding(tmp_path, as_site(url))).verdict is Verdict.GOOD
    assert found(forwarding(tmp_path, as_site(url, "other"))).verdict is Verdict.FAULT
    assert found(forwarding(tmp_path, url)).verdict is Verdict.WARNING
