"""A tiny fleet through all of `make fleet`, and the rules by which it is made and told."""

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from compliance.counts.disclosure import ModelIdentity, Release
from compliance.evaluation import postgresql
from compliance.evaluation.benchmark.history import END
from compliance.evaluation.fleet import victoria
from compliance.evaluation.fleet.board import questions, rules
from compliance.evaluation.fleet.copying import in_order_of_arrival, made
from compliance.evaluation.fleet.figures import Figure, Part, columns, found, growth, names
from compliance.evaluation.fleet.fleet import Measured, measure
from compliance.evaluation.fleet.history import HOUR, year
from compliance.evaluation.fleet.plan import Plan, name_of, steps
from compliance.evaluation.fleet.queries import of_days, of_site, ready
from compliance.evaluation.fleet.report import document, tables

MODELS = ModelIdentity("detector@1", "classifier@1")
TINY = Plan(
    sites=3, areas=2, days=70, repeats=2, made=2, forwarded=1, visited=2, layout_sites=2, scrapes=4
)


def a_year(seed: int = 1, days: int = 70) -> list[list[Release]]:
    return list(year(name_of(0), 2, END - timedelta(days=days), days, MODELS, seed))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    if not postgresql.is_installed():
        pytest.skip("needs a PostgreSQL server: none in /usr/lib/postgresql")
    return measure(TINY, tmp_path_factory.mktemp("fleet"), lambda _: None)


def parts(measured: Measured) -> set[Part]:
    return {each.part for each in measured.figures}


def test_a_history_is_the_same_again_for_a_seed_and_another_for_another() -> None:
    assert a_year() == a_year()
    assert a_year() != a_year(seed=2)


def test_no_row_is_of_fewer_than_ten_nor_shorter_than_an_hour_nor_overlaps() -> None:
    for area in a_year():
        assert min(each.counts.passages for each in area) >= 10
        assert min(each.end - each.start for each in area) >= HOUR
        assert all(one.end == following.start for one, following in pairwise(area))


def test_a_night_in_which_nobody_comes_is_one_row_with_the_morning() -> None:
    quiet = min(a_year(), key=len)
    longest = max(each.end - each.start for each in quiet)
    assert timedelta(hours=6) < longest < timedelta(days=2)
    assert len(quiet) < 70 * 16


def test_copied_rows_have_another_name_and_the_same_figures() -> None:
    site = made(name_of(0), a_year())
    other = site.named(name_of(7))
    assert name_of(0).encode() not in other
    assert other.count(b"\n") == site.rows
    assert other.replace(name_of(7).encode(), name_of(0).encode()) == site.text


def test_rows_arrive_in_the_order_of_their_end() -> None:
    site = made(name_of(0), a_year())
    lines = in_order_of_arrival([(name_of(n), site) for n in range(3)]).splitlines()
    ends = [line.split(b"\t")[3] for line in lines]
    assert ends == sorted(ends)
    assert len(lines) == 3 * site.rows


def test_a_fleet_is_measured_at_each_power_of_ten_and_whole() -> None:
    assert steps(1000) == (10, 100, 1000)
    assert steps(250) == (10, 100, 250)
    assert steps(3) == (3,)


def test_a_query_of_one_site_reads_no_other() -> None:
    for query in ready().values():
        asked = of_site(query, "lyon-01")
        assert asked.count("WHERE site = 'lyon-01'") == 1
    assert len(ready()) == 10
    assert sum(of_days(query) is not None for query in ready().values()) == 7


def test_every_part_is_measured_and_told(measured: Measured) -> None:
    lacking = set() if victoria.is_installed() else {Part.SERIES, Part.BOARD}
    assert parts(measured) == set(Part) - lacking
    assert bool(measured.notes) == bool(lacking)
    assert len(tables(measured)) == len(parts(measured))
    spent = "processor"
    told = [each for each in measured.figures if spent not in each.name]
    assert all(value > 0 for each in told for value in each.values)
    assert not any(each.is_broken_off for each in measured.figures)


def test_all_rows_that_were_made_are_there(measured: Measured) -> None:
    histories = [
        sum(map(len, year("", 2, TINY.begin, TINY.days, MODELS, TINY.seed + n))) for n in range(2)
    ]
    newest = TINY.visited * TINY.areas
    assert measured.rows == 2 * histories[0] + histories[1] + newest


def test_each_ready_query_and_each_of_the_dashboards_was_timed(measured: Measured) -> None:
    assert {name for name, _ in names(measured.figures, Part.SITE)} == set(ready())
    assert {name for name, _ in names(measured.figures, Part.FLEET)} == set(ready())
    if victoria.is_installed():
        assert len(names(measured.figures, Part.BOARD)) == len(questions())


def test_every_layout_was_tried(measured: Measured) -> None:
    assert len(columns(measured.figures, Part.LAYOUT)) == 5
    assert found(measured.figures, Part.LAYOUT, "half of them erased", "in months")


def test_the_document_is_json(measured: Measured) -> None:
    told = json.loads(json.dumps(document(measured, os.getloadavg())))
    assert told["about"]["rows"] == measured.rows
    assert len(told["figures"]) == len(measured.figures)


def points(values: Sequence[float], *, is_broken_off: bool = False) -> list[Figure]:
    return [
        Figure(Part.SITE, "q", "ms", str(10**n), (value,), is_broken_off and n == len(values))
        for n, value in enumerate(values, 1)
    ]


def test_growth_is_a_line_through_what_was_measured_whole() -> None:
    line = growth(points([30, 210, 2010]), Part.SITE, "q")
    assert line
    assert (line.slope, line.start) == (pytest.approx(2), pytest.approx(10))
    cut = growth(points([30, 210, 500], is_broken_off=True), Part.SITE, "q")
    assert cut
    assert cut.slope == pytest.approx(2)
    assert growth(points([30]), Part.SITE, "q") is None


def test_the_rules_and_questions_are_those_that_are_shipped() -> None:
    assert len(rules()) > 30
    assert {each.panel for each in questions()} > {"Sites", "Versions", "Worst coverage"}
    assert not any("$" in each.expression for each in questions())
