"""Whoever holds all that was ever told cannot single out a few, nor a time within a bucket."""

import json
import logging
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from compliance.counts.buckets import BUCKET_FLOOR, Counts
from compliance.counts.disclosure import Release
from compliance.counts.engine import connected
from compliance.counts.migrate import upgrade
from compliance.counts.report import By, report
from tests.counts.databases import sqlite_url
from tests.privacy.lives import DAWN, GRAIN, Life, Observed, View, lives, shuffled, times_in
from tests.privacy.solving import ContradictedError, Known, Sum, solved

OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")
TOLD = (*OUTCOMES, "withheld")
ZONES = ("UTC", "Europe/Paris", "Asia/Kathmandu", "America/St_Johns")
THROUGH_THE_STORE = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with connected(sqlite_url(tmp_path_factory.mktemp("lives"))) as opened:
        upgrade(opened, "test")
        yield opened


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what takes the lines logged since it was last asked."""

    def taken() -> list[str]:
        lines = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return lines

    caplog.set_level(logging.DEBUG, logger="compliance")
    return taken


class Adversary:
    """Keeps every view and writes down each figure as a sum over cells of ten minutes."""

    def __init__(self) -> None:
        self.released: dict[tuple[str, datetime], Release] = {}
        self.sums: list[Sum] = []
        self.seen: View | None = None

    def look(self, view: View) -> None:
        """Write down what is new in a view."""
        if self.seen and replace(view, log=(), readiness=()) == self.seen:
            return
        self.seen = replace(view, log=(), readiness=())
        self.released |= {(row.area, row.start): row for row in view.rows}
        for row in view.rows:
            self._note(row.area, row.start, row.end, row.counts)
        for zone in ZONES:
            for by in By:
                for line in report(view.rows, by, ZoneInfo(zone), {}):
                    self._note(line.area, line.start, line.end, line.figures.counts)
        for area, start, end, *numbers, _ in (*view.hourly, *view.daily):
            first, last = (datetime.fromisoformat(str(each)) for each in (start, end))
            self._note(str(area), first, last, Counts(*(int(str(each)) for each in numbers)))
        for item in json.loads(view.answers[0])["items"]:
            first, last = (datetime.fromisoformat(item[end]) for end in ("start", "end"))
            self._note(item["area"], first, last, Counts(*(item[name] for name in TOLD)))
        for area, counts in [*totals(view.scrape).items(), *totals_in(view.answers[3])]:
            held = [row for row in self.released.values() if row.area == area]
            if held or counts.passages:
                ends = [*(row.start for row in held), *(row.end for row in held)] or [DAWN]
                self._note(area, min(ends), max(ends), counts)

    def _note(self, area: str, start: datetime, end: datetime, counts: Counts) -> None:
        told = [row for row in self._within(area, start, end) if not row.counts.withheld]
        kept = [row for row in self._within(area, start, end) if row.counts.withheld]
        for outcome in OUTCOMES:
            cells = self._cells(told, start, end, (outcome,))
            self.sums.append(Sum(cells, getattr(counts, outcome)))
        self.sums.append(Sum(self._cells(kept, start, end, OUTCOMES), counts.withheld))

    def _within(self, area: str, start: datetime, end: datetime) -> list[Release]:
        rows = self.released.values()
        return [r for r in rows if r.area == area and r.start < end and r.end > start]

    def _cells(
        self, rows: Iterable[Release], start: datetime, end: datetime, outcomes: Iterable[str]
    ) -> frozenset[Hashable]:
        return frozenset(
            (row.area, slot, outcome)
            for row in rows
            for slot in slots(max(row.start, start), min(row.end, end))
            for outcome in outcomes
        )


def slots(start: datetime, end: datetime) -> range:
    first, last = (int(each.timestamp() / GRAIN.total_seconds()) for each in (start, end))
    return range(first, last)


def totals(scrape: str) -> dict[str, Counts]:
    found: dict[str, dict[str, int]] = {}
    for family in text_string_to_metric_families(scrape):
        for each in family.samples:
            if each.name == "compliance_passages_total":
                found.setdefault(each.labels["area"], {})[each.labels["outcome"]] = int(each.value)
    return {area: Counts(**counts) for area, counts in found.items()}


def totals_in(areas: str) -> list[tuple[str, Counts]]:
    """Return what the API tells of each area altogether."""
    found = json.loads(areas)["items"]
    return [(each["name"], Counts(*(each["totals"][name] for name in TOLD))) for each in found]


def groups(known: Iterable[Known]) -> dict[frozenset[Hashable], dict[frozenset[str], int]]:
    """Return the people that can be told from others, by time and then by what they did."""
    found: dict[frozenset[Hashable], dict[frozenset[str], int]] = {}
    for row in known:
        assert set(row.weights.values()) == {Fraction(1)}
        cells = [cell for cell in row.weights if isinstance(cell, tuple)]
        when = frozenset((area, slot) for area, slot, _ in cells)
        found.setdefault(when, {})[frozenset(outcome for *_, outcome in cells)] = int(row.value)
    return found


@THROUGH_THE_STORE
@given(life=lives())
def test_no_sum_of_anything_told_is_of_few_or_tells_what_all_did(
    engine: Engine, log: Callable[[], list[str]], life: Life
) -> None:
    site, adversary = Observed(engine, life, log), Adversary()
    for event in life.events:
        adversary.look(site.after(event))
    found = groups(solved(adversary.sums))
    assert not any(one & other for one, other in combinations(found, 2))
    for when, by_outcome in found.items():
        assert sum(by_outcome.values()) >= life.minimum_count
        assert len(when) * GRAIN >= BUCKET_FLOOR
        if len(by_outcome) > 1:
            told = Counts(**{name: n for (name,), n in by_outcome.items()})
            assert not told.is_homogeneous
        else:
            assert set(by_outcome) == {frozenset(OUTCOMES)}


@THROUGH_THE_STORE
@given(life=lives(), seed=st.integers(0, 99))
def test_who_came_when_within_a_bucket_changes_nothing_that_is_told(
    engine: Engine, log: Callable[[], list[str]], life: Life, seed: int
) -> None:
    other = shuffled(life, Random(seed))  # noqa: S311 - a test's
    log()
    one, two = Observed(engine, life, log), Observed(engine, other, log)
    seen = [one.after(event) for event in life.events]
    assert seen == [two.after(event) for event in other.events]
    times = {time for view in seen for time in times_in(view)}
    assert all(minute % (GRAIN / timedelta(minutes=1)) == 0 for minute, _ in times)
    assert {second for _, second in times} <= {0}


def test_the_adversary_finds_whom_overlapping_tables_single_out() -> None:
    eight, nine = Sum(frozenset({"8", "9"}), 30), Sum(frozenset({"8", "9", "10"}), 32)
    found = {frozenset(row.weights): row.value for row in solved([eight, nine])}
    assert found == {frozenset({"8", "9"}): 30, frozenset({"10"}): 2}


def test_the_adversary_solves_for_what_no_two_tables_tell() -> None:
    pairs = [Sum(frozenset(pair), value) for pair, value in (("ab", 11), ("bc", 12), ("ca", 13))]
    assert {frozenset(row.weights): row.value for row in solved(pairs)} == {
        frozenset("a"): 6,
        frozenset("b"): 5,
        frozenset("c"): 7,
    }


def test_the_adversary_notices_a_counter_that_moves_without_a_release() -> None:
    with pytest.raises(ContradictedError):
        solved([Sum(frozenset("a"), 11), Sum(frozenset("a"), 12)])
