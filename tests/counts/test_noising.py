"""Noise as it is really drawn: its distribution, its promise, and what it needs."""

import importlib
import subprocess
import sys
from collections import Counter
from dataclasses import astuple
from math import exp
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.counts import noising
from compliance.counts.buckets import Counts
from compliance.counts.noise import SENSITIVITY, settle, variance
from compliance.counts.noising import GeometricNoise
from compliance.errors import ConfigError

ROOT = Path(__file__).parents[2]


def chance_of(step: int, epsilon: float) -> float:
    ratio = exp(-epsilon / SENSITIVITY)
    return (1 - ratio) / (1 + ratio) * ratio ** abs(step)


@pytest.mark.parametrize("epsilon", [0.3, 1.0, 3.0])
def test_each_count_gets_two_sided_geometric_noise_of_its_own(epsilon: float) -> None:
    noise, number = GeometricNoise(epsilon), 5000
    drawn = [astuple(noise.add_to(Counts(40, 3, 0, 7)))[:4] for _ in range(number)]
    for place, true in enumerate((40, 3, 0, 7)):
        steps = Counter(row[place] - true for row in drawn)
        distance = 0.0
        bins = 0
        for step in range(-50, 51):
            expected = number * chance_of(step, epsilon)
            if expected >= 20:
                distance += (steps[step] - expected) ** 2 / expected
                bins += 1
        # A chi-squared number exceeds its mean by five standard deviations once in some 100,000.
        assert distance < bins + 5 * (2 * bins) ** 0.5
        mean_square = sum((row[place] - true) ** 2 for row in drawn) / number
        assert mean_square == pytest.approx(variance(epsilon), rel=0.2)
    one, other = ([row[place] for row in drawn] for place in (0, 1))
    mixed = sum((a - 40) * (b - 3) for a, b in zip(one, other, strict=True)) / number
    assert abs(mixed) < 5 * variance(epsilon) / number**0.5


@settings(max_examples=50, deadline=None)
@given(st.floats(0.1, 5))
def test_the_library_itself_agrees_that_epsilon_is_kept(epsilon: float) -> None:
    measure = noising._measurement(epsilon)
    assert epsilon * (1 - 1e-12) <= measure.map(SENSITIVITY) <= epsilon  # type: ignore[attr-defined]


def test_what_one_passage_did_changes_no_row_by_more_than_epsilon_says() -> None:
    """Draws of two neighbours are as likely as each other, up to e^epsilon, rows settled or not."""
    epsilon, number = 1.0, 20_000
    noise = GeometricNoise(epsilon)
    told = []
    for counts in (Counts(4, 0, 1), Counts(3, 0, 2)):
        rows: Counter[tuple[int, int]] = Counter()
        for _ in range(number):
            row, owed = settle(noise.add_to(counts), Counts())
            row, _ = settle(noise.add_to(Counts(2, 0, 2)), owed)
            rows[min(row.mask, 6), min(row.no_mask, 6)] += 1
        told.append(rows)
    one, other = told
    most = exp(epsilon)
    for row in set(one) | set(other):
        for here, there in ((one[row], other[row]), (other[row], one[row])):
            # Five standard deviations of two counts' difference.
            assert here - most * there < 5 * (here + most * most * there + 1) ** 0.5


def test_the_bound_is_reached_so_no_smaller_epsilon_could_be_claimed() -> None:
    epsilon, number = 2.0, 20_000
    noise = GeometricNoise(epsilon)
    seen = []
    for counts in (Counts(1, 0, 0), Counts(0, 0, 1)):
        drawn = [noise.add_to(counts) for _ in range(number)]
        seen.append(sum(row.mask >= 1 and row.no_mask <= 0 for row in drawn))
    assert seen[0] / seen[1] == pytest.approx(exp(epsilon), rel=0.15)


def test_the_side_of_counts_stays_without_arrays() -> None:
    lines = [
        "import sys",
        "from compliance.counts.buckets import Counts",
        "from compliance.counts.noising import GeometricNoise",
        "assert 'opendp' not in sys.modules",
        "GeometricNoise(1.0).add_to(Counts(5))",
        "assert 'opendp' in sys.modules",
        "assert not {'numpy', 'polars', 'pandas', 'sklearn'} & set(sys.modules)",
    ]
    command = [sys.executable, "-W", "error", "-c", "\n".join(lines)]
    subprocess.run(command, check=True, cwd=ROOT, timeout=60)


def test_arrays_that_are_there_already_stay() -> None:
    numpy = importlib.import_module("numpy")
    GeometricNoise(1.0).add_to(Counts(5))
    assert sys.modules["numpy"] is numpy


def test_without_the_library_an_operator_is_told_what_to_install() -> None:
    lines = [
        "import sys",
        "sys.modules['opendp'] = None",
        "from compliance.counts.noising import GeometricNoise",
        "from compliance.errors import ConfigError",
        "try: GeometricNoise(1.0)",
        "except ConfigError as error: print(error.message, error.hint)",
    ]
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        check=True, cwd=ROOT, timeout=60, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert told.startswith("publish.noise_epsilon: needs the library opendp")
    assert ".[noise]" in told
    assert issubclass(ConfigError, Exception)
