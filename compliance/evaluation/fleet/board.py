"""What the fleet's dashboard asks, as Grafana would send it; and the rules it rests on."""

import json
from dataclasses import dataclass
from typing import Any

import yaml

from compliance.shipped import shipped

_CHOSEN = {"$site": ".*", "$area": ".*", "$window": "1d"}
"""A reader's choice of everything, and of a day."""


@dataclass(frozen=True, slots=True)
class Question:
    """One expression of a panel."""

    panel: str
    expression: str
    is_instant: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A recording rule."""

    name: str
    expression: str
    labels: tuple[tuple[str, str], ...]


def questions() -> list[Question]:
    """Return what every panel asks when everything is chosen."""
    path = shipped("config") / "grafana" / "dashboards" / "fleet.json"
    board: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return [
        Question(panel["title"], _chosen(target["expr"]), target["instant"])
        for panel in board["panels"]
        for target in panel.get("targets", [])
    ]


def rules() -> list[Rule]:
    """Return the recording rules in their order: later ones read earlier ones."""
    text = (shipped("config") / "prometheus" / "recording.yml").read_text("utf-8")
    return [
        Rule(each["record"], each["expr"], tuple(each.get("labels", {}).items()))
        for group in yaml.safe_load(text)["groups"]
        for each in group["rules"]
    ]


def _chosen(expression: str) -> str:
    for name, value in _CHOSEN.items():
        expression = expression.replace(name, value)
    return expression
