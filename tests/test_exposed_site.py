"""A whole daemon whose port asks for tokens and speaks TLS, as an operator sets it up."""

import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from shutil import copy

import pytest

from compliance.config import load
from compliance.counts.web.certificate import ends_at
from compliance.preview.allowed import _answers
from tests.certificates import Pair, made
from tests.fakes import until
from tests.monitoring.rules import FOLDER
from tests.monitoring.running import Prometheus, has
from tests.servers import free_port
from tests.sites import running_site

pytestmark = pytest.mark.timeout(300)


def told(*words: str, token: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"COLUMNS": "120"} | ({"COMPLIANCE_TOKEN": token} if token else {})
    command = [sys.executable, "-m", "compliance", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def new_token(name: str, scope: str = "read") -> tuple[str, str]:
    """Make a token as an operator does; return it and its line."""
    lines = told("token", name, "--scope", scope).stdout.splitlines()
    token, line = (each.strip() for each in lines if each.startswith("  "))
    return token, line


@dataclass(frozen=True)
class Exposed:
    """A site that is set up and not yet started."""

    path: Path
    port: int
    pair: Pair
    reader: str
    metrics: str

    def ask(self, path: str, token: str = "") -> tuple[int, bytes]:
        context = ssl.create_default_context(cafile=self.pair.certificate)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        connection = HTTPSConnection("localhost", self.port, context=context, timeout=10)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def is_up(self) -> bool:
        with suppress(OSError):
            return self.ask("/healthz")[0] == 200
        return False


@pytest.fixture
def exposed(tmp_path: Path) -> Exposed:
    pair, port = made(tmp_path), free_port()
    reader, metrics = new_token("manager"), new_token("prometheus", "metrics")
    tokens = tmp_path / "tokens"
    tokens.write_text(f"# who may read\n{reader[1]}\n{metrics[1]}\n", "utf-8")
    tokens.chmod(0o600)
    path = tmp_path / "site.toml"
    path.write_text(
        f"""
        site = "trial"
        [http]
        host = "0.0.0.0"
        port = {port}
        tokens = "tokens"
        certificate = "{pair.certificate.name}"
        private_key = "{pair.key.name}"
        [[cameras]]
        name = "door"
        source = "rtsp://127.0.0.1:{free_port()}/stream"
        """,
        "utf-8",
    )
    return Exposed(path, port, pair, reader[0], metrics[0])


@contextmanager
def running(site: Exposed) -> Iterator["subprocess.Popen[str]"]:
    with running_site(site.path) as process:
        assert until(site.is_up, 60)
        yield process


def test_a_token_opens_what_its_scope_says_and_none_opens_the_probes_alone(
    exposed: Exposed,
) -> None:
    with running(exposed) as process:
        assert until(lambda: exposed.ask("/readyz", exposed.reader)[0] == 503)
        assert exposed.ask("/metrics")[0] == 401
        assert exposed.ask("/api/v1/cameras")[0] == 401
        assert exposed.ask("/metrics", exposed.metrics)[0] == 200
        assert exposed.ask("/api/v1/cameras", exposed.metrics)[0] == 403
        status, body = exposed.ask("/api/v1/configuration", exposed.reader)
        http = json.loads(body)["http"]
        assert (status, http["tls"], http["tokens"]) == (200, True, True)
        assert b"door" not in exposed.ask("/readyz")[1]
        assert until(lambda: b"door: " in exposed.ask("/readyz", exposed.reader)[1])
        ends = ends_at(exposed.pair.certificate.read_text("ascii")).timestamp()
        metric = 'compliance_certificate_expiry_timestamp_seconds{site="trial"}'
        lines = exposed.ask("/metrics", exposed.metrics)[1].decode().splitlines()
        assert [float(line.split()[1]) for line in lines if line.startswith(metric)] == [ends]
        exposed.ask("/metrics", "wrong-token")
        process.terminate()
        output, _ = process.communicate(timeout=20)
    assert f"https://127.0.0.1:{exposed.port}/metrics" in output
    assert "came with a token that opens nothing" in output
    for secret in (exposed.reader, exposed.metrics, "wrong-token"):
        assert secret not in output


def test_a_token_whose_line_is_taken_out_opens_nothing_from_then_on(exposed: Exposed) -> None:
    tokens = exposed.path.with_name("tokens")
    with running(exposed):
        assert exposed.ask("/metrics", exposed.metrics)[0] == 200
        lines = tokens.read_text("utf-8").splitlines(keepends=True)
        tokens.write_text("".join(line for line in lines if "prometheus" not in line), "utf-8")
        assert exposed.ask("/metrics", exposed.metrics)[0] == 401
        assert exposed.ask("/metrics", exposed.reader)[0] == 200


def test_our_own_commands_find_the_daemon_behind_its_tokens_and_certificate(
    exposed: Exposed,
) -> None:
    papers = ("privacy-report", str(exposed.path), "--out", str(exposed.path.parent / "papers"))
    with running(exposed):
        assert _answers(load(exposed.path, {}))
        assert "set COMPLIANCE_TOKEN" in told(*papers).stdout
        found = told(*papers, token=exposed.metrics).stdout
        assert "Not in it: no answer" not in found
    report = (exposed.path.parent / "papers" / "privacy-report.md").read_text("utf-8")
    assert "with a token, encrypted" in report
    assert exposed.metrics not in report


@pytest.mark.skipif(not has("prometheus"), reason="needs prometheus (package prometheus)")
def test_prometheus_comes_in_with_the_shipped_lines_uncommented(exposed: Exposed) -> None:
    folder = exposed.path.parent
    (folder / "compliance.token").write_text(exposed.metrics, "utf-8")
    copy(exposed.pair.certificate, folder / "compliance.crt")
    text = (FOLDER / "prometheus.yml").read_text("utf-8")
    text = re.sub(r"(?m)^    # (scheme|authorization|tls_config): ", r"    \1: ", text)
    text = text.replace("/etc/prometheus/", f"{folder}/").replace(":8718", f":{exposed.port}")
    text = text.replace("30s", "1s").partition("rule_files:")[0]
    (folder / "prometheus.yml").write_text(text, "utf-8")
    port = free_port()
    command = ["prometheus", f"--config.file={folder}/prometheus.yml"]
    command += [f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{port}"]
    with (
        running(exposed),
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            Prometheus(port).wait_for('up{job="compliance"} == 1')
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda site: site.path.with_name("tokens").chmod(0o666), "let themselves in"),
        (lambda site: site.path.with_name("tokens").unlink(), "http.tokens"),
        (lambda site: site.path.with_name("tokens").write_text(site.reader), "line 1 is not"),
        (lambda site: site.pair.key.chmod(0o644), "chmod 0600"),
        (lambda site: site.pair.certificate.write_text("x"), "no certificate is in it"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_runs(
    change: object, words: str, exposed: Exposed
) -> None:
    assert callable(change)
    change(exposed)
    for command in ("check-config", "run"):
        answer = told(command, str(exposed.path))
        assert answer.returncode == 1
        assert words in answer.stderr
        assert "Traceback" not in answer.stderr
        assert exposed.reader not in answer.stderr


def test_a_report_needs_neither_tokens_nor_certificate(exposed: Exposed) -> None:
    assert told("migrate", str(exposed.path)).returncode == 0
    exposed.path.with_name("tokens").unlink()
    exposed.pair.key.unlink()
    assert told("report", str(exposed.path)).returncode == 0


def test_a_name_that_cannot_stand_in_the_file_makes_no_token() -> None:
    answer = told("token", "a name")
    assert answer.returncode == 1
    assert "letters" in answer.stderr
