"""A running daemon is asked to read its site file again: all is taken over, or nothing is."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.fakes import until
from tests.processes import children_of, is_named
from tests.servers import free_port
from tests.sites import running_site

DEMO = Path(__file__).parents[1] / "config/demo/street.mp4"

pytestmark = pytest.mark.timeout(180)


def camera(name: str, area: str = "hall", more: str = "") -> str:
    return f"""
        [[cameras]]
        name = "{name}"
        area = "{area}"
        source = "{DEMO}"
        clock = "recording"
        start = 2026-01-05T08:00:00Z
        loop = true
        analysed_per_second = 2
        {more}
        """


@dataclass
class Site:
    path: Path
    port: int
    process: "subprocess.Popen[str]"

    def write(self, *cameras: str, top: str = "") -> None:
        text = f'site = "trial"\n{top}\n[http]\nport = {self.port}\n{"".join(cameras)}'
        self.path.write_text(text)

    def reload(self) -> None:
        """Ask for it, and wait until it was tried."""
        before = self.metrics()["compliance_config_last_reload_success_timestamp_seconds"]
        self.process.send_signal(signal.SIGHUP)
        name = "compliance_config_last_reload_success_timestamp_seconds"
        assert until(lambda: self.metrics()[name] > before), self.metrics()

    def reload_in_vain(self) -> None:
        self.process.send_signal(signal.SIGHUP)
        name = "compliance_config_last_reload_successful"
        assert until(lambda: self.metrics()[name] == 0)

    def metrics(self) -> dict[str, float]:
        """Return every sample; the site's name is left out."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
            lines = [line for line in answer.read().decode().splitlines() if line[0] != "#"]
        named = [line.rpartition(" ") for line in lines]
        return {
            name.replace(',site="trial"', "").replace('{site="trial"}', ""): float(number)
            for name, _, number in named
        }

    def told(self, path: str) -> Any:  # noqa: ANN401 - JSON
        with urlopen(f"http://127.0.0.1:{self.port}/api/v1/{path}", timeout=5) as answer:
            return json.load(answer)

    def is_up(self, *names: str) -> bool:
        """Say whether just these cameras are shown, and are up."""
        with suppress(OSError):
            up = {k: v for k, v in self.metrics().items() if k.startswith("compliance_stream_up")}
            return up == {f'compliance_stream_up{{camera="{name}"}}': 1.0 for name in names}
        return False

    def pids(self) -> set[int]:
        return {pid for pid in children_of(self.process.pid) if is_named(pid, "pixels-")}

    def said(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=20)[0]


@contextmanager
def a_site(folder: Path, *cameras: str) -> Iterator[Site]:
    path, port = folder / "site.toml", free_port()
    site = Site(path, port, None)  # type: ignore[arg-type]
    site.write(*cameras)
    with running_site(path) as site.process:
        yield site


def test_cameras_come_change_and_go_while_one_keeps_its_process(tmp_path: Path) -> None:
    with a_site(tmp_path, camera("door")) as site:
        assert until(lambda: site.is_up("door"), 60)
        [kept] = site.pids()
        site.write(camera("gate", "yard"), camera("door"))
        site.reload()
        assert until(lambda: site.is_up("door", "gate"), 60)
        assert kept in site.pids()
        assert [each["name"] for each in site.told("configuration")["cameras"]] == ["gate", "door"]
        assert [each["name"] for each in site.told("cameras")["items"]] == ["gate", "door"]
        assert {each["name"] for each in site.told("areas")["items"]} == {"hall", "yard"}
        others = site.pids() - {kept}

        site.write(camera("door"), camera("gate", "yard", "minimum_face_px = 30"))
        site.reload()
        assert until(lambda: not others & site.pids(), 30)
        assert until(lambda: site.is_up("door", "gate") and len(site.pids()) == 2, 60)
        assert kept in site.pids()

        site.write(camera("door"))
        site.reload()
        assert until(lambda: site.is_up("door") and site.pids() == {kept}, 30)
        assert "yard" not in str(site.told("configuration"))
        assert site.metrics()['compliance_stream_restarts_total{camera="door"}'] == 0
        said = site.said()
    assert site.process.returncode == 0
    for change in ("added gate", "changed gate", "removed gate"):
        assert f"the configuration is reloaded: cameras {change}" in said


def test_a_file_that_cannot_be_taken_over_changes_nothing_and_the_log_says_why(
    tmp_path: Path,
) -> None:
    with a_site(tmp_path, camera("door")) as site:
        assert until(lambda: site.is_up("door"), 60)
        before = site.pids(), site.told("configuration")
        site.path.unlink()
        site.reload_in_vain()
        site.write(camera("door"))
        site.reload()
        site.write(camera("door"), camera("gate", more="priority = 99"), camera("gate"))
        site.reload_in_vain()
        assert (site.pids(), site.told("configuration")) == before
        site.write(camera("door"), camera("gate"))
        site.reload()
        assert until(lambda: site.is_up("door", "gate"), 60)
        site.write(
            camera("door"), top="[publish]\nminimum_count = 5\n[store]\nurl = 'sqlite:///b.db'"
        )
        site.reload_in_vain()
        assert site.is_up("door", "gate")
        assert before[0] <= site.pids()
        said = site.said()
    assert site.process.returncode == 0
    assert "there is no such file" in said
    assert "cameras[1].priority: 99 is not between 0 and 9" in said
    assert 'cameras[2].name: "gate" is also the name of cameras[1]' in said
    assert "changed and not reloaded: publish.minimum_count, store.url" in said
    assert "estart" in said
    assert "Traceback" not in said
    assert not (tmp_path / "b.db").exists()


def test_systemd_is_told_of_a_reload_and_of_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with a_site(tmp_path, camera("door")) as site:
            heard: list[str] = []

            def hears(word: str) -> bool:
                heard.append(systemd.recv(200).decode())
                return heard[-1].startswith(word)

            assert until(lambda: hears("READY=1"), 60)
            site.process.send_signal(signal.SIGHUP)
            assert until(lambda: hears("RELOADING=1\nMONOTONIC_USEC="), 60)
            assert heard[-1].rpartition("=")[2].isdecimal()
            assert hears("READY=1")
