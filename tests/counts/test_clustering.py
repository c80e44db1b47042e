"""The design effect: how much less a crowd of groups tells than independent people."""

from datetime import UTC, datetime, timedelta
from math import pi, sin
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.clustering import MINIMUM_PAIRS, design_effect
from compliance.counts.disclosure import ModelIdentity, Release

START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ModelIdentity("detector@1", "classifier@1")


def hours(counts: list[Counts], area: str = "hall") -> list[Release]:
    return [
        Release("lyon", area, START + n * HOUR, START + (n + 1) * HOUR, one, 3600, 3600, MODELS)
        for n, one in enumerate(counts)
    ]


def walked(random: Random, people: int, group: int, rate: float) -> Counts:
    """Return an hour of people in groups who all wear a mask or all do not."""
    masked = sum(group for _ in range(people // group) if random.random() < rate)
    return Counts(mask=masked, no_mask=people // group * group - masked)


@pytest.mark.parametrize("group", [1, 2, 4])
def test_groups_that_dress_alike_count_as_one_person_each(group: int) -> None:
    random = Random(group)  # noqa: S311 - a simulation
    counts = [walked(random, random.randint(20, 120), group, 0.8) for _ in range(2000)]
    assert design_effect(hours(counts)) == pytest.approx(group, rel=0.12)


def test_a_rate_that_drifts_over_the_day_is_hardly_taken_for_groups() -> None:
    random = Random(5)  # noqa: S311 - a simulation
    counts = [walked(random, 60, 1, 0.7 + 0.2 * sin(n * pi / 12)) for n in range(2400)]
    effect = design_effect(hours(counts))
    assert effect is not None
    assert effect < 1.35


def test_a_few_hours_tell_nothing_of_groups() -> None:
    counts = [Counts(mask=8 + n % 3, no_mask=4) for n in range(MINIMUM_PAIRS)]
    assert design_effect(hours(counts)) is None
    assert design_effect(hours([*counts, Counts(9, 0, 4)])) is not None


def test_the_last_hour_of_an_area_is_no_neighbour_of_the_next_areas_first() -> None:
    releases = [hours([Counts(5, 0, 5)], area=f"area{n}")[0] for n in range(50)]
    assert design_effect(releases) is None


@given(st.lists(st.builds(Counts, *[st.integers(0, 50)] * 4), max_size=60))
def test_groups_never_make_a_rate_surer(counts: list[Counts]) -> None:
    effect = design_effect(hours(counts))
    assert effect is None or effect >= 1
