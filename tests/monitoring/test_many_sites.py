"""Two sites with a Prometheus each, and what tells of both: VictoriaMetrics, another Prometheus."""

import math
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from compliance.evaluation.fleet import victoria
from tests.monitoring.boards import Query, queries
from tests.monitoring.rules import FOLDER
from tests.monitoring.running import HOST, Prometheus, configured, figures, has
from tests.monitoring.sites import MORE, RELEASED, Troubled
from tests.servers import free_port

SITES = ("lyon-01", "lyon-02")
FLEET = [query for query in queries() if query.board == "fleet"]

pytestmark = [
    pytest.mark.skipif(not has("prometheus"), reason="needs prometheus (package prometheus)"),
    pytest.mark.skipif(
        not victoria.is_installed(), reason="needs VictoriaMetrics (package victoria-metrics)"
    ),
    pytest.mark.timeout(120),
]


@dataclass(frozen=True, slots=True)
class Fleet:
    """What is asked of all sites, and when that began."""

    sites: dict[str, Prometheus]
    central: dict[str, Prometheus]
    """By how the figures came there."""
    began: float


def of_site(site: str, port: int, receiver: int) -> str:
    """Return the shipped configuration of a site, in a hurry, with a daemon more that is down."""
    shipped = (FOLDER / "remote-write.yml").read_text("utf-8")
    down = f'"{HOST}:{free_port()}"'
    shipped = shipped.replace("30s", "1s").replace("lyon-01", site).replace(":8718", f":{port}")
    shipped = shipped.replace(":9093", f":{free_port()}")
    shipped = shipped.replace("fleet.lan:8428", f"{HOST}:{receiver}")
    also = f'      - targets: [{down}]\n        labels: {{ instance: "{site}-old" }}\n'
    return shipped.replace("\nrule_files", f"{also}\nrule_files", 1)


def of_all(ports: list[int]) -> str:
    shipped = (FOLDER / "federation.yml").read_text("utf-8").replace("1m", "1s")
    targets = ", ".join(f'"{HOST}:{each}"' for each in ports)
    return shipped.replace('"lyon-01.lan:9090", "lyon-02.lan:9090"', targets)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with ExitStack() as running:
        receiver = running.enter_context(victoria.victoria(tmp_path_factory.mktemp("victoria")))
        troubled = {site: Troubled(site) for site in SITES}
        ports = {site: running.enter_context(each.served()) for site, each in troubled.items()}
        servers = {
            site: running.enter_context(
                configured(tmp_path_factory.mktemp(site), of_site(site, port, receiver.port))
            )
            for site, port in ports.items()
        }
        federating = of_all([each.port for each in servers.values()])
        asking = running.enter_context(configured(tmp_path_factory.mktemp("all"), federating))
        central = {"sent": Prometheus(receiver.port), "asked for": asking}
        began = time.time()
        for site, server in servers.items():
            server.wait_for(
                f'site_area_outcome:compliance_passages_total:max{{site="{site}"}} == 0'
            )
        for counts in (RELEASED, MORE):
            for each in troubled.values():
                each.release(counts)
            decided = f'site:compliance_decided:released{{window="1w"}} == {counts.decided}'
            for server in central.values():
                server.wait_for(f"count({decided}) == {len(SITES)}")
        for server in central.values():
            server.wait_for("count(ALERTS{alertname=~'Compliance.*',alertstate='firing'}) > 3")
        yield Fleet(servers, central, began)


@pytest.mark.parametrize("way", ["sent", "asked for"])
@pytest.mark.parametrize("query", FLEET, ids=lambda query: f"{query.panel}: {query.expression}")
def test_every_question_of_the_fleets_dashboard_has_an_answer_in_figures(
    fleet: Fleet, way: str, query: Query
) -> None:
    asked = query.asked(window="1d")
    if query.is_instant:
        found = fleet.central[way].ask(asked)
    else:
        found = fleet.central[way].ask_over_time(asked, fleet.began, time.time())
    assert found
    assert all(math.isfinite(each) for each in figures(found))


@pytest.mark.parametrize("way", ["sent", "asked for"])
def test_each_sites_rate_and_interval_are_what_its_own_prometheus_says(
    fleet: Fleet, way: str
) -> None:
    for site in SITES:
        for part in ("rate:ratio", "rate:low", "rate:high", "decided:released"):
            asked = f'site:compliance_{part}{{site="{site}",window="1d"}}'
            value = fleet.sites[site].value(asked)
            assert value
            # VictoriaMetrics keeps twelve digits.
            assert fleet.central[way].value(asked) == pytest.approx(value, rel=1e-10)


@pytest.mark.parametrize("way", ["sent", "asked for"])
def test_sites_whose_daemons_have_one_address_are_told_apart(fleet: Fleet, way: str) -> None:
    up = fleet.central[way].ask('up{job="compliance"} == 1')
    assert {each["metric"]["instance"] for each in up} == set(SITES)
    versions = next(query for query in FLEET if query.panel == "Versions")
    told = fleet.central[way].ask(versions.asked())
    assert {each["metric"]["site"] for each in told} == set(SITES)


def test_what_the_dashboard_does_not_ask_is_neither_sent_nor_asked_for(fleet: Fleet) -> None:
    for site in fleet.sites.values():
        assert site.ask("compliance_stream_fault")
    for server in fleet.central.values():
        assert server.ask("compliance_stream_fault") == []
        assert server.ask("site_area_outcome:compliance_passages:released") == []
