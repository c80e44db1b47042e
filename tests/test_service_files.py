"""The files an operator installs are valid, and speak of metrics that exist."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "config"
UNIT = CONFIG / "compliance.service"
RULES = CONFIG / "rules" / "compliance.rules.yml"
DASHBOARD = CONFIG / "grafana" / "compliance.json"
GOLDEN = ROOT / "tests" / "golden" / "metrics.txt"
MOST_EXPOSURE = 1.1  # measured with systemd 252, of 10; sockets and the network are needed

needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="needs promtool (package prometheus)"
)
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze (package systemd)"
)


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    return told


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The unit as on a machine where the product is installed: its program exists."""
    unit = tmp_path / UNIT.name
    text = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT.read_text("utf-8"))
    unit.write_text(text, encoding="utf-8")
    return unit


@needs_systemd
def test_systemd_has_no_complaint_about_the_unit(installed: Path) -> None:
    assert run("systemd-analyze", "verify", installed) == ""


@needs_systemd
def test_the_unit_is_as_closed_as_measured(installed: Path) -> None:
    told = run("systemd-analyze", "security", "--offline=true", "--no-pager", installed)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert found, told
    assert float(found.group(1)) <= MOST_EXPOSURE


def test_the_unit_leaves_room_for_the_pixel_processes_lock() -> None:
    allowed = re.findall(r"(?m)^SystemCallFilter=([^~].*)", UNIT.read_text("utf-8"))
    needed = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "seccomp"}
    assert needed <= set(" ".join(allowed).split())


def test_systemd_waits_longer_than_the_daemon_takes_to_stop() -> None:
    unit = RawConfigParser(strict=False)
    unit.read_string(UNIT.read_text("utf-8"))
    assert int(unit["Service"]["TimeoutStopSec"]) > 5


@needs_promtool
def test_prometheus_has_no_complaint_about_scrape_and_rules() -> None:
    run("promtool", "check", "config", CONFIG / "prometheus.yml")
    run("promtool", "check", "rules", RULES)


@needs_promtool
def test_every_alert_fires_when_it_should_and_only_then() -> None:
    run("promtool", "test", "rules", RULES.with_name("compliance.test.yml"))


def test_every_alert_is_under_test() -> None:
    named = re.findall(r"alert: (\w+)", RULES.read_text("utf-8"))
    tests = RULES.with_name("compliance.test.yml").read_text("utf-8")
    assert [name for name in named if f"alertname: {name}\n" not in tests] == []


def test_every_alert_says_what_to_do() -> None:
    text = RULES.read_text("utf-8")
    keys = [text.count(f" {key}: ") for key in ("alert", "severity", "summary", "action")]
    assert len(set(keys)) == 1


def exported() -> set[str]:
    return set(re.findall(r"(?m)^# TYPE (\w+)", GOLDEN.read_text("utf-8")))


def expressions() -> list[str]:
    return [
        target["expr"]
        for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]
        for target in panel.get("targets", [])
    ]


def test_rules_and_dashboard_name_only_metrics_that_exist() -> None:
    asked = set(re.findall(r"compliance_\w+", RULES.read_text("utf-8") + " ".join(expressions())))
    assert asked - exported() == set()


def test_the_dashboard_shows_every_metric() -> None:
    assert exported() - set(re.findall(r"compliance_\w+", " ".join(expressions()))) == set()


@needs_promtool
def test_every_query_of_the_dashboard_is_valid(tmp_path: Path) -> None:
    durations = {"$__range": "7d", "$__interval": "1h", "$__rate_interval": "2m"}
    rules = []
    for number, query in enumerate(expressions()):
        for name, duration in durations.items():
            query = query.replace(f"[{name}]", f"[{duration}]")  # noqa: PLW2901 - step by step
        rules.append({"record": f"panel:{number}", "expr": query})
    path = tmp_path / "panels.yml"
    path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), encoding="utf-8")
    run("promtool", "check", "rules", path)


def grid_cells() -> Iterator[tuple[int, int]]:
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        at = panel["gridPos"]
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                yield x, y


def test_the_dashboards_panels_lie_side_by_side() -> None:
    cells = list(grid_cells())
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_the_dashboards_panels_have_their_own_numbers_and_a_description() -> None:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert [p["title"] for p in panels if p["type"] != "row" and not p["description"]] == []


def test_the_dashboard_asks_the_data_source_its_reader_chose() -> None:
    text = DASHBOARD.read_text("utf-8")
    assert set(re.findall(r'"uid": "([^"]*)"', text)) == {"${datasource}", "compliance"}
