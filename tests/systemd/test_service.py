"""The service on a machine that systemd runs, from the wheel to the last trace of it.

The tests share one machine and go on from each other, in the order in which they stand here.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.fakes import until
from tests.systemd.debian import UnavailableError
from tests.systemd.machine import machine
from tests.systemd.service import PROGRAM, SECRET, SITE, Service
from tests.wheels import built_wheel

TOOLS = ("systemd-nspawn", "debootstrap", "nsenter")
LACKING = [tool for tool in TOOLS if not shutil.which(tool)]

pytestmark = [
    pytest.mark.systemd,
    pytest.mark.timeout(600),  # the first time, the system is fetched and made
    pytest.mark.skipif(bool(LACKING), reason=f"needs {', '.join(LACKING)}"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can boot a container"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    wheel = built_wheel(tmp_path_factory.mktemp("wheel"))
    try:
        with machine(tmp_path_factory.mktemp("machine")) as booted:
            inside = booted.told("python3", "-c", "import sys; print(*sys.version_info[:2])")
            if inside.split() != [str(part) for part in sys.version_info[:2]]:
                pytest.skip(f"the libraries here are not for its Python {inside.strip()}")
            made = Service(booted)
            made.install_program(wheel)
            yield made
    except UnavailableError as error:
        pytest.skip(str(error))


def test_installed_it_is_active(service: Service) -> None:
    told = service.call("install", "--demo")
    assert f"write {SITE}, mode 0644" in told
    assert "run systemctl restart compliance" in told
    assert service.shown("ActiveState") == "active"
    assert service.shown("UnitFileState") == "enabled"


def test_installed_again_it_keeps_the_configuration_and_starts_anew(service: Service) -> None:
    service.change_the_configuration()
    service.shorten_the_watchdog()
    before = service.shown("MainPID")
    assert f"keep {SITE} as it is" in service.call("install")
    assert service.shown("MainPID") not in ("0", before)
    assert "viewer" in (service.machine.root / SITE.lstrip("/")).read_text()


def test_it_tells_systemd_how_its_cameras_are(service: Service) -> None:
    wanted = "1 of 2 cameras see; door: the connection was refused"
    assert until(lambda: service.shown("StatusText") == wanted, 30), service.shown("StatusText")


def test_it_is_a_user_of_its_own_within_its_limits(service: Service) -> None:
    main = service.shown("MainPID")
    status = service.machine.told("cat", f"/proc/{main}/status")
    assert "Uid:\t0" not in status
    limits = service.machine.told("cat", f"/proc/{main}/limits")
    assert {"core file size 0 0", "open files 8192 8192"} <= {
        " ".join(line.split()[1:6]).removesuffix(" bytes").removesuffix(" files")
        for line in limits.splitlines()
    }
    assert service.machine.told("stat", "-c", "%a", "/var/lib/private/compliance") == "700\n"


def test_its_journal_holds_objects_and_no_secret(service: Service) -> None:
    said = [line for line in service.journal() if line.get("_COMM") != "systemd"]
    parts = {json.loads(line["MESSAGE"])["part"] for line in said}
    assert {"selftest.start", "counts.post"} <= parts
    everything = json.dumps(service.journal(), ensure_ascii=False)
    for form in (SECRET, quote(SECRET, safe=""), quote(SECRET)):
        assert form not in everything


def test_the_password_comes_by_a_file_and_is_in_no_environment(service: Service) -> None:
    given = "/run/credentials/compliance.service/CAMERA_DOOR_PASSWORD"
    assert service.machine.told("cat", given) == f"{SECRET}\n"
    pids = service.processes()
    assert len(pids) > 2
    for pid in pids:
        for what in ("environ", "cmdline"):
            known = service.machine.tried("cat", f"/proc/{pid}/{what}").stdout
            assert SECRET not in known
            assert quote(SECRET, safe="") not in known
    assert SECRET not in service.machine.told("systemctl", "show", "compliance")


def test_roots_commands_work_beside_it_and_leave_it_what_they_make(service: Service) -> None:
    assert until(lambda: bool(service.rows()), 120)
    assert "Backed up as /var/lib/compliance/backups/" in service.call("backup", SITE)
    owners = service.machine.told("find", "/var/lib/private/compliance", "-printf", "%u\n")
    assert len(set(owners.split())) == 1
    assert owners.split()[0] != "root"


def test_reloaded_it_takes_a_camera_over_and_leaves_the_others_alone(service: Service) -> None:
    before = service.of_the_street()
    service.add_camera("yard")
    service.machine.told("systemctl", "reload", "compliance")
    assert until(lambda: service.shown("StatusText").startswith("1 of 3 cameras see"), 30)
    assert service.of_the_street() == before


def test_a_faulty_file_changes_nothing_and_the_journal_says_why(service: Service) -> None:
    before = service.of_the_street()
    service.add_camera("no name")
    service.machine.told("systemctl", "reload", "compliance")
    wanted = "cameras[3].name"
    assert until(lambda: any(wanted in line["MESSAGE"] for line in service.journal()), 30)
    service.remove_last_camera()
    assert service.shown("ActiveState") == "active"
    assert service.of_the_street() == before


def test_when_it_hangs_it_is_ended_and_goes_on(service: Service) -> None:
    before, main = service.rows(), service.shown("MainPID")
    service.machine.told("systemctl", "kill", "-s", "STOP", "--kill-whom=main", "compliance")
    assert until(lambda: service.shown("NRestarts") == "1", 60)
    assert until(lambda: service.shown("ActiveState") == "active", 60)
    assert service.shown("MainPID") != main
    assert any("Watchdog timeout" in line["MESSAGE"] for line in service.journal())
    assert until(lambda: service.rows() > before, 120)


def test_under_load_it_stops_in_time(service: Service) -> None:
    load = [
        "systemd-run", "-q", "--unit=load", "sh", "-c",
        f"for n in $(seq {2 * (os.cpu_count() or 1)}); do while :; do :; done & done; wait",
    ]  # fmt: skip
    service.machine.told(*load)
    begun = time.monotonic()
    service.machine.told("systemctl", "stop", "compliance")
    took_seconds = time.monotonic() - begun
    service.machine.told("systemctl", "stop", "load")
    assert service.shown("Result") == "success"
    assert service.shown("ExecMainStatus") == "0"
    allowed_seconds = int(service.shown("TimeoutStopUSec").removesuffix("s"))
    assert took_seconds < allowed_seconds
    service.machine.told("systemctl", "start", "compliance")


def test_after_a_reboot_it_runs_and_what_was_counted_is_there(service: Service) -> None:
    before = service.rows()
    service.machine.power_off()
    service.machine.boot()
    assert until(lambda: service.shown("ActiveState") == "active", 60)
    assert service.rows() >= before
    assert until(lambda: service.rows() > before, 120)


def test_uninstalled_its_data_stay_and_purged_nothing_does(service: Service) -> None:
    assert "keep /var/lib/compliance (--purge removes it)" in service.call("uninstall")
    assert service.shown("LoadState") == "not-found"
    kept = service.machine.told("ls", "/var/lib/compliance/", "/etc/compliance")
    assert {"compliance.db", "site.toml", "credentials"} <= set(kept.split())
    service.call("uninstall", "--purge")
    places = ("/etc", "/var/lib", "/usr/local", "/run/credentials")
    left = service.machine.told("find", *places, "-name", "*compliance*")
    assert left == ""
    assert service.call("uninstall") == "Nothing is installed.\n"
    assert service.machine.tried("test", "-e", PROGRAM).returncode == 0
