"""Outcomes that are withheld: in both databases, and how every door shows them."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from compliance.camera import Camera, Source, SourceKind
from compliance.console import release_line
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.engine import connected
from compliance.counts.metrics import Metrics
from compliance.counts.reader import Total
from compliance.counts.report import By, Row, report
from compliance.counts.report_text import to_csv, to_json, to_table
from compliance.counts.store import Store
from tests.counts.databases import rows_of

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMIT = 2 * HOUR
MODELS = ModelIdentity("detector@1", "classifier@1")


def test_an_interval_in_which_all_did_alike_waits_for_another(store: Store) -> None:
    store.add("hall", "door", 0, EIGHT, Counts(mask=50, unknown=1), 60_000)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    assert store.release("hall", 10, MODELS, LIMIT) == []
    store.add("hall", "door", 1, EIGHT + HOUR, Counts(no_mask=1), 60_000)
    store.close_buckets("hall", EIGHT + 2 * HOUR, 1)
    [release] = store.release("hall", 10, MODELS, LIMIT)
    assert (release.start, release.end) == (EIGHT, EIGHT + 2 * HOUR)
    assert release.counts == Counts(mask=50, no_mask=1, unknown=1)


@pytest.fixture
def withheld(store: Store) -> Store:
    """Return a store with an hour withheld and one told."""
    store.add("hall", "door", 0, EIGHT, Counts(mask=50, unknown=1), 60_000)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    store.release("hall", 10, MODELS, HOUR)
    store.add("hall", "door", 1, EIGHT + HOUR, Counts(6, 0, 2, 8), 60_000)
    store.close_buckets("hall", EIGHT + 2 * HOUR, 1)
    store.release("hall", 10, MODELS, HOUR)
    return store


def test_of_a_withheld_interval_only_the_number_of_people_is_kept(
    withheld: Store, url: str
) -> None:
    first, second = withheld.releases()
    assert (first.counts, second.counts) == (Counts(withheld=51), Counts(6, 0, 2, 8))
    assert rows_of(url, "pending") == []
    [total] = withheld.totals()
    assert total.counts == Counts(6, 0, 2, 8, 51)


def test_the_views_show_a_withheld_hour_without_a_rate(withheld: Store, url: str) -> None:
    assert withheld
    first, second = rows_of(url, "compliance_hourly")
    assert (first["passages"], first["withheld"], first["decided"]) == (51, 51, 0)
    assert (first["compliance_rate"], first["unknown_share"]) == (None, None)
    assert (second["passages"], second["withheld"], second["compliance_rate"]) == (16, 0, 0.75)
    [day] = rows_of(url, "compliance_daily")
    assert (day["passages"], day["withheld"], day["compliance_rate"]) == (67, 51, 0.75)
    assert day["unknown_share"] == pytest.approx(0.5)


def test_a_row_cannot_both_tell_and_withhold(withheld: Store, url: str) -> None:
    assert withheld
    with connected(url) as engine, pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE releases SET mask = 1 WHERE withheld > 0"))


def rows(*counts: Counts, by: By = By.RELEASE) -> list[Row]:
    releases = [
        Release("lyon", "hall", EIGHT + n * HOUR, EIGHT + (n + 1) * HOUR, c, 3600, 3600, MODELS)
        for n, c in enumerate(counts)
    ]
    return report(releases, by, ZoneInfo("UTC"), {})


def test_a_report_shows_the_gap_and_no_rate() -> None:
    [told] = json.loads(to_json(rows(Counts(withheld=51))))
    absent = ("rate", "rate_low", "corrected_rate", "unknown_share", "bound_low", "bound_high")
    assert {name: told[name] for name in absent} == dict.fromkeys(absent)
    assert (told["passages"], told["decided"], told["withheld"]) == (51, 0, 51)
    assert told["corrected_refused"].startswith("outcomes are withheld")
    assert told["coverage"] == 1.0
    assert ",51,0,0,0,0,0,51," in to_csv(rows(Counts(withheld=51)))


def test_a_sum_tells_how_far_those_withheld_could_move_its_rate() -> None:
    [day] = rows(Counts(withheld=50), Counts(30, 0, 10, 10), by=By.DAY)
    found = day.figures
    assert (found.rate, found.unknown_share, found.counts.passages) == (0.75, 0.2, 100)
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (0.3, 0.9)


def test_a_terminal_says_that_and_why_it_is_withheld() -> None:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(to_table(rows(Counts(withheld=51), Counts(30, 0, 10))))
    told = " ".join(captured.get().split())
    assert "0 of 51 withheld" in told
    assert "The outcomes of 51 people are withheld: all in their interval did alike." in told


def test_the_log_says_that_outcomes_are_withheld() -> None:
    release = Release("lyon", "hall", EIGHT, EIGHT + HOUR, Counts(withheld=51), 3600, 3600, MODELS)
    line = release_line(release)
    assert "51 passages, outcomes withheld" in line
    assert "%" not in line


def test_metrics_count_the_withheld_as_such() -> None:
    door = Camera(0, "door", "hall", Source(SourceKind.FILE, "x", "x"))
    metrics = Metrics("lyon", [door], "1")
    metrics.set_totals([Total("lyon", "hall", Counts(6, 0, 2, 8, 51), 60)])
    registry = CollectorRegistry()
    registry.register(metrics)
    sample = 'compliance_passages_total{area="hall",outcome="withheld",site="lyon"} 51.0'
    assert sample in generate_latest(registry).decode().splitlines()
