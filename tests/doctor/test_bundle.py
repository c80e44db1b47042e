"""A bundle helps, and may be sent."""

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from compliance.cli import app
from compliance.doctor.bundle import bundle, machinery, write
from compliance.doctor.findings import warning
from tests.counts.test_metrics import a_busy_site, exposition
from tests.servers import free_port
from tests.sites import site_file

PASSWORD = "p@ss/wörd 100%"  # noqa: S105
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def content(path: Path) -> dict[str, str]:
    with tarfile.open(path) as archive:
        members = archive.getmembers()
        assert all(member.mode == 0o600 for member in members)
        read = {member.name: archive.extractfile(member) for member in members}
        return {
            name.rpartition("/")[2]: file.read().decode() for name, file in read.items() if file
        }


def test_no_secret_is_in_it_however_it_is_written(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(
        f'source = "rtsp://me:{quote(PASSWORD, safe="")}@camera.lan/x"\napi_key = "abc"\n'
    )
    found = warning("camera", f"rtsp://me:{PASSWORD}@camera.lan", "Look.")
    files = bundle([found], site, "", [PASSWORD])
    everything = "".join(files.values())
    assert PASSWORD not in everything
    assert quote(PASSWORD, safe="") not in everything
    assert '"abc"' not in everything
    assert "camera.lan" in files["site.toml"]


def test_nothing_in_it_tells_of_people() -> None:
    told = machinery(exposition(a_busy_site()))
    assert "compliance_stream_up{" in told
    for name in ("passages", "observed_seconds", "expected_seconds", "score_drift"):
        assert f"compliance_{name}" not in told


def test_it_says_which_versions_run(tmp_path: Path) -> None:
    files = bundle([], tmp_path / "none", "", [])
    versions = json.loads(files["versions.json"])
    assert versions["libraries"]["numpy"]
    assert "cannot be read" in files["site.toml"]


def test_it_is_its_owners_alone_and_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bundle.tar.gz"
    write(path, {"log.txt": "x"}, NOON)
    assert path.stat().st_mode & 0o777 == 0o600
    assert content(path) == {"log.txt": "x"}
    with pytest.raises(FileExistsError):
        write(path, {}, NOON)


def test_a_bundle_of_a_site_in_trouble_says_what_the_trouble_is(tmp_path: Path) -> None:
    site = site_file(tmp_path, f"rtsp://viewer:hunter2@127.0.0.1:{free_port()}/stream")
    path = tmp_path / "bundle.tar.gz"
    done = CliRunner().invoke(app, ["support-bundle", str(site), "--out", str(path)])
    assert done.exit_code == 0, done.output
    files = content(path)
    assert "fault camera door" in files["examination.txt"]
    assert "hunter2" not in "".join(files.values())
