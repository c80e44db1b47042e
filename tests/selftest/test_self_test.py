"""The attacks, made in real processes with the real lock, at work on the bundled demo."""

import itertools
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from compliance.camera import Camera, Order, Source, SourceKind
from compliance.counts.process import start_server
from compliance.errors import SandboxError
from compliance.faults import Fault
from compliance.models import SHIPPED_MODELS
from compliance.pixels.lock import lock
from compliance.selftest.attack import Kind, Result, result_of
from compliance.selftest.attacks import all_attacks
from compliance.selftest.findings import Findings
from compliance.selftest.inside import Plan, Setting
from compliance.selftest.session import attacked
from compliance.selftest.tester import DEMO, laid_out, quick, thorough
from tests.clips import jpeg
from tests.fakes import until
from tests.selftest.test_attacks import BAIT
from tests.servers import evenly, free_port, mjpeg_server
from tests.sites import site_file

LOOP = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z\nloop = true'

pytestmark = [
    pytest.mark.skipif(not lock.is_available(), reason="needs Landlock and seccomp"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def findings() -> Findings:
    return thorough(SHIPPED_MODELS, lambda _: None)


def test_every_way_out_of_a_process_at_work_is_shut(findings: Findings) -> None:
    assert [(each.words, each.result.name) for each in findings.open_ways] == []
    assert len(findings.tried) == len(all_attacks(BAIT))
    assert findings.is_tight


def test_the_process_goes_on_decoding_and_judging_under_attack(findings: Findings) -> None:
    assert findings.analysed > 0
    assert findings.strange_bytes == 0


def test_what_only_a_broken_in_process_does_ends_it(findings: Findings) -> None:
    killed = sum(each.result is Result.KILLED for each in findings.tried)
    absent = sum(each.result is Result.ABSENT for each in findings.tried)
    deadly = sum(attack.kind is Kind.DEADLY for attack in all_attacks(BAIT))
    assert killed == deadly - absent


def test_without_the_lock_most_attacks_succeed(findings: Findings) -> None:
    controls = {e.words: e.unlocked_errno for e in findings.tried if e.unlocked_errno is not None}
    assert sum(number == 0 for number in controls.values()) > len(controls) / 2
    for words in ("create a file", "open a TCP socket", "make its data executable"):
        assert controls[words] == 0


def test_the_kernel_confirms_the_lock_of_the_process_under_attack(findings: Findings) -> None:
    facts = dict(findings.facts)
    assert facts["NoNewPrivs"] == "1"
    assert facts["Seccomp"] == "2"
    assert int(facts["CapEff"], 16) == int(facts["CapPrm"], 16) == 0
    assert facts["Max core file size"] == facts["Max file size"] == "0"


def test_the_main_ways_out_are_tried_in_a_moment() -> None:
    quick()  # starts the server that a daemon has running anyway
    findings = quick()
    assert findings.is_tight
    assert findings.seconds < 5  # a fraction of a second on an idle machine


def test_nothing_but_the_stream_is_reached_by_a_process_that_watches_the_network() -> None:
    with (
        mjpeg_server(lambda stop: evenly(stop, itertools.repeat(jpeg((640, 360))))) as address,
        laid_out() as bait,
    ):
        attacks = all_attacks(bait)
        refused = [n for n, attack in enumerate(attacks) if attack.kind is not Kind.DEADLY]
        source = Source(SourceKind.HTTP, address, "a stream")
        order = Order(Camera(0, "stream", "stream", source), SHIPPED_MODELS, 0)
        start_server()
        session = attacked(Plan(Setting.AT_WORK, bait, tuple(refused)), order)
    results = {attacks[n].words: result_of(number) for n, number in session.errnos.items()}
    assert [words for words, result in results.items() if not result.is_shut] == []
    assert len(results) == len(refused)
    assert session.fault is Fault.NONE
    assert session.analysed_since > 0


def test_a_video_that_cannot_be_read_is_no_proof(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="no such file"):
        thorough(SHIPPED_MODELS, lambda _: None, tmp_path / "nothing.mp4")


def lacking(call: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.lacking", call, *arguments]


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("landlock_create_ruleset", "no Landlock"),
        ("landlock_restrict_self", "FILES"),
        ("seccomp", "no seccomp filters"),
    ],
)
def test_a_kernel_that_lacks_a_part_is_refused_and_told_which(
    call: str, reason: str, tmp_path: Path
) -> None:
    path = site_file(tmp_path, str(DEMO), LOOP)
    done = subprocess.run(
        lacking(call, "run", str(path)), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert reason.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_where_it_is_allowed_the_rest_of_the_lock_is_put_on_and_the_metrics_say_so(
    tmp_path: Path,
) -> None:
    port = free_port()
    path = site_file(tmp_path, str(DEMO), LOOP, port)
    path.write_text(f"allow_unsandboxed = true\n{path.read_text()}")
    command = lacking("landlock_create_ruleset", "run", str(path))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            told = 'compliance_worker_sandboxed{camera="door",site="trial"} 0.0'
            assert until(lambda: told in scraped(port), 60)
            metrics = scraped(port)
        finally:
            process.terminate()
    assert 'compliance_lock_part{part="files",site="trial"} 0.0' in metrics
    assert 'compliance_lock_part{part="calls",site="trial"} 1.0' in metrics


def scraped(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""
