"""A real Prometheus scrapes the daemon's server, and every panel of the dashboard has an answer."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry

from compliance.camera import Camera, Source, SourceKind
from compliance.counts.api import build_app, serve
from compliance.counts.buckets import Counts
from compliance.counts.exposition import ModelInfo
from compliance.counts.metrics import Metrics
from compliance.counts.reader import Total
from compliance.faults import Fault
from compliance.tally import Health, State
from tests.fakes import until

CONFIG = Path(__file__).parents[1] / "config"
HOST = "127.0.0.1"
DOOR = Camera(0, "door", "hall", Source(SourceKind.FILE, "a.mp4", "a.mp4"))

pytestmark = pytest.mark.skipif(
    not shutil.which("prometheus"), reason="needs prometheus (package prometheus)"
)


class Server:
    def __init__(self, port: int) -> None:
        self._address = f"http://{HOST}:{port}/api/v1/"

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        with urlopen(self._address + path, timeout=5) as answer:  # noqa: S310 - our own server
            return json.load(answer)["data"]

    def ask(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        return self.get(f"query?{urlencode({'query': expression})}")["result"]

    def wait_for(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        def answered() -> bool:
            with suppress(URLError):
                return bool(self.ask(expression))
            return False

        assert until(answered), f"Prometheus has no answer to {expression}"
        return self.ask(expression)


def a_camera_at_work() -> Metrics:
    models = (ModelInfo("detector", "face", "1", "ab" * 32),)
    metrics = Metrics("lyon-01", (DOOR,), "0.1.0", models)
    metrics.observe_health(
        DOOR, Health(0, 0, 250, 50, 1, 0, 300, State.RUNNING, Fault.NONE, is_sandboxed=True)
    )
    metrics.set_totals([Total("lyon-01", "hall", Counts(80, 7, 11, 3), 3590)])
    return metrics


def free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port, registry = tmp_path_factory.mktemp("prometheus"), free_port(), CollectorRegistry()
    registry.register(a_camera_at_work())
    with serve(build_app(registry, list, list), HOST, 0) as scraped:
        shutil.copytree(CONFIG / "rules", folder / "rules")
        shipped = (CONFIG / "prometheus.yml").read_text("utf-8")
        (folder / "prometheus.yml").write_text(
            shipped.replace("30s", "1s").replace(":8718", f":{scraped}"), "utf-8"
        )
        command = ["prometheus", f"--config.file={folder}/prometheus.yml"]
        command += [f"--storage.tsdb.path={folder}/data", f"--web.listen-address={HOST}:{port}"]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(command, stdout=log, stderr=log) as process,
        ):
            yield Server(port)
            process.terminate()


def expressions() -> list[str]:
    panels = json.loads((CONFIG / "grafana" / "compliance.json").read_text("utf-8"))["panels"]
    found = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    for name, value in {"$__range": "1h", "$__interval": "1h", "$__rate_interval": "1m"}.items():
        found = [each.replace(name, value) for each in found]
    return [each.replace('"$site"', '".*"').replace('"$area"', '".*"') for each in found]


def test_the_scrape_example_reaches_the_daemon(prometheus: Server) -> None:
    prometheus.wait_for('up{job="compliance"} == 1')


def test_what_was_released_arrives(prometheus: Server) -> None:
    (sample,) = prometheus.wait_for('compliance_passages_total{outcome="incorrect"}')
    assert sample["value"][1] == "7"


def test_every_panel_can_be_asked(prometheus: Server) -> None:
    prometheus.wait_for("compliance_stream_up")
    for expression in expressions():
        prometheus.ask(expression.replace('"$camera"', '".*"'))


def test_the_alert_rules_are_loaded(prometheus: Server) -> None:
    prometheus.wait_for("up")
    (group,) = prometheus.get("rules")["groups"]
    assert {rule["name"] for rule in group["rules"]} >= {"ComplianceDown", "ComplianceUnsandboxed"}
