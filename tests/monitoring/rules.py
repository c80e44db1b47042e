"""The shipped rules as values, and which metrics an expression names."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.monitoring.boards import CONFIG

FOLDER = CONFIG / "prometheus"
RECORDING, ALERTS = FOLDER / "recording.yml", FOLDER / "alerts.yml"
RUNBOOK = FOLDER / "RUNBOOK.md"
TESTS = tuple(sorted(FOLDER.glob("*.test.yml")))
GOLDEN = CONFIG.parent / "tests" / "golden" / "metrics.txt"

PROMETHEUS_OWN = {"up", "ALERTS"}
"""Series that Prometheus makes by itself."""

_NAME = re.compile(r"\b(?:site(?:_area(?:_outcome)?)?:)?compliance_[a-z_:]+[a-z]|\bup\b|\bALERTS\b")
_SELECTOR = re.compile(rf"({_NAME.pattern})(\{{[^}}]*\}})?")


@dataclass(frozen=True, slots=True)
class Rule:
    """A recording rule or an alert."""

    name: str
    expression: str
    annotations: dict[str, str]
    severity: str


def read(path: Path) -> Any:  # noqa: ANN401 - YAML
    return yaml.safe_load(path.read_text("utf-8"))


def rules(path: Path) -> list[Rule]:
    return [
        Rule(
            rule.get("record") or rule["alert"],
            rule["expr"],
            rule.get("annotations", {}),
            rule.get("labels", {}).get("severity", ""),
        )
        for group in read(path)["groups"]
        for rule in group["rules"]
    ]


def recorded() -> set[str]:
    return {rule.name for rule in rules(RECORDING)}


def exported() -> set[str]:
    """Return what a busy site tells of."""
    return set(re.findall(r"(?m)^# TYPE (\w+)", GOLDEN.read_text("utf-8")))


def names_in(expression: str) -> set[str]:
    return set(_NAME.findall(_without_strings(expression)))


def selectors_in(expression: str) -> set[str]:
    """Return what an expression reads, without what it does with it."""
    return {name + (labels or "") for name, labels in _SELECTOR.findall(expression)}


def _without_strings(expression: str) -> str:
    return re.sub(r'"[^"]*"', '""', expression)
