"""Noise through the store, in both databases: drawn once, kept with its row, told by every door."""

import subprocess
import sys
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from compliance.camera import Camera, Source, SourceKind
from compliance.counts.buckets import Bucket, Counts
from compliance.counts.disclosure import ModelIdentity, Pending, is_due, join
from compliance.counts.engine import connected
from compliance.counts.metrics import Metrics
from compliance.counts.noise import variance
from compliance.counts.report import By, report
from compliance.counts.store import Store, open_store
from compliance.errors import StoreError
from compliance.sureness import NOBODY, Sureness
from tests.counts.databases import rows_of, sqlite_url
from tests.fakes import ScriptedNoise

ROOT = Path(__file__).parents[2]
EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")


def run(url: str, statement: str) -> None:
    with connected(url) as engine, engine.begin() as connection:
        connection.execute(text(statement))


def count(store: Store, hour: int, counts: Counts) -> None:
    start = EIGHT + hour * HOUR
    store.add("hall", "door", store.next_sequence("door"), start, counts, 60_000)
    store.close_buckets("hall", start + HOUR, 1)


def test_what_is_published_is_the_draw_and_the_true_counts_are_gone(store: Store, url: str) -> None:
    count(store, 0, Counts(40, 3, 7, 2))
    [release] = store.release("hall", 10, MODELS, noise=ScriptedNoise([(5, -1, 2, -2)], 0.7))
    assert (release.counts, release.noise_epsilon) == (Counts(45, 2, 9, 0), 0.7)
    assert store.releases() == [release]
    assert rows_of(url, "pending") == rows_of(url, "open_buckets") == rows_of(url, "owed") == []
    [total] = store.totals()
    assert total.counts == release.counts


def test_with_noise_it_is_not_told_how_surely_was_judged(store: Store, url: str) -> None:
    seen = Sureness(sure_6=52)  # would tell how many were judged, to the passage
    store.add("hall", "door", 0, EIGHT, Counts(40, 3, 7, 2), 60_000, seen)
    store.close_buckets("hall", EIGHT + HOUR, 1)
    [release] = store.release("hall", 10, MODELS, noise=ScriptedNoise())
    assert release.sureness == NOBODY
    assert [row["sure_6"] for row in rows_of(url, "releases")] == [0]


def test_what_falls_below_nought_is_owed_by_the_next_row(store: Store, url: str) -> None:
    noise = ScriptedNoise([(0, -5, 0, 0), (0, 2, 0, 0), (0, 4, 0, 0)])
    told = []
    for hour in range(3):
        count(store, hour, Counts(20, 1, 9))
        [release] = store.release("hall", 10, MODELS, noise=noise)
        told.append(release.counts.incorrect)
    # True and noise: 1 - 5, 1 + 2, 1 + 4. Four are owed after the first, one after the second.
    assert told == [0, 0, 4]
    assert rows_of(url, "owed") == []


def test_what_is_owed_stays_over_a_restart_and_while_there_is_no_noise(url: str) -> None:
    with open_store(url, "lyon") as store:
        count(store, 0, Counts(20, 1, 9))
        store.release("hall", 10, MODELS, noise=ScriptedNoise([(0, -5, 0, 0)]))
    [owed] = rows_of(url, "owed")
    assert {name: owed[name] for name in OUTCOMES} == dict.fromkeys(OUTCOMES, 0) | {"incorrect": 4}
    with open_store(url, "lyon") as store:
        count(store, 1, Counts(20, 1, 9))
        [exact] = store.release("hall", 10, MODELS)
        count(store, 2, Counts(20, 6, 9))
        [noisy] = store.release("hall", 10, MODELS, noise=ScriptedNoise())
    assert (exact.counts.incorrect, exact.noise_epsilon) == (1, None)
    assert (noisy.counts.incorrect, noisy.noise_epsilon) == (2, 1.0)


def test_the_views_say_what_a_passage_may_cost_and_how_many_rows_have_noise(
    store: Store, url: str
) -> None:
    for hour, epsilon in enumerate((0.5, None, 0.1)):
        count(store, hour, Counts(20, 1, 9))
        noise = ScriptedNoise(epsilon=epsilon) if epsilon else None
        store.release("hall", 10, MODELS, noise=noise)
    hours = rows_of(url, "compliance_hourly")
    assert [row["noise_epsilon"] for row in hours] == [0.5, None, 0.1]
    assert [row["noisy_releases"] for row in hours] == [1, 0, 1]
    [day] = rows_of(url, "compliance_daily")
    assert (day["noise_epsilon"], day["noisy_releases"], day["mask"]) == (0.5, 2, 60)


def exported(store: Store) -> dict[str, int]:
    metrics = Metrics("lyon", [Camera(0, "door", "hall", Source(SourceKind.FILE, "x", "x"))], "1")
    metrics.set_totals(store.totals())
    registry = CollectorRegistry()
    registry.register(metrics)
    return {
        each.labels["outcome"]: int(each.value)
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        for each in family.samples
        if each.name == "compliance_passages_total"
    }


