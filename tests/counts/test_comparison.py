"""Two selections beside each other, the week's profile, and the weight of what was watched."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.comparison import Difference, compare, difference, divided
from compliance.counts.correction import Correction, Refused
from compliance.counts.disclosure import ModelIdentity, Release
from compliance.counts.profile import profile
from compliance.counts.rates import Measured, of_selection
from compliance.counts.weighting import weighted_figures
from compliance.counts.wilson import wilson
from tests.counts.test_rates import GOOD

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")
MEASURED = Measured(Correction(GOOD), MODELS)


def hour(
    number: int, counts: Counts, observed: int = 3600, models: ModelIdentity = MODELS
) -> Release:
    start = MONDAY + number * HOUR
    return Release("lyon", "hall", start, start + HOUR, counts, observed, 3600, models)


def hours(masked: int, bare: int, first: int = 0) -> list[Release]:
    return [hour(first + n, Counts(mask=masked, no_mask=bare)) for n in range(24)]


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
    (a, m), (b, n) = first, second
    found = difference(a / m, wilson(a / m, m), b / n, wilson(b / n, n))
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert found.is_beyond_chance


def test_a_rate_that_rose_is_told_with_how_sure_that_is() -> None:
    found = compare(hours(30, 20), hours(40, 10, first=24), MEASURED)
    assert found is not None
    assert found.raw is not None
    assert found.raw.value == pytest.approx(0.2)
    assert found.raw.is_beyond_chance
    assert isinstance(found.corrected, Difference)
    assert found.corrected.low < found.corrected.value < found.corrected.high
    assert found.cautions == ()
    assert (found.first.start, found.first.end) == (MONDAY, MONDAY + 24 * HOUR)
    assert found.first.figures.counts == Counts(mask=720, no_mask=480)


def test_the_same_does_not_differ_from_itself() -> None:
    found = compare(hours(30, 20), hours(30, 20, first=24), MEASURED)
    assert found is not None
    assert found.raw is not None
    assert found.raw.value == 0
    assert not found.raw.is_beyond_chance


def test_nothing_is_compared_with_nothing() -> None:
    assert compare([], hours(30, 20), MEASURED) is None
    assert compare(hours(30, 20), [], MEASURED) is None
    undecided = compare([hour(0, Counts(unknown=12))], hours(30, 20), MEASURED)
    assert undecided is not None
    assert undecided.raw is None
    assert isinstance(undecided.corrected, Refused)


def test_a_change_of_models_is_no_change_of_habits() -> None:
    newer = ModelIdentity("detector@2", "classifier@1")
    after = [hour(24, Counts(mask=40, no_mask=10), models=newer)]
    found = compare(hours(30, 20), after, MEASURED)
    assert found is not None
    assert "models" in found.cautions[0]
    assert isinstance(found.corrected, Refused)


def test_a_few_hours_cannot_tell_of_groups_and_say_so() -> None:
    found = compare(hours(30, 20)[:5], hours(30, 20, first=24), MEASURED)
    assert found is not None
    [caution] = found.cautions
    assert "groups" in caution
    assert found.first.figures.design_effect is None


def test_what_both_sides_share_is_told() -> None:
    found = compare(hours(30, 20), hours(30, 20), MEASURED)
    assert found is not None
    [caution] = found.cautions
    assert "same releases" in caution


def test_a_release_around_the_change_is_neither_before_nor_after() -> None:
    releases = hours(30, 20)
    before, after = divided(releases, MONDAY + 2.5 * HOUR)
    assert (len(before), len(after)) == (2, 21)
    before, after = divided(releases, MONDAY + 3 * HOUR)
    assert (len(before), len(after)) == (3, 21)


def test_an_hour_watched_by_half_weighs_as_much_as_a_whole_one() -> None:
    releases = [
        hour(0, Counts(mask=80, no_mask=20)),
        hour(1, Counts(mask=10, no_mask=40), observed=1800),
    ]
    found = weighted_figures(releases, MEASURED, None)
    assert found.rate == pytest.approx(100 / 200)
    assert found.counts == Counts(mask=90, no_mask=60)
    plain = of_selection(releases, MEASURED)
    assert plain is not None
    assert plain.rate == pytest.approx(90 / 150)
    # Kish: (100 + 2 x 50)^2 / (100 + 4 x 50) = 133 passages, not 150, are what this is worth.
    assert found.interval is not None
    assert found.interval.low == pytest.approx(wilson(0.5, 400 / 3).low)


def test_a_glimpse_of_an_hour_does_not_outweigh_the_day() -> None:
    releases = [*hours(40, 10), hour(24, Counts(no_mask=10), observed=36)]
    found = weighted_figures(releases, MEASURED, None)
    assert found.rate == pytest.approx(24 * 40 / (24 * 50 + 4 * 10))


counts = st.builds(Counts, *[st.integers(0, 80)] * 4)
seen = st.lists(st.tuples(counts, st.integers(0, 3600)), min_size=1, max_size=60)


@given(seen)
def test_weighted_figures_keep_to_what_was_counted(seen: list[tuple[Counts, int]]) -> None:
    releases = [hour(n, each, observed) for n, (each, observed) in enumerate(seen)]
    found = weighted_figures(releases, MEASURED, None)
    assert found.counts == sum((each for each, _ in seen), Counts())
    if found.rate is not None and found.interval is not None:
        assert 0 <= found.interval.low <= found.rate + 1e-9
        assert found.rate - 1e-9 <= found.interval.high <= 1


@given(seen)
def test_a_profile_holds_every_release_once(seen: list[tuple[Counts, int]]) -> None:
    releases = [hour(5 * n, each, observed) for n, (each, observed) in enumerate(seen)]
    rows = profile(releases, ZoneInfo("Europe/Paris"), MEASURED)
    assert sum(row.releases for row in rows) == len(releases)
    assert len({(row.weekday, row.hour) for row in rows}) == len(rows)
    total = sum((row.figures.counts for row in rows), Counts())
    assert total == sum((each for each, _ in seen), Counts())


def test_a_profile_is_of_the_places_own_hours() -> None:
    eight_in_winter = datetime(2026, 1, 5, 7, tzinfo=UTC)
    eight_in_summer = datetime(2026, 7, 6, 6, tzinfo=UTC)
    releases = [
        Release("lyon", "hall", at, at + HOUR, Counts(mask=8, no_mask=4), 3600, 3600, MODELS)
        for at in (eight_in_winter, eight_in_summer)
    ]
    [row] = profile(releases, ZoneInfo("Europe/Paris"), MEASURED)
    assert (row.weekday, row.hour, row.releases) == (0, 8, 2)


def test_differences_are_as_sure_as_they_say() -> None:
    random = Random(6)  # noqa: S311 - a simulation
    held = 0
    trials = 400
    for _ in range(trials):
        rates = (0.7, 0.78)
        sides = [
            [
                hour(n, Counts(mask=masked, no_mask=60 - masked))
                for n in range(12)
                if (masked := sum(random.random() < rate for _ in range(60))) >= 0
            ]
            for rate in rates
        ]
        found = compare(sides[0], sides[1], MEASURED)
        assert found is not None
        assert found.raw is not None
        held += found.raw.low <= rates[1] - rates[0] <= found.raw.high
    assert 0.92 <= held / trials <= 0.98
