"""What noise does to published counts and to how sure a rate is; nothing is drawn here."""

import json
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import log
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table

from compliance.console import release_line
from compliance.counts import comparison_text, profile_text
from compliance.counts.buckets import Counts
from compliance.counts.clustering import design_effect
from compliance.counts.comparison import compare
from compliance.counts.correction import Corrected, Correction
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.noise import Noisiness, noisiness, settle, variance
from compliance.counts.profile import profile
from compliance.counts.rates import UNKNOWN_MODELS, Measured, of_releases
from compliance.counts.report import By, report
from compliance.counts.report_text import to_csv, to_json, to_table
from compliance.counts.weighting import weighted_figures
from compliance.counts.wilson import Interval, wilson
from tests.counts.test_rates import GOOD, PERFECT

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
UTC_ZONE = ZoneInfo("UTC")

draws = st.builds(Counts, *[st.integers(-60, 60)] * 4)


def hour(n: int, counts: Counts, epsilon: float | None = 1.0, observed: int = 3600) -> Release:
    start = EIGHT + n * HOUR
    interval = ("lyon", "hall", start, start + HOUR)
    return Release(*interval, counts, observed, 3600, MODELS, noise_epsilon=epsilon)


def width(interval: Interval | None) -> float:
    assert interval is not None
    return interval.high - interval.low


@given(st.lists(draws, max_size=40))
def test_nothing_published_is_negative_and_sums_are_right_to_within_what_is_owed(
    noisy: list[Counts],
) -> None:
    owed, published = Counts(), list[Counts]()
    for counts in noisy:
        row, owed = settle(counts, owed)
        published.append(row)
    assert all(number >= 0 for row in (*published, owed) for number in astuple(row))
    total, true = sum(published, Counts()), sum(noisy, Counts())
    for told, is_so, debt in zip(astuple(total), astuple(true), astuple(owed), strict=True):
        assert told == is_so + debt


@given(st.lists(draws, min_size=1, max_size=40))
def test_a_sum_is_the_highest_that_the_noisy_counts_had_reached(noisy: list[Counts]) -> None:
    owed, told, reached, highest = Counts(), 0, 0, 0
    for counts in noisy:
        row, owed = settle(counts, owed)
        told += row.mask
        reached += counts.mask
        highest = max(highest, reached)
        assert told == highest


def test_what_is_owed_lowers_the_next_row() -> None:
    first, owed = settle(Counts(-3, 2, 0, -1), Counts())
    assert (first, owed) == (Counts(0, 2, 0, 0), Counts(3, 0, 0, 1))
    assert settle(Counts(5, 1, 1, 0), owed) == (Counts(2, 1, 1, 0), Counts(0, 0, 0, 1))


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 5.0])
def test_the_variance_is_that_of_the_two_sided_geometric(epsilon: float) -> None:
    ratio = 2.718281828459045 ** (-epsilon / 2)
    weight = (1 - ratio) / (1 + ratio)
    direct = sum(2 * weight * ratio**step * step**2 for step in range(1, 3000))
    assert variance(epsilon) == pytest.approx(direct, rel=1e-6)


def test_a_passage_is_in_one_row_so_a_sum_tells_as_much_of_it_as_its_worst_row() -> None:
    rows = [hour(0, Counts(9)), hour(1, Counts(9), None), hour(2, Counts(9), 0.5)]
    assert noisiness(rows) == Noisiness(1.0, 2, variance(1.0) + variance(0.5))
    assert noisiness(rows[1:2]) is None


@given(st.floats(0, 1), st.integers(1, 500), st.floats(0, 0.2), st.floats(0, 0.2))
def test_noise_only_widens_an_interval_that_holds_the_rate(
    share: float, n: int, less: float, more: float
) -> None:
    narrow, wide = (wilson(share, n, noise) for noise in sorted((less, more)))
    for each in (narrow, wide):
        assert 0 <= each.low <= share + 1e-9
        assert share - 1e-9 <= each.high <= 1
    assert wide.low <= narrow.low + 1e-9
    assert narrow.high <= wide.high + 1e-9


@given(st.floats(0, 1), st.integers(1, 500), st.floats(0, 0.3))
def test_the_interval_is_every_rate_that_a_score_test_does_not_reject(
    share: float, n: int, noise: float
) -> None:
    interval = wilson(share, n, noise)

    def is_kept(rate: float) -> bool:
        spread = rate * (1 - rate) / n + noise * (1 - 2 * rate + 3 * rate**2)
        return (share - rate) ** 2 <= 1.959963984540054**2 * spread

    margin = 1e-6
    for inside in (interval.low + margin, interval.high - margin):
        assert is_kept(inside) or interval == Interval(0, 1)
    for outside in (interval.low - margin, interval.high + margin):
        assert outside <= 0 or outside >= 1 or not is_kept(outside)


def test_with_perfect_models_the_corrected_interval_holds_as_much_noise_as_the_raw_one() -> None:
    found = of_releases([hour(0, Counts(60, 10, 30))], Measured(Correction(PERFECT)), None)
    assert isinstance(found.corrected, Corrected)
    assert found.interval is not None
    assert found.corrected.interval.low == pytest.approx(found.interval.low, abs=2e-3)
    assert found.corrected.interval.high == pytest.approx(found.interval.high, abs=2e-3)


