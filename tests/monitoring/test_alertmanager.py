"""From a daemon's exposition through Prometheus and Alertmanager to whoever is woken."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import until
from tests.monitoring.running import alertmanager, has, prometheus
from tests.monitoring.sites import Troubled

pytestmark = [
    pytest.mark.skipif(
        not (has("prometheus") and has("prometheus-alertmanager")),
        reason="needs prometheus and prometheus-alertmanager (packages of these names)",
    ),
    pytest.mark.timeout(120),
]

Told = list[tuple[str, dict[str, Any]]]
"""Receiver and alert, as they came."""


@contextmanager
def a_receiver() -> Iterator[tuple[int, Told]]:
    """Take webhooks; yields the port and what has come."""
    told: Told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.extend((self.path, alert) for alert in message["alerts"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_port, told
        finally:
            server.shutdown()
            thread.join()


def of(told: Told, name: str, status: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (path, alert)
        for path, alert in told
        if alert["labels"]["alertname"] == name and alert["status"] == status
    ]


def test_who_is_on_duty_gets_an_alert_with_its_runbook_and_hears_when_it_ends(
    tmp_path: Path,
) -> None:
    site = Troubled("lyon-02")
    with (
        a_receiver() as (receiver, told),
        site.served() as port,
        alertmanager(tmp_path, receiver) as alerts,
        prometheus(tmp_path, [port], alerts) as server,
    ):
        server.wait_for("compliance_stream_up")
        assert until(lambda: of(told, "ComplianceStreamDown", "firing"), 30)
        assert of(told, "ComplianceBreakout", "firing") == []
        site.break_out()
        assert until(lambda: of(told, "ComplianceBreakout", "firing"), 30), told
        [(path, alert), *_] = of(told, "ComplianceBreakout", "firing")
        assert path == "/duty"
        assert alert["labels"]["severity"] == "critical"
        assert (alert["labels"]["site"], alert["labels"]["camera"]) == ("lyon-02", "gate")
        assert alert["annotations"] == {
            "summary": "Camera gate at lyon-02: its process tried to break out and was ended.",
            "action": "Take the camera off the network, keep the log, "
            "and report it as SECURITY.md says.",
            "runbook_url": "config/prometheus/RUNBOOK.md#compliancebreakout",
        }
        assert {path for path, _ in of(told, "ComplianceStreamDown", "firing")} == {"/mail"}
        site.mend()
        assert until(lambda: of(told, "ComplianceBreakout", "resolved"), 30), told
