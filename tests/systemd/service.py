"""The service on such a machine: installed from the wheel, asked, counted."""

import json
import sys
from pathlib import Path

from tests.systemd.machine import LIBRARIES, Machine

PROGRAM = "/opt/compliance/bin/compliance"
SITE = "/etc/compliance/site.toml"
SECRET = "p@ss w%rd/9"  # noqa: S105 - nobody's
WATCHDOG_SECONDS = 3
LOGIN = "viewer:${CAMERA_DOOR_PASSWORD}@"
DOOR = f"""
[[cameras]]
name = "door"
area = "gate"
source = "rtsp://{LOGIN}127.0.0.1:9/stream"
"""


class Service:
    """What an operator, as root, sees of it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._site = machine.root / SITE.removeprefix("/")

    def install_program(self, wheel: Path) -> None:
        """Install the wheel into a folder of its own, its libraries lying elsewhere."""
        told = self.machine.told
        python = "/opt/compliance/bin/python"
        told("python3", "-m", "venv", "--without-pip", "/opt/compliance")
        (self.machine.root / "opt" / wheel.name).write_bytes(wheel.read_bytes())
        pip = ("env", f"PYTHONPATH={LIBRARIES}", python, "-m", "pip", "-q", "install")
        told(*pip, "--no-deps", "--no-index", "--ignore-installed", f"/opt/{wheel.name}")
        packages = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
        path = self.machine.root / "opt/compliance" / packages / "libraries.pth"
        path.write_text(f"import sys; sys.path.append({LIBRARIES!r})\n")

    def change_the_configuration(self) -> None:
        """Count the street with less work, and add a camera that does not answer."""
        (self._site.parent / "credentials/DOOR_PASSWORD").write_text(f"{SECRET}\n")
        quick = self._site.read_text().replace("minimum_count = 10", "minimum_count = 5")
        self._site.write_text(f"{quick}analysed_per_second = 2\n{DOOR}")

    def add_camera(self, name: str) -> None:
        """Add another that does not answer, in an area of its own."""
        with self._site.open("a") as file:
            file.write(DOOR.replace("door", name).replace("gate", "yard").replace(LOGIN, ""))

    def remove_last_camera(self) -> None:
        """Take the last one out again."""
        before, table, _ = self._site.read_text().rpartition("\n[[cameras]]")
        assert table
        self._site.write_text(before)

    def shorten_the_watchdog(self) -> None:
        """Have it bite soon, as `systemctl edit` would."""
        changes = self.machine.root / "etc/systemd/system/compliance.service.d"
        changes.mkdir()
        (changes / "test.conf").write_text(f"[Service]\nWatchdogSec={WATCHDOG_SECONDS}\n")

    def call(self, *command: str) -> str:
        """Call the product's command."""
        return self.machine.told(PROGRAM, *command)

    def shown(self, name: str) -> str:
        """Return what systemd knows of the service."""
        return self.machine.told("systemctl", "show", "compliance", "-P", name).strip()

    def journal(self) -> list[dict[str, str]]:
        """Return what systemd and the service said since the machine was made."""
        lines = self.machine.told("journalctl", "-u", "compliance", "-o", "json").splitlines()
        return [json.loads(line) for line in lines]

    def rows(self) -> set[str]:
        """Return the rows released so far."""
        told = self.call("report", SITE, "--by", "release", "--csv")
        return set(told.splitlines()[1:])

    def processes(self) -> list[int]:
        """Return the service's processes by their numbers inside."""
        unit = "/sys/fs/cgroup/systemd/system.slice/compliance.service/cgroup.procs"
        unified = unit.replace("/systemd/", "/", 1)
        told = self.machine.tried("cat", unit).stdout or self.machine.told("cat", unified)
        return [int(pid) for pid in told.split()]

    def of_the_street(self) -> int:
        """Return the process that watches the street, the first of the cameras."""
        pids = self.processes()
        names = {self.machine.tried("cat", f"/proc/{pid}/comm").stdout.strip(): pid for pid in pids}
        return names["pixels-0"]
