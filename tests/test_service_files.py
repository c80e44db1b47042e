"""The service file an operator installs is valid and as closed as it says."""

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from compliance.installing.unit import sealed

UNIT = Path(__file__).parents[1] / "config/systemd/compliance.service"
MOST_EXPOSURE = 1.1  # measured with systemd 252, of 10; sockets and the network are needed

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze (package systemd)"
)


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    return told


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The unit as on a machine where the product is installed: its program exists."""
    unit = tmp_path / UNIT.name
    unit.write_text(sealed(UNIT.read_text("utf-8"), Path(sys.executable)), encoding="utf-8")
    return unit


@needs_systemd
def test_systemd_has_no_complaint_about_the_unit(installed: Path) -> None:
    assert run("systemd-analyze", "verify", installed) == ""


@needs_systemd
def test_systemd_has_no_complaint_about_what_lets_devices_in(installed: Path) -> None:
    changes = installed.with_name(f"{installed.name}.d")
    changes.mkdir()
    shutil.copy(UNIT.with_name("devices.conf"), changes)
    assert run("systemd-analyze", "verify", installed) == ""


@needs_systemd
def test_the_unit_is_as_closed_as_measured(installed: Path) -> None:
    told = run("systemd-analyze", "security", "--offline=true", "--no-pager", installed)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert found, told
    assert float(found.group(1)) <= MOST_EXPOSURE


def test_the_unit_leaves_room_for_the_pixel_processes_lock() -> None:
    allowed = re.findall(r"(?m)^SystemCallFilter=([^~].*)", UNIT.read_text("utf-8"))
    needed = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "seccomp"}
    assert needed <= set(" ".join(allowed).split())


def test_no_pixel_is_written_to_the_swap_or_a_core() -> None:
    lines = UNIT.read_text("utf-8").splitlines()
    assert {"MemorySwapMax=0", "LimitCORE=0"} <= set(lines)


def test_systemd_waits_longer_than_the_daemon_takes_to_stop() -> None:
    unit = RawConfigParser(strict=False)
    unit.read_string(UNIT.read_text("utf-8"))
    assert int(unit["Service"]["TimeoutStopSec"]) > 5
