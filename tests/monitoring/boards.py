"""The shipped dashboards as values."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).parents[2] / "config"
FOLDER = CONFIG / "grafana" / "dashboards"
FILES = tuple(sorted(FOLDER.glob("*.json")))

Json = dict[str, Any]

CHOSEN = {"$site": ".*", "$area": ".*", "$camera": ".*"}
"""What a reader's choice of everything becomes."""
DURATIONS = {"$__rate_interval": "10s", "$__interval": "10s"}


@dataclass(frozen=True, slots=True)
class Query:
    """What a panel asks."""

    board: str
    panel: str
    expression: str
    legend: str
    is_instant: bool

    def asked(self, site: str = ".*", window: str = "1h") -> str:
        """Return the expression as Grafana sends it; the dashboard of one site asks by name."""
        text = self.expression.replace('site="$site"', f'site=~"{site}"')
        for name, value in {**CHOSEN, **DURATIONS, "$window": window}.items():
            text = text.replace(name, value)
        return text


def boards() -> dict[str, Json]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in FILES}


def panels() -> Iterator[tuple[str, Json]]:
    """Yield every panel that shows something, with its dashboard's name."""
    for name, board in boards().items():
        for panel in board["panels"]:
            if panel["type"] != "row":
                yield name, panel


def queries() -> list[Query]:
    return [
        Query(name, panel["title"], each["expr"], each["legendFormat"], each["instant"])
        for name, panel in panels()
        for each in panel["targets"]
    ]


def variables() -> list[str]:
    """Return what fills each list of choices from Prometheus."""
    return [
        each["query"]["query"]
        for board in boards().values()
        for each in board["templating"]["list"]
        if each["type"] == "query"
    ]