def test_every_door_tells_the_same_and_no_counter_falls(store: Store, url: str) -> None:
    chance = Random(7)  # noqa: S311 - a test's
    seen = [dict.fromkeys((*OUTCOMES, "withheld"), 0)]
    for hour in range(40):
        count(store, hour, Counts(9, chance.randint(0, 1), 2))
        draw = tuple(chance.randint(-9, 9) for _ in OUTCOMES)
        store.release("hall", 10, MODELS, None, ScriptedNoise([draw]))  # type: ignore[list-item]
        seen.append(exported(store))
    for before, after in pairwise(seen):
        assert all(after[outcome] >= before[outcome] for outcome in after)
    rows = store.releases()
    assert min(number for row in rows for number in astuple(row.counts)) == 0
    [total] = store.totals()
    assert total.noise_variance == pytest.approx(40 * variance(1.0))
    for outcome in OUTCOMES:
        told = sum(getattr(row.counts, outcome) for row in rows)
        days = report(rows, By.DAY, ZoneInfo("Asia/Kathmandu"), {})
        assert told == sum(getattr(day.figures.counts, outcome) for day in days)
        for view in ("compliance_hourly", "compliance_daily"):
            assert told == sum(int(str(row[outcome])) for row in rows_of(url, view))
        assert told == seen[-1][outcome]


def test_of_counts_that_could_not_be_published_no_draw_is_kept(store: Store, url: str) -> None:
    noise = ScriptedNoise([(111, -50, 0, 0), (3, 0, 0, 0)])
    count(store, 0, Counts(40, 3, 7, 2))
    of_the_same_key = """SELECT site, area, start, "end", 0, 0, 0, 0, 0, 0, 'd', 'c' FROM pending"""
    columns = f'site, area, start, "end", {", ".join(OUTCOMES)}'
    columns += ", observed_seconds, expected_seconds, detector, classifier"
    run(url, f"INSERT INTO releases ({columns}) {of_the_same_key}")
    with pytest.raises(StoreError):
        store.release("hall", 10, MODELS, noise=noise)
    assert (noise.drawn, rows_of(url, "owed"), rows_of(url, "totals")) == (1, [], [])
    run(url, "DELETE FROM releases")
    [release] = store.release("hall", 10, MODELS, noise=noise)
    assert (noise.drawn, release.counts) == (2, Counts(43, 3, 7, 2))
    assert store.release("hall", 10, MODELS, noise=noise) == []
    assert noise.drawn == 2
    assert [row["mask"] for row in rows_of(url, "releases") + rows_of(url, "totals")] == [43, 43]


KILLED = """
import os, signal, sys
from datetime import timedelta
from compliance.counts.store import open_store
from tests.counts.test_noise_store import EIGHT, HOUR, MODELS, count
from compliance.counts.buckets import Counts

class Deadly:
    epsilon = 1.0
    def add_to(self, counts):
        os.kill(os.getpid(), signal.SIGKILL)

with open_store(sys.argv[1], "lyon") as store:
    count(store, 0, Counts(40, 3, 7, 2))
    store.release("hall", 10, MODELS, noise=Deadly())
"""


def test_a_daemon_killed_while_it_draws_has_published_nothing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    ended = subprocess.run([sys.executable, "-c", KILLED, url], cwd=ROOT, check=False, timeout=60)
    assert ended.returncode == -9
    with open_store(url, "lyon") as store:
        assert (store.releases(), store.totals()) == ([], [])
        [release] = store.release("hall", 10, MODELS, noise=ScriptedNoise([(1, 0, 0, 0)]))
    assert release.counts == Counts(41, 3, 7, 2)


def test_a_row_of_no_epsilon_or_less_is_refused(store: Store, url: str) -> None:
    count(store, 0, Counts(40, 3, 7, 2))
    store.release("hall", 10, MODELS)
    with pytest.raises(IntegrityError):
        run(url, "UPDATE releases SET noise_epsilon = 0")


def test_with_noise_nothing_waits_or_is_withheld_because_all_did_alike(store: Store) -> None:
    count(store, 0, Counts(mask=40))
    [release] = store.release("hall", 10, MODELS, 24 * HOUR, ScriptedNoise([(2, 1, 0, 0)]))
    assert release.counts == Counts(42, 1)
    assert release.end - release.start == HOUR


few = st.integers(0, 8)


@given(
    st.lists(st.builds(Counts, few, few, few, few), max_size=40),
    st.integers(1, 30),
    st.randoms(use_true_random=False),
)
def test_with_noise_what_anybody_did_does_not_move_when_a_row_appears(
    hours: list[Counts], minimum_count: int, chance: Random
) -> None:
    others = []
    for counts in hours:
        outcomes = chance.choices(OUTCOMES, k=counts.passages)
        others.append(Counts(**{name: outcomes.count(name) for name in OUTCOMES}))
    assert ends(hours, minimum_count) == ends(others, minimum_count)


def ends(hours: list[Counts], minimum_count: int) -> list[datetime]:
    """Return when the intervals end that a store with noise publishes."""
    found: list[datetime] = []
    pending: Pending | None = None
    for number, counts in enumerate(hours):
        bucket = Bucket(EIGHT + number * HOUR, EIGHT + (number + 1) * HOUR, counts, 1000)
        pending = join(pending, bucket, 1)
        if is_due(pending, minimum_count, HOUR, homogeneous_limit=None):
            found.append(pending.end)
            pending = None
    return found
