"""The dashboards by rules of our own: what a reader needs to understand and trust a panel."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from compliance.installing import places
from tests.monitoring.boards import CONFIG, FILES, FOLDER, Json, boards, panels, queries
from tests.monitoring.rules import PROMETHEUS_OWN, exported, names_in, read, recorded

BOARDS = boards()
WITH_TIME = {"timeseries", "state-timeline"}
ONE_FIGURE = {"stat", "bargauge"}
SHARE = "percentunit"

every_board = pytest.mark.parametrize("name", BOARDS)


def defaults(panel: Json) -> Json:
    found: Json = panel["fieldConfig"]["defaults"]
    return found


def asked_by(panel: Json) -> str:
    return " ".join(target["expr"] for target in panel["targets"])


def unlike(holds: Callable[[Json], object]) -> list[str]:
    """Return the panels of which something does not hold."""
    return [f"{name}: {panel['title']}" for name, panel in panels() if not holds(panel)]


def test_there_are_dashboards_of_operations_of_rates_and_of_the_fleet() -> None:
    assert set(BOARDS) == {"compliance", "operations", "fleet"}


def test_dashboards_have_their_own_name_and_identity() -> None:
    for key in ("uid", "title"):
        assert len({board[key] for board in BOARDS.values()}) == len(FILES)


@every_board
def test_panels_have_their_own_number_and_title(name: str) -> None:
    for key in ("id", "title"):
        times = Counter(panel[key] for panel in BOARDS[name]["panels"])
        assert [each for each, number in times.items() if number > 1] == []


def cells(board: Json) -> Iterator[tuple[int, int]]:
    for panel in board["panels"]:
        at = panel["gridPos"]
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                yield x, y


@every_board
def test_panels_lie_side_by_side_on_the_grid(name: str) -> None:
    taken = Counter(cells(BOARDS[name]))
    assert [cell for cell, times in taken.items() if times > 1] == []
    assert max(x for x, _ in taken) < 24


@every_board
def test_a_dashboard_is_not_read_anew_more_often_than_once_a_minute(name: str) -> None:
    intervals = [BOARDS[name]["refresh"], *BOARDS[name]["timepicker"]["refresh_intervals"]]
    assert [each for each in intervals if not re.fullmatch(r"[1-9]\d*[mhd]", each)] == []


@every_board
def test_a_reader_chooses_data_source_site_and_area(name: str) -> None:
    variables = {each["name"] for each in BOARDS[name]["templating"]["list"]}
    assert variables >= {"datasource", "site", "area"}
    text = (FOLDER / f"{name}.json").read_text("utf-8")
    assert set(re.findall(r'"uid": "([^"]*)"', text)) == {"${datasource}", BOARDS[name]["uid"]}
    used = set(re.findall(r"\$\{?(\w+)", text)) - {"__interval", "__rate_interval", "__all"}
    assert used == variables


def test_a_panel_says_what_it_shows_in_which_unit() -> None:
    assert unlike(lambda panel: panel["title"] and panel["targets"]) == []
    assert unlike(lambda panel: panel["description"].endswith(".")) == []
    assert unlike(lambda panel: defaults(panel)["unit"]) == []


def test_a_figure_has_thresholds_or_words() -> None:
    told = ("thresholds", "mappings")
    assert unlike(lambda p: p["type"] not in ONE_FIGURE or set(told) & set(defaults(p))) == []


def test_thresholds_rise_from_everything() -> None:
    def rise(panel: Json) -> bool:
        steps = defaults(panel).get("thresholds", {}).get("steps", [{"value": None}])
        first, *others = (step["value"] for step in steps)
        return first is None and others == sorted(set(others))

    assert unlike(rise) == []


def test_a_gap_is_shown_as_a_gap() -> None:
    def is_open(panel: Json) -> bool:
        return defaults(panel)["custom"]["spanNulls"] is False

    assert unlike(lambda panel: panel["type"] != "timeseries" or is_open(panel)) == []


def test_a_share_is_drawn_from_none_to_all() -> None:
    def is_whole(panel: Json) -> bool:
        return (defaults(panel)["min"], defaults(panel)["max"]) == (0, 1)

    assert unlike(lambda panel: defaults(panel)["unit"] != SHARE or is_whole(panel)) == []


def test_a_panel_asks_for_now_or_for_a_time_as_it_shows_it() -> None:
    def fits(panel: Json) -> bool:
        expected = (False, True) if panel["type"] in WITH_TIME else (True, False)
        return all((each["instant"], each["range"]) == expected for each in panel["targets"])

    assert unlike(fits) == []


def test_queries_of_a_panel_have_their_own_letters() -> None:
    assert unlike(lambda p: len({t["refId"] for t in p["targets"]}) == len(p["targets"])) == []


def test_a_table_is_asked_for_as_one_and_names_every_figure() -> None:
    def is_named(panel: Json) -> bool:
        named = panel["transformations"][-1]["options"]["renameByName"]
        figures = {f"Value #{each['refId']}" for each in panel["targets"]}
        return {each["format"] for each in panel["targets"]} == {"table"} and (
            len(figures) == 1 or figures <= set(named)
        )

    assert unlike(lambda panel: panel["type"] != "table" or is_named(panel)) == []


def test_no_rate_stands_without_its_interval() -> None:
    def is_told_whole(panel: Json) -> bool:
        rates = re.findall(r"(\w+:compliance_rate):ratio", asked_by(panel))
        return all(f"{rate}:{end}" in asked_by(panel) for rate in rates for end in ("low", "high"))

    assert unlike(is_told_whole) == []


def test_no_panel_puts_rates_in_an_order() -> None:
    def is_ordered(panel: Json) -> bool:
        order = re.search(r"\b(topk|bottomk|sort\w*)\b", asked_by(panel))
        return "compliance_rate" in asked_by(panel) and bool(order or "sortBy" in panel["options"])

    assert unlike(lambda panel: not is_ordered(panel)) == []


def test_only_known_metrics_are_asked_for() -> None:
    asked = {name for query in queries() for name in names_in(query.expression)}
    assert asked - exported() - recorded() - PROMETHEUS_OWN == set()


def test_every_metric_is_shown() -> None:
    asked = {name for query in queries() for name in names_in(query.expression)}
    by_rules = {"compliance_passages_total", "compliance_observed_seconds_total"}
    by_rules |= {"compliance_expected_seconds_total", "compliance_noise_variance_total"}
    by_rules |= {"compliance_design_effect"}
    assert exported() - asked == by_rules


def test_grafana_is_led_to_the_dashboards_where_the_product_is_installed() -> None:
    folder = FOLDER.parent / "provisioning"
    [provider] = read(folder / "dashboards" / "compliance.yml")["providers"]
    assert provider["options"]["path"] == f"{places.SHARE}/grafana/dashboards"
    assert (places.SHIPPED / "grafana/dashboards").is_dir()


def test_grafana_knows_how_often_prometheus_scrapes() -> None:
    [source] = read(FOLDER.parent / "provisioning" / "datasources" / "prometheus.yml")[
        "datasources"
    ]
    [scrape] = read(CONFIG / "prometheus" / "prometheus.yml")["scrape_configs"]
    assert source["type"] == "prometheus"
    assert source["jsonData"]["timeInterval"] == scrape["scrape_interval"]
