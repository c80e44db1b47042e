"""What the machine is said to lack."""

from pathlib import Path

import pytest

from compliance.doctor import machine
from compliance.doctor.findings import Verdict
from compliance.errors import SandboxError
from compliance.pixels.lock.lock import Part
from compliance.selftest.findings import Findings
from tests.selftest.test_attacks import SHUT


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(0x2001, Verdict.GOOD), (0x2041, Verdict.WARNING), (None, Verdict.GOOD)],
)
def test_a_clock_that_nothing_keeps_right_is_warned_of(
    status: int | None, verdict: Verdict
) -> None:
    assert machine.clock(lambda: status).verdict is verdict


def test_the_kernel_says_how_its_clock_is() -> None:
    status = machine.kernel_clock_status()
    assert status is None or 0 <= status < 2**16


def test_a_disk_with_room_is_good_and_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert machine.disk(tmp_path).verdict is not Verdict.FAULT
    assert machine.disk(tmp_path / "nowhere").verdict is Verdict.FAULT


def test_a_lock_that_holds_is_good() -> None:
    assert machine.lock(lambda: Findings((SHUT,)), allow_unsandboxed=False).verdict is Verdict.GOOD


@pytest.mark.parametrize(("allowed", "verdict"), [(False, Verdict.FAULT), (True, Verdict.WARNING)])
def test_a_lock_that_lacks_a_part_is_a_fault_unless_it_is_allowed(
    allowed: bool,  # noqa: FBT001
    verdict: Verdict,
) -> None:
    lacking = Findings((), missing=frozenset(Part))
    found = machine.lock(lambda: lacking, allow_unsandboxed=allowed)
    assert found.verdict is verdict
    assert "NOT LOCKED" in found.seen


def test_a_lock_that_cannot_be_tried_says_why() -> None:
    def refuse() -> Findings:
        raise SandboxError("no Landlock", "Boot with lsm=landlock.")

    found = machine.lock(refuse, allow_unsandboxed=False)
    assert (found.seen, found.remedy) == ("no Landlock", "Boot with lsm=landlock.")


def test_others_may_read_neither_a_password_nor_a_database(tmp_path: Path) -> None:
    site, database = tmp_path / "site.toml", tmp_path / "compliance.db"
    for path in (site, database):
        path.write_text("x")
        path.chmod(0o644)
    found = list(machine.files(site, database, holds_secret=True))
    assert [each.verdict for each in found] == [Verdict.WARNING, Verdict.FAULT]
    for path in (site, database):
        path.chmod(0o600)
    [only] = machine.files(site, database, holds_secret=True)
    assert only.verdict is Verdict.GOOD


def test_a_file_without_a_password_may_be_read(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("x")
    site.chmod(0o644)
    assert list(machine.files(site, None, holds_secret=False)) == []
