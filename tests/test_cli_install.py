"""Installing below a folder that stands for a machine, as an operator does it."""

import os
import subprocess
import sys
from pathlib import Path
from select import select

import pytest
from click.testing import Result
from typer.testing import CliRunner

from compliance.cli import app
from compliance.errors import ComplianceError, ConfigError, InstallError

PROGRAM = ("--program", "/opt/compliance/bin/compliance")
SOURCE = ("--site", "lyon-01", "--source", "rtsp://viewer@camera.lan/stream")


def call(root: Path, command: str, *options: str, typed: str = "") -> Result:
    arguments = [command, "--root", str(root), *options]
    return CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False)


def installed(root: Path, *options: str, typed: str = "") -> str:
    done = call(root, "install", *PROGRAM, *options, typed=typed)
    assert done.exit_code == 0, done.output
    return done.output


def files(root: Path) -> dict[str, int]:
    return {
        str(path.relative_to(root)): path.lstat().st_mode & 0o777
        for path in root.rglob("*")
        if path.is_file() or path.is_symlink()
    }


@pytest.fixture
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("elsewhere") / "password"
    path.write_text("hunter2\n")
    return path


def test_a_site_is_installed_from_options(tmp_path: Path, secret: Path) -> None:
    told = installed(tmp_path, *SOURCE, "--password-file", str(secret))
    assert files(tmp_path) == {
        "etc/compliance/credentials/DOOR_PASSWORD": 0o600,
        "etc/compliance/site.toml": 0o644,
        "etc/systemd/system/compliance.service": 0o644,
        "etc/systemd/system/multi-user.target.wants/compliance.service": 0o777,
        "usr/local/share/compliance": 0o777,
    }
    assert "write /etc/systemd/system/compliance.service" in told
    assert "hunter2" not in told + (tmp_path / "etc/compliance/site.toml").read_text()


def test_a_password_can_come_through_a_pipe(tmp_path: Path) -> None:
    installed(tmp_path, *SOURCE, "--password-file", "-", typed="hunter2\n")
    kept = tmp_path / "etc/compliance/credentials/DOOR_PASSWORD"
    assert kept.read_text() == "hunter2\n"


def test_a_second_run_keeps_the_configuration_and_needs_no_answer(tmp_path: Path) -> None:
    installed(tmp_path, "--demo")
    site = tmp_path / "etc/compliance/site.toml"
    site.write_text(site.read_text().replace('"demo"', '"ours"', 1))
    before = {path: (tmp_path / path).read_bytes() for path in files(tmp_path)
              if (tmp_path / path).is_file()}  # fmt: skip
    told = installed(tmp_path)
    assert "keep /etc/compliance/site.toml as it is" in told
    assert {path: (tmp_path / path).read_bytes() for path in before} == before


def test_a_dry_run_tells_all_and_does_nothing(tmp_path: Path) -> None:
    told = installed(tmp_path, "--demo", "--dry-run")
    assert "would write /etc/compliance/site.toml, mode 0644" in told
    assert told.endswith("Nothing was done.\n")
    assert list(tmp_path.iterdir()) == []


def test_undone_only_configuration_and_data_stay(tmp_path: Path) -> None:
    installed(tmp_path, "--demo")
    told = call(tmp_path, "uninstall").output
    assert list(files(tmp_path)) == ["etc/compliance/site.toml"]
    assert "keep /etc/compliance (--purge removes it)" in told
    call(tmp_path, "uninstall", "--purge")
    assert files(tmp_path) == {}
    assert call(tmp_path, "uninstall").output == "Nothing is installed.\n"


def test_a_password_in_an_option_is_refused(tmp_path: Path) -> None:
    source = "rtsp://viewer:hunter2@camera.lan/stream"
    with pytest.raises(ConfigError, match="the shell keeps what was typed") as caught:
        installed(tmp_path, "--site", "lyon-01", "--source", source)
    assert "hunter2" not in str(caught.value)
    assert files(tmp_path) == {}


def test_with_nobody_to_ask_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nobody to ask"):
        installed(tmp_path, "--site", "lyon-01")


def test_a_configuration_with_a_fault_stops_an_upgrade_before_anything_is_done(
    tmp_path: Path,
) -> None:
    installed(tmp_path, "--demo")
    (tmp_path / "etc/compliance/site.toml").write_text('site = ""\n')
    unit = tmp_path / "etc/systemd/system/compliance.service"
    before = unit.stat().st_mtime_ns
    with pytest.raises(ConfigError, match=r"/etc/compliance/site\.toml has 2 faults"):
        installed(tmp_path)
    assert unit.stat().st_mtime_ns == before


def test_a_secret_from_elsewhere_is_looked_for_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, "--demo")
    site = tmp_path / "etc/compliance/site.toml"
    camera = '[[cameras]]\nname = "d"\nsource = "rtsp://u:${ELSEWHERE}@camera.lan/x"\n'
    site.write_text(f"{site.read_text()}{camera}")
    with pytest.raises(ConfigError, match="ELSEWHERE"):
        installed(tmp_path)
    monkeypatch.setenv("ELSEWHERE", "hunter2")
    assert "keep /etc/compliance/site.toml" in installed(tmp_path)


def test_a_configuration_that_was_there_first_is_kept(tmp_path: Path) -> None:
    site = tmp_path / "etc/compliance/site.toml"
    site.parent.mkdir(parents=True)
    site.write_text('site = "x"\n[[cameras]]\nname = "d"\nsource = "rtsp://camera.lan/x"\n')
    with pytest.raises(ConfigError, match=r"store\.url: .* is closed to the service"):
        installed(tmp_path)


def test_this_checkout_cannot_be_what_a_service_runs_from_a_home(tmp_path: Path) -> None:
    with pytest.raises(ComplianceError) as caught:
        call(tmp_path, "install", "--demo", "--program", str(Path("/root") / "venv/bin/compliance"))
    assert "hidden from the service" in caught.value.message


def test_at_a_terminal_what_is_missing_is_asked_and_the_password_not_shown(tmp_path: Path) -> None:
    ours, its = os.openpty()
    command = [sys.executable, "-m", "compliance", "install", "--root", str(tmp_path), *PROGRAM]
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True)
    os.close(its)
    shown = ""
    try:
        for question, answer in (
            ("Name of this site", "lyon-01"),
            ("first camera [door]", ""),
            ("published with [entrance]", "hall"),
            ("Its address", "rtsp://viewer@camera.lan/stream"),
            ("Its password: ", "hunter2"),  # the space comes once nothing is shown any more
        ):
            shown += read_until(ours, question)
            os.write(ours, f"{answer}\n".encode())
        shown += read_until(ours, "systemd/system/compliance.service, mode 0644")
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert "hunter2" not in shown
    assert (tmp_path / "etc/compliance/credentials/DOOR_PASSWORD").read_text() == "hunter2\n"
    assert 'area = "hall"' in (tmp_path / "etc/compliance/site.toml").read_text()


def read_until(terminal: int, text: str) -> str:
    shown = ""
    while text not in shown:
        is_ready, _, _ = select([terminal], [], [], 30)
        assert is_ready, shown
        shown += os.read(terminal, 4096).decode()
    return shown


@pytest.mark.skipif(Path("/run/systemd/system").is_dir(), reason="systemd runs this machine")
def test_without_systemd_it_is_said() -> None:
    for command in ("install", "uninstall"):
        with pytest.raises(InstallError, match="systemd does not run this machine"):
            CliRunner().invoke(app, [command], catch_exceptions=False)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_where_one_may_not_write_it_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InstallError, match="Permission denied"):
        installed(tmp_path, "--demo")
