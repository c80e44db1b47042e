"""A real Prometheus and a real Alertmanager with the shipped files, in a hurry."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.fakes import until
from tests.monitoring.rules import ALERTS, FOLDER, RECORDING
from tests.servers import free_port

HOST = "127.0.0.1"
Sample = dict[str, Any]


class Prometheus:
    """What a running server answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._address = f"http://{HOST}:{port}/api/v1/"

    def get(self, path: str, **parameters: str) -> Any:  # noqa: ANN401 - JSON
        address = f"{self._address}{path}?{urlencode(parameters)}"
        with urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            return json.load(answer)["data"]

    def ask(self, expression: str) -> list[Sample]:
        """Return what an expression is now."""
        found: list[Sample] = self.get("query", query=expression)["result"]
        return found

    def ask_over_time(self, expression: str, start: float, end: float) -> list[Sample]:
        """Return what an expression was, each second."""
        times = {"start": f"{start}", "end": f"{end}", "step": "1"}
        found: list[Sample] = self.get("query_range", query=expression, **times)["result"]
        return found

    def value(self, expression: str) -> float | None:
        """Return the one figure that an expression is now; None when it is not one."""
        found = self.ask(expression)
        return float(found[0]["value"][1]) if len(found) == 1 else None

    def wait_for(self, expression: str, seconds: float = 30.0) -> list[Sample]:
        """Return what an expression is as soon as it is anything."""
        found: list[Sample] = []

        def is_answered() -> bool:
            with suppress(URLError):
                found[:] = self.ask(expression)
            return bool(found)

        assert until(is_answered, seconds), f"Prometheus has no answer to {expression}"
        return found


@contextmanager
def prometheus(
    folder: Path, ports: Sequence[int], alertmanager: int | None = None
) -> Iterator[Prometheus]:
    """Scrape these ports, and judge the shipped rules, every second, without waiting for alerts."""
    targets = ", ".join(f'"{HOST}:{each}"' for each in ports)
    shipped = (FOLDER / "prometheus.yml").read_text("utf-8")
    shipped = shipped.replace("30s", "1s").replace(f'"{HOST}:8718"', targets)
    # Nobody listens on the port of who takes no alerts.
    shipped = shipped.replace(":9093", f":{alertmanager or free_port()}")
    with configured(folder, shipped) as server:
        yield server


@contextmanager
def configured(folder: Path, config: str) -> Iterator[Prometheus]:
    """Run one with a configuration, the shipped rules beside it, judged every second."""
    port = free_port()
    for path in (RECORDING, ALERTS):
        hurried = re.sub(r"(?m)^( +)interval: 1m", r"\1interval: 1s", path.read_text("utf-8"))
        hurried = re.sub(r"(?m)^( +for: )\w+$", r"\g<1>1s", hurried)
        (folder / path.name).write_text(hurried, "utf-8")
    (folder / "prometheus.yml").write_text(config, "utf-8")
    command = ["prometheus", f"--config.file={folder}/prometheus.yml"]
    command += [f"--storage.tsdb.path={folder}/data", f"--web.listen-address={HOST}:{port}"]
    with _running(command, folder / "prometheus.log"):
        server = Prometheus(port)
        server.wait_for("vector(1)")
        yield server


@contextmanager
def alertmanager(folder: Path, receiver: int) -> Iterator[int]:
    """Tell a receiver's port of alerts at once; yields the port that alerts are sent to."""
    port = free_port()
    shipped = (FOLDER / "alertmanager.yml").read_text("utf-8").replace(":9099/", f":{receiver}/")
    shipped = re.sub(r"(group_wait|group_interval): \w+", r"\1: 1s", shipped)
    (folder / "alertmanager.yml").write_text(shipped, "utf-8")
    command = ["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml"]
    command += [f"--storage.path={folder}/alerts", f"--web.listen-address={HOST}:{port}"]
    with _running([*command, "--cluster.listen-address="], folder / "alertmanager.log"):
        assert until(lambda: _is_ready(port)), (folder / "alertmanager.log").read_text("utf-8")
        yield port


def has(program: str) -> bool:
    return shutil.which(program) is not None


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as it:
        try:
            yield
        finally:
            it.terminate()


def _is_ready(port: int) -> bool:
    with suppress(URLError), urlopen(f"http://{HOST}:{port}/-/ready", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def figures(samples: Sequence[Sample]) -> list[float]:
    """Return every figure of an answer, of now or over time."""
    pairs = [pair for each in samples for pair in each.get("values", [each.get("value")])]
    return [float(value) for _, value in pairs]
