"""A real Prometheus scrapes a real daemon: every panel and rule has its answer, and a true one."""

import math
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.reader import open_reader
from compliance.counts.wilson import wilson
from compliance.daemon import serving
from tests.monitoring.boards import queries, variables
from tests.monitoring.rules import ALERTS, RECORDING, rules, selectors_in
from tests.monitoring.running import Prometheus, figures, has, prometheus
from tests.monitoring.sites import MORE, Troubled, counting_the_demo
from tests.servers import free_port

pytestmark = [
    pytest.mark.skipif(not has("prometheus"), reason="needs prometheus (package prometheus)"),
    pytest.mark.timeout(120),
]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Two sites and a daemon that is down, as Prometheus sees them, each with its releases."""

    server: Prometheus
    stored: Counts
    """What the demo's daemon has released, by its own database."""
    coverage: float
    began: float


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    folder: Path = tmp_path_factory.mktemp("prometheus")
    config, troubled = counting_the_demo(folder), Troubled("lyon-02")
    with ExitStack() as running:
        ports = [config.http_port, running.enter_context(troubled.served()), free_port()]
        server = running.enter_context(prometheus(folder, ports))
        server.wait_for('site_area_outcome:compliance_passages_total:max{site="lyon-02"} == 0')
        began = time.time()
        troubled.release()
        running.enter_context(serving(config, lambda _: None))
        server.wait_for('compliance_stream_fault{site="trial",fault="end_of_stream"} == 1', 90)
        with open_reader(config.database.url) as reader:
            releases = reader.releases()
        stored = sum((each.counts for each in releases), Counts())
        observed = sum(each.observed_seconds for each in releases)
        coverage = observed / sum(each.expected_seconds for each in releases)
        total = f'sum(compliance_passages_total{{site="trial"}}) == {stored.passages}'
        server.wait_for(total)
        told = f'site:compliance_told:released{{site="trial",window="1w"}} == {stored.told}'
        server.wait_for(told)
        troubled.release(MORE)
        server.wait_for('site:compliance_rate:high{site="lyon-02",window="1w"}')
        yield Fleet(server, stored, coverage, began)


def test_the_scrape_example_reaches_the_daemons(fleet: Fleet) -> None:
    assert fleet.server.value('count(up{job="compliance"} == 1)') == 2


def test_every_rule_is_judged_without_a_fault(fleet: Fleet) -> None:
    judged = [rule for group in fleet.server.get("rules")["groups"] for rule in group["rules"]]
    assert {rule["name"] for rule in judged} >= {rule.name for rule in rules(ALERTS)}
    assert [rule for rule in judged if rule["health"] != "ok"] == []


@pytest.mark.parametrize("window", ["1h", "1d", "1w"])
def test_the_demos_rate_and_interval_are_those_of_its_database(fleet: Fleet, window: str) -> None:
    counts, chosen = fleet.stored, f'{{site="trial",area="entrance",window="{window}"}}'
    assert counts.decided > 10
    rate = counts.mask / counts.decided
    interval = wilson(rate, counts.decided)
    told = [
        fleet.server.value(f"site_area:compliance_rate:{part}{chosen}")
        for part in ("ratio", "low", "high")
    ]
    assert told == [rate, pytest.approx(interval.low), pytest.approx(interval.high)]
    assert fleet.server.value(f"site_area:compliance_decided:released{chosen}") == counts.decided
    share = fleet.server.value(f"site_area:compliance_unknown:ratio{chosen}")
    assert share == counts.unknown / counts.told
    coverage = fleet.server.value(f"site_area:compliance_coverage:ratio{chosen}")
    assert coverage == fleet.coverage


@pytest.mark.parametrize("window", ["1h", "1d", "1w"])
def test_every_query_of_every_panel_has_an_answer_in_figures(fleet: Fleet, window: str) -> None:
    silent, strange = [], []
    for query in queries():
        asked = query.asked(window=window)
        if query.is_instant:
            found = fleet.server.ask(asked)
        else:
            found = fleet.server.ask_over_time(asked, fleet.began, time.time())
        if not found:
            silent.append((query.board, query.panel, asked))
        if not all(math.isfinite(each) for each in figures(found)):
            strange.append((query.board, query.panel, asked))
    assert (silent, strange) == ([], [])


def test_every_choice_a_reader_has_is_filled(fleet: Fleet) -> None:
    for variable in variables():
        found = re.fullmatch(r"label_values\((.+), (\w+)\)", variable)
        assert found, variable
        selector, label = re.sub(r"=~?\"\$site\"", '=~".*"', found[1]), found[2]
        assert all(label in each["metric"] for each in fleet.server.wait_for(selector)), variable


def test_every_name_in_a_legend_is_a_label_of_the_answer(fleet: Fleet) -> None:
    for query in queries():
        for name in re.findall(r"\{\{(\w+)\}\}", query.legend):
            found = fleet.server.ask(query.asked())
            assert all(name in each["metric"] for each in found), (query.panel, name)


def test_every_recording_rule_has_an_answer_in_figures(fleet: Fleet) -> None:
    for rule in rules(RECORDING):
        found = fleet.server.ask(rule.name)
        assert found, rule.name
        assert all(math.isfinite(each) for each in figures(found)), rule.name


def test_everything_an_alert_reads_is_there(fleet: Fleet) -> None:
    """Alerts themselves are silent where all is well, so it is asked what they look at."""
    for rule in rules(ALERTS):
        for selector in selectors_in(rule.expression):
            assert fleet.server.ask(selector), (rule.name, selector)
