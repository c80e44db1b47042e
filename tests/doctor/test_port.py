"""What the examination says of the HTTP port, and of a daemon that wants a token."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compliance.config import Config
from compliance.counts.web.certificate import ends_at
from compliance.counts.web.tokens import Scope, holder_of
from compliance.doctor.findings import Verdict
from compliance.doctor.service import cameras, port, service
from compliance.exposure import Exposure
from compliance.papers.facts import ServiceFacts
from compliance.probing import ProbeResult
from tests.certificates import Pair, made
from tests.sites import configured

NOW = datetime.now(UTC)
WANTS_TOKEN = ServiceFacts(problem="it asks for a token", asks_for_token=True)


@pytest.fixture
def site(tmp_path: Path) -> Config:
    return configured(tmp_path, "rtsp://camera.lan/stream")


def exposed(site: Config, folder: Path, pair: Pair) -> Config:
    tokens = folder / "tokens"
    tokens.write_text(holder_of("a", "a", Scope.READ).to_line(), "utf-8")
    tokens.chmod(0o600)
    exposure = Exposure(tokens, pair.certificate, pair.key)
    return replace(site, exposure=exposure, http_host="0.0.0.0")  # noqa: S104


def test_a_port_of_this_machine_alone_is_well(site: Config) -> None:
    found = port(site, NOW)
    assert found.verdict is Verdict.GOOD
    assert "this machine alone, without a token" in found.seen


def test_a_port_for_others_tells_its_terms_and_how_long_they_hold(
    site: Config, tmp_path: Path
) -> None:
    pair = made(tmp_path, days=90)
    ends = ends_at(pair.certificate.read_text("ascii"))
    found = port(exposed(site, tmp_path, pair), NOW)
    assert found.verdict is Verdict.GOOD
    assert f"other machines too, with a token, encrypted until {ends:%Y-%m-%d}" in found.seen


def test_a_certificate_that_ends_soon_is_to_be_watched(site: Config, tmp_path: Path) -> None:
    config = exposed(site, tmp_path, made(tmp_path, days=10))
    assert port(config, NOW).verdict is Verdict.WARNING
    assert port(config, NOW - timedelta(days=30)).verdict is Verdict.GOOD


def test_tokens_that_cannot_be_used_are_a_fault_with_its_remedy(
    site: Config, tmp_path: Path
) -> None:
    config = exposed(site, tmp_path, made(tmp_path))
    (tmp_path / "tokens").chmod(0o666)
    found = port(config, NOW)
    assert found.verdict is Verdict.FAULT
    assert "chmod" in found.remedy


def test_a_daemon_that_wants_a_token_is_not_taken_for_none(site: Config) -> None:
    def probe() -> Iterator[ProbeResult]:
        pytest.fail("the daemon has the cameras")

    found = service(site, WANTS_TOKEN)
    assert found.verdict is Verdict.WARNING
    assert "COMPLIANCE_TOKEN" in found.remedy
    assert list(cameras(WANTS_TOKEN, probe)) == []