def test_every_interval_holds_the_noise() -> None:
    measured = Measured(Correction(GOOD))
    exact = of_releases([hour(0, Counts(60, 10, 30), None)], measured, None)
    noisy = of_releases([hour(0, Counts(60, 10, 30))], measured, None)
    assert noisy.rate == exact.rate
    assert width(noisy.interval) > 1.02 * width(exact.interval)
    assert isinstance(noisy.corrected, Corrected)
    assert isinstance(exact.corrected, Corrected)
    assert width(noisy.corrected.interval) > 1.02 * width(exact.corrected.interval)
    before = [hour(n, Counts(60, 10, 30), None) for n in range(5)]
    after = [hour(n + 9, Counts(50, 10, 40), None) for n in range(5)]
    plain = compare(before, after, measured)
    blurred = compare([r._replace(noise_epsilon=0.2) for r in before], after, measured)
    assert plain is not None
    assert blurred is not None
    assert plain.raw is not None
    assert blurred.raw is not None
    assert blurred.raw.high - blurred.raw.low > plain.raw.high - plain.raw.low


def test_an_hour_that_stands_for_more_brings_more_noise() -> None:
    watched = weighted_figures([hour(0, Counts(60, 10, 30))], Measured(Correction({})), None)
    half = weighted_figures(
        [hour(0, Counts(60, 10, 30), observed=1800)], Measured(Correction({})), None
    )
    assert half.noise == watched.noise == Noisiness(1.0, 1, variance(1.0))
    assert width(half.interval) == pytest.approx(width(watched.interval), rel=0.02)


@pytest.mark.parametrize("group", [1, 3])
def test_noise_is_not_taken_for_people_in_groups(group: int) -> None:
    rows = walked_hours(group, people=90, rate=0.6)
    assert design_effect(rows) == pytest.approx(group, rel=0.15)
    blind = design_effect([row._replace(noise_epsilon=None) for row in rows])
    assert blind is not None
    assert blind > group + 0.3


@pytest.mark.parametrize("rate", [0.9, 0.97])
def test_where_noise_was_cut_at_nought_groups_are_not_taken_for_noise(rate: float) -> None:
    effect = design_effect(walked_hours(3, people=30, rate=rate))
    assert effect is not None
    assert 1.4 < effect < 4


def walked_hours(group: int, people: int, rate: float) -> list[Release]:
    chance, owed, rows = Random(group), Counts(), list[Release]()  # noqa: S311 - a simulation
    for n in range(3000):
        walked = walked_by(chance, people + chance.randint(-people // 4, people // 4), group, rate)
        row, owed = settle(walked + Counts(*drawn_by(chance, 1.0)), owed)
        rows.append(hour(n, row, 1.0))
    return rows


def walked_by(chance: Random, people: int, group: int, rate: float) -> Counts:
    masked = sum(group for _ in range(people // group) if chance.random() < rate)
    bare = people // group * group - masked
    return Counts(masked, bare // 2, bare - bare // 2)


def drawn_by(chance: Random, epsilon: float) -> list[int]:
    """Return noise on four counts: differences of geometric numbers."""

    def geometric() -> int:
        return int(log(1 - chance.random()) / (-epsilon / 2))

    return [geometric() - geometric() for _ in range(4)]


def test_hours_of_little_but_noise_tell_nothing_of_groups() -> None:
    counts = [Counts(5 + n % 3, 0, 4) for n in range(60)]
    assert design_effect([hour(n, each, None) for n, each in enumerate(counts)]) is not None
    assert design_effect([hour(n, each, 0.1) for n, each in enumerate(counts)]) is None


def test_a_report_tells_of_each_row_what_a_passage_may_cost() -> None:
    rows = [hour(0, Counts(60, 10, 30)), hour(1, Counts(9, 0, 9), None), hour(30, Counts(9), 0.5)]
    told = json.loads(to_json(report(rows, By.DAY, UTC_ZONE, {})))
    assert [(r["noise_epsilon"], r["noisy_releases"]) for r in told] == [(1.0, 1), (0.5, 1)]
    [exact] = report(rows[1:2], By.RELEASE, UTC_ZONE, {})
    assert json.loads(to_json([exact]))[0]["noise_epsilon"] is None
    assert ",1.0,1," in to_csv(report(rows[:1], By.RELEASE, UTC_ZONE, {}))


def shown(table: Table) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(table)
    return " ".join(captured.get().split())


def test_every_table_says_that_there_is_noise() -> None:
    rows = [hour(n, Counts(60, 10, 30), 0.5) for n in range(3)]
    sentence = (
        "Noise was added to the counts of 3 releases, and the intervals allow for it: what is "
        "published tells of a passage with epsilon 0.5 at most."
    )
    assert sentence in shown(to_table(report(rows, By.DAY, UTC_ZONE, {})))
    measured = Measured(Correction({}))
    [week] = profile_text.to_tables(profile(rows, UTC_ZONE, measured))
    assert sentence in shown(week)
    found = compare(rows[:1], rows[1:], measured)
    assert found is not None
    assert sentence in shown(comparison_text.to_table(found, ("a", "b"), UTC_ZONE))
    exact = [row._replace(noise_epsilon=None) for row in rows]
    assert "Noise" not in shown(to_table(report(exact, By.DAY, UTC_ZONE, {})))


def test_the_log_says_it_and_its_interval_is_the_reports() -> None:
    line = release_line(hour(0, Counts(60, 10, 30), 0.2))
    interval = of_releases([hour(0, Counts(60, 10, 30), 0.2)], UNKNOWN_MODELS, None).interval
    assert interval is not None
    assert "with noise of epsilon 0.2" in line
    assert f"(95 %: {interval.low:.0%} to {interval.high:.0%})" in line


def test_sums_of_more_rows_are_surer_though_each_has_noise() -> None:
    rows = [hour(n, Counts(20, 3, 7)) for n in range(24)]
    widths = [width(of_releases(rows[:n], UNKNOWN_MODELS, None).interval) for n in (1, 6, 24)]
    assert all(longer < shorter for shorter, longer in pairwise(widths))
