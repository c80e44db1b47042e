"""Two daemons count one site into one PostgreSQL, as an operator runs them."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from compliance.config import Config
from compliance.counts.terms import against_terms
from compliance.models import read_manifest
from compliance.sharing import terms_of
from tests.counts.databases import new_database, postgresql_server, rows_of
from tests.counts.machines import lapse
from tests.fakes import until
from tests.servers import free_port, rtsp_server
from tests.sites import configured, running_site

DEMO = Path(__file__).parents[1] / "config/demo"
A_MINUTE = 90.0  # and what a start may take
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.timeout(420)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture
def url(server: str) -> str:
    return new_database(server)


@pytest.fixture
def stream() -> Iterator[str]:
    with rtsp_server(DEMO) as rtsp:
        yield rtsp.address("street.mp4")


def site_file(
    folder: Path, url: str, machine: str, stream: str, *cameras: str, **more: int
) -> Path:
    """Write a machine's file; all its cameras are of one area."""
    folder = folder / machine
    folder.mkdir(exist_ok=True)
    path = folder / "site.toml"
    head = f'site = "lyon"\n[publish]\nminimum_count = {more.get("minimum_count", 10)}\n'
    store = f'[store]\nurl = "{url}"\nmachine = "{machine}"\n[http]\nport = {more["port"]}\n'
    table = '[[cameras]]\nname = "{0}"\narea = "hall"\nsource = "{1}"\nanalysed_per_second = 1\n'
    path.write_text(head + store + "".join(table.format(name, stream) for name in cameras))
    return path


def holders(url: str) -> dict[str, str]:
    """Return which machine has each camera's lease."""
    return {str(row["camera"]): str(row["machine"]) for row in rows_of(url, "leases")}


def numbers(url: str) -> dict[str, int]:
    """Return the number of each camera's last tally."""
    return {str(row["camera"]): int(str(row["last_sequence"])) for row in rows_of(url, "cameras")}


def told(port: int, name: str, camera: str) -> float | None:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    sample = f'{name}{{camera="{camera}",site="lyon"}} '
    return next((float(line.split()[-1]) for line in lines if line.startswith(sample)), None)


def stopped(process: "subprocess.Popen[str]") -> str:
    """Stop a daemon in peace; return what it said."""
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=20)[0]


def test_a_killed_machines_camera_is_counted_on_by_the_other(
    tmp_path: Path, url: str, stream: str
) -> None:
    begun = datetime.now(UTC)
    ports = free_port(), free_port()
    cellar = site_file(tmp_path, url, "cellar", stream, "door", port=ports[0])
    attic = site_file(tmp_path, url, "attic", stream, "door", "gate", port=ports[1])
    with running_site(cellar) as first:
        assert until(lambda: first.poll() is None and _quietly(url) == {"door": "cellar"}, A_MINUTE)
        with running_site(attic) as second:
            both = {"door": "cellar", "gate": "attic"}
            assert until(lambda: _quietly(url) == both, A_MINUTE)
            assert until(lambda: _up(ports[1], "gate"), A_MINUTE)
            assert told(ports[1], "compliance_stream_elsewhere", "door") == 1
            assert told(ports[1], "compliance_stream_up", "door") is None
            assert until(lambda: set(numbers(url)) == {"door", "gate"}, 2 * A_MINUTE)
            assert holders(url) == both
            os.kill(first.pid, signal.SIGKILL)
            before = numbers(url)["door"]
            lapse(url, "door")
            assert until(lambda: holders(url)["door"] == "attic", A_MINUTE)
            assert until(lambda: _up(ports[1], "door"), A_MINUTE)
            assert until(lambda: numbers(url)["door"] > before, 2 * A_MINUTE)
            said = stopped(second)
    assert "camera door: machine cellar counts it, this machine stands by" in said
    assert "camera door: this machine counts it now" in said
    watched = sum(int(str(row["observed_ms"])) for row in rows_of(url, "open_buckets"))
    assert 60_000 < watched <= 2 * (datetime.now(UTC) - begun).total_seconds() * 1000
    assert rows_of(url, "releases") == []


def _quietly(url: str) -> dict[str, str]:
    try:
        return holders(url)
    except Exception:  # noqa: BLE001 - there are no tables yet
        return {}


def _up(port: int, camera: str) -> bool:
    try:
        return told(port, "compliance_stream_up", camera) == 1
    except OSError:
        return False


def test_a_machine_that_would_release_by_another_rule_does_not_start(
    tmp_path: Path, url: str, stream: str
) -> None:
    cellar = site_file(tmp_path, url, "cellar", stream, "door", port=free_port())
    attic = site_file(tmp_path, url, "attic", stream, "gate", port=free_port(), minimum_count=5)
    with running_site(cellar) as first:
        assert until(lambda: _quietly(url) == {"door": "cellar"}, A_MINUTE)
        with running_site(attic) as second:
            said, _ = second.communicate(timeout=A_MINUTE)
        assert first.poll() is None
        stopped(first)
    assert second.returncode == 1
    assert "publish.minimum_count is 5 here and 10 there" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("publish.bucket_minutes", {"bucket": timedelta(minutes=30)}),
        ("publish.minimum_count", {"minimum_count": 50}),
        ("publish.homogeneous_hours", {"homogeneous_limit": None}),
        ("publish.homogeneous_hours", {"homogeneous_limit": 48 * HOUR}),
        ("publish.noise_epsilon", {"noise_epsilon": 0.5}),
        ("publish.retention_days", {"retention": timedelta(days=30)}),
        ("publish.time_zone", {"time_zone": ZoneInfo("Europe/Paris")}),
    ],
)
def test_all_that_rows_are_made_by_is_compared(
    tmp_path: Path, key: str, change: dict[str, object]
) -> None:
    here = configured(tmp_path, "rtsp://camera.lan/live")
    models = read_manifest(here.models)
    there: Config = replace(here, **change)  # type: ignore[arg-type]
    [difference] = against_terms(terms_of(here, models), terms_of(there, models))
    assert difference.startswith(f"{key} is ")


def test_other_models_are_another_rule(tmp_path: Path) -> None:
    config = configured(tmp_path, "rtsp://camera.lan/live")
    models = read_manifest(config.models)
    newer = replace(models, classifier=replace(models.classifier, version="9999.1"))
    [difference] = against_terms(terms_of(config, models), terms_of(config, newer))
    assert difference.startswith("the classifier is ")
