"""A whole site examined from the command line, with its daemon and without."""

from pathlib import Path

from typer.testing import CliRunner

from compliance.cli import app
from tests.fakes import until
from tests.servers import free_port
from tests.sites import running_site, site_file

DEMO = Path(__file__).parents[2] / "config/demo/street.mp4"
LOOP = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z\nloop = true'


def examined(site: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["doctor", str(site)], catch_exceptions=False)
    return done.exit_code, done.output


def test_a_configuration_with_a_fault_ends_the_examination(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("nonsense = 1")
    code, told = examined(site)
    assert code == 1
    assert "fault configuration" in told


def test_without_a_daemon_the_cameras_are_tried(tmp_path: Path) -> None:
    site = site_file(tmp_path, str(DEMO), LOOP)
    code, told = examined(site)
    assert code == 0
    assert "warn  daemon        does not run" in told
    assert "ok    camera door" in told
    assert "h264, 640x360" in told


def test_a_camera_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    site = site_file(tmp_path, f"rtsp://viewer:hunter2@127.0.0.1:{free_port()}/stream")
    site.chmod(0o644)
    code, told = examined(site)
    assert code == 1
    assert "fault camera door" in told
    assert "chmod 600" in told
    assert "hunter2" not in told


def test_a_running_daemon_says_how_its_cameras_are(tmp_path: Path) -> None:
    site = site_file(tmp_path, str(DEMO), LOOP)
    with running_site(site):
        assert until(lambda: "frames arrive" in examined(site)[1], 60)
        code, told = examined(site)
    assert code == 0
    assert "answers on port" in told
