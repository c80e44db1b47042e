"""The dashboards fit Grafana's own types, and what does not would be found."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.monitoring.boards import FILES, Json
from tests.monitoring.schema import faults


def read(path: Path) -> Json:
    content: Json = json.loads(path.read_text("utf-8"))
    return content


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dashboard_fits_grafanas_types(path: Path) -> None:
    assert faults(read(path)) == []


def panel_of(board: Json, kind: str) -> Any:  # noqa: ANN401 - JSON
    return next(panel for panel in board["panels"] if panel["type"] == kind)


SPOILT: dict[str, Callable[[Json], object]] = {
    ".refesh is unknown": lambda board: board.update(refesh="1m"),
    ".editable": lambda board: board.update(editable="yes"),
    ".graph_tooltip": lambda board: board.update(graphTooltip=7),
    ".gridPos.z is unknown": lambda board: panel_of(board, "stat")["gridPos"].update(z=1),
    ".grid_pos.w": lambda board: panel_of(board, "stat")["gridPos"].update(w="6"),
    ".targets[0].exp is unknown": lambda board: panel_of(board, "stat")["targets"][0].update(
        exp=board["panels"][1]["targets"][0].pop("expr")
    ),
    ".targets[0].instant": lambda board: panel_of(board, "stat")["targets"][0].update(instant="y"),
    ".options.graph_mode": lambda board: panel_of(board, "stat")["options"].update(graphMode="x"),
    ".custom.line_width": lambda board: panel_of(board, "timeseries")["fieldConfig"]["defaults"][
        "custom"
    ].update(lineWidth="2"),
    ".custom.spanNull is unknown": lambda board: panel_of(board, "timeseries")["fieldConfig"][
        "defaults"
    ]["custom"].update(spanNull=False),
    ".transformations[0].option is unknown": lambda board: panel_of(board, "table")[
        "transformations"
    ][0].update(option={}),
    ".options: no kind": lambda board: panel_of(board, "table").update(type="tabel"),
}


@pytest.mark.parametrize("told", SPOILT)
def test_a_dashboard_that_does_not_fit_is_found(told: str) -> None:
    board = copy.deepcopy(read(FILES[0]))
    SPOILT[told](board)
    assert [fault for fault in faults(board) if told in fault], faults(board)
