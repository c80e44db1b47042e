"""The HTTP server, by real requests."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from time import monotonic

import pytest
from prometheus_client import CollectorRegistry

from compliance.camera import Camera, Source, SourceKind
from compliance.counts.metrics import Metrics
from compliance.counts.web.app import build_app
from compliance.counts.web.server import serve
from compliance.errors import ServeError

HOST = "127.0.0.1"
DOOR = Camera(0, "door", "hall", Source(SourceKind.FILE, "a.mp4", "a.mp4"))


@dataclass
class Site:
    against_life: list[str] = field(default_factory=list)
    against_readiness: list[str] = field(default_factory=list)

    @contextmanager
    def served(self, port: int = 0) -> Iterator[int]:
        registry = CollectorRegistry()
        registry.register(Metrics("lyon-01", (DOOR,), "0.1.0"))
        app = build_app(registry, lambda: self.against_life, lambda: self.against_readiness)
        with serve(app, HOST, port) as taken:
            yield taken


def get(port: int, path: str, accept: str = "*/*") -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def test_metrics_are_plain_text_for_prometheus() -> None:
    with Site().served() as port:
        response, body = get(port, "/metrics")
    assert response.status == 200
    assert response.headers.get_all("Content-Type") == ["text/plain; version=0.0.4; charset=utf-8"]
    assert 'compliance_build_info{version="0.1.0"} 1.0' in body


def test_open_metrics_are_given_to_who_asks_for_them() -> None:
    with Site().served() as port:
        response, body = get(port, "/metrics", "application/openmetrics-text; version=1.0.0")
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert body.endswith("# EOF\n")


def test_health_and_readiness_answer_apart() -> None:
    site = Site(against_readiness=["no camera is up"])
    with site.served() as port:
        life, readiness = get(port, "/healthz"), get(port, "/readyz")
        site.against_readiness.clear()
        later = get(port, "/readyz")
    assert (life[0].status, life[1]) == (200, '{"status":"ok","reasons":[]}')
    assert readiness[0].status == 503
    assert readiness[1] == '{"status":"failing","reasons":["no camera is up"]}'
    assert later[0].status == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/"])
def test_no_page_that_loads_scripts_from_elsewhere_is_served(path: str) -> None:
    with Site().served() as port:
        assert get(port, path)[0].status == 404


def test_the_server_does_not_say_what_it_runs_on() -> None:
    with Site().served() as port:
        assert get(port, "/healthz")[0].headers["Server"] is None


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    with (
        Site().served() as port,
        pytest.raises(ServeError) as caught,
        Site().served(port),
    ):
        pytest.fail("two servers share a port")
    assert f"{HOST} port {port}" in caught.value.message
    assert "[http]" in caught.value.hint


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    app = build_app(CollectorRegistry(), list, list)
    with pytest.raises(ServeError, match=f"cannot listen on {host}"), serve(app, host, 0):
        pytest.fail("it listens on another machine's address")


def test_the_port_is_free_again_after_a_request_and_a_stop() -> None:
    with Site().served() as port:
        get(port, "/healthz")
    with Site().served(port) as again:
        assert again == port


def test_an_open_idle_connection_does_not_delay_the_stop() -> None:
    with Site().served() as port:
        idle = socket.create_connection((HOST, port), timeout=5)
        half = socket.create_connection((HOST, port), timeout=5)
        half.sendall(b"GET /metrics HTTP/1.1\r\n")
        get(port, "/healthz")
        asked = monotonic()
    took = monotonic() - asked
    idle.close()
    half.close()
    assert took < 1
    assert "http" not in {thread.name for thread in threading.enumerate()}


def test_a_fault_inside_the_block_still_stops_the_server() -> None:
    with pytest.raises(RuntimeError, match="elsewhere"), Site().served():
        raise RuntimeError("elsewhere")
    assert "http" not in {thread.name for thread in threading.enumerate()}
