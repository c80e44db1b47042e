"""The rules hold in promtool's own tests, and every alert leads to a section of the runbook."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.monitoring.rules import (
    ALERTS,
    FOLDER,
    PROMETHEUS_OWN,
    RECORDING,
    RUNBOOK,
    TESTS,
    exported,
    names_in,
    read,
    recorded,
    rules,
)

ALERT_RULES = rules(ALERTS)
PROMISED = {
    "a camera down": "ComplianceStreamDown",
    "frozen or covered": "ComplianceStreamDegraded",
    "coverage low": "ComplianceCoverageLow",
    "a release too old": "ComplianceReleaseOverdue",
    "unknown share up": "ComplianceUnknownShareUp",
    "scores drift": "ComplianceScoreDrift",
    "database errors": "ComplianceStoreErrors",
    "the lock is off": "ComplianceUnsandboxed",
    "a certificate ends": "ComplianceCertificateEnding",
    "a disk fills": "ComplianceDiskLow",
    "forwarding stalls": "ComplianceForwardingStalled",
}

needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="needs promtool (package prometheus)"
)


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_has_no_complaint_about_scrape_and_rules() -> None:
    run("promtool", "check", "config", "--lint=all", FOLDER / "prometheus.yml")
    run("promtool", "check", "rules", "--lint=all", RECORDING, ALERTS)


@pytest.mark.skipif(not shutil.which("amtool"), reason="needs amtool (prometheus-alertmanager)")
def test_alertmanager_has_no_complaint_about_its_example() -> None:
    run("amtool", "check-config", FOLDER / "alertmanager.yml")


@needs_promtool
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.yml"))
def test_rules_tell_what_they_should_and_alerts_fire_only_then(path: Path) -> None:
    run("promtool", "test", "rules", path)


def test_every_rule_file_is_loaded() -> None:
    assert read(FOLDER / "prometheus.yml")["rule_files"] == [RECORDING.name, ALERTS.name]


def test_every_trouble_that_was_promised_has_its_alert() -> None:
    assert set(PROMISED.values()) <= {rule.name for rule in ALERT_RULES}


def test_every_alert_is_seen_to_fire_in_a_test() -> None:
    fired = {
        case["alertname"]
        for path in TESTS
        for test in read(path)["tests"]
        for case in test.get("alert_rule_test", [])
        if case.get("exp_alerts")
    }
    assert fired == {rule.name for rule in ALERT_RULES}


def test_every_recording_rule_is_under_test_or_enters_one_that_is() -> None:
    entering = {name for rule in rules(RECORDING) for name in names_in(rule.expression)}
    tested = " ".join(path.read_text("utf-8") for path in TESTS)
    assert {name for name in recorded() - entering if name not in tested} == set()


def test_every_alert_says_how_grave_it_is_and_what_to_do() -> None:
    for rule in ALERT_RULES:
        assert rule.severity in ("critical", "warning", "info")
        assert set(rule.annotations) == {"summary", "action", "runbook_url"}, rule.name


def test_every_alert_has_its_section_in_the_runbook_and_every_section_its_alert() -> None:
    sections = re.findall(r"(?m)^## (\w+)$", RUNBOOK.read_text("utf-8"))
    assert sections == [rule.name for rule in ALERT_RULES]
    root = FOLDER.parents[1]
    for rule in ALERT_RULES:
        path, _, anchor = rule.annotations["runbook_url"].partition("#")
        assert (root / path, anchor) == (RUNBOOK, rule.name.lower())


def test_every_section_says_what_it_means_what_to_check_and_how_it_ends() -> None:
    _, *sections = re.split(r"(?m)^## ", RUNBOOK.read_text("utf-8"))
    for section in sections:
        assert re.findall(r"(?m)^\*\*(\w+)[.*]", section) == ["Means", "Check", "Ends"], section


def test_links_of_the_runbook_lead_somewhere() -> None:
    text = RUNBOOK.read_text("utf-8")
    anchors = {f"#{name.lower()}" for name in re.findall(r"(?m)^## (\w+)$", text)}
    for link in re.findall(r"\]\(([^)]*)\)", text):
        assert link in anchors or (FOLDER / link).exists(), link


def test_rules_name_only_metrics_that_exist() -> None:
    asked = {
        name for path in (RECORDING, ALERTS) for r in rules(path) for name in names_in(r.expression)
    }
    assert asked - exported() - recorded() - PROMETHEUS_OWN == set()
