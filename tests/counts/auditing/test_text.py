"""What audits found, as a terminal and as a program read it."""

import io
import json

import pytest
from rich.console import Console

from compliance.counts.auditing.local import Locals
from compliance.counts.auditing.text import RESULTS, to_json, to_table
from compliance.counts.buckets import Counts
from tests.counts.auditing.made import OTHERS, a_pair, pairs_of

NUMBERS = [(Counts(40 + n, 4, 10), Counts(36 + n, 7, 11, 3)) for n in range(12)]
ENOUGH = Locals([*pairs_of(NUMBERS), a_pair(99, *NUMBERS[0], models=OTHERS)]).agreements


def shown(agreements: object) -> str:
    console = Console(width=120, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        console.print(to_table(agreements))  # type: ignore[arg-type]
    return captured.get()


def test_enough_audits_are_told_with_their_uncertainty() -> None:
    text = shown(ENOUGH)
    for words in (
        "lyon / hall", "detector@1", "People seen", "714", "Passages counted", "750",
        "76.5%", "69.7%", "1.05 (", "-6.7 points (-", "of incorrect", "+5.0 points (+", "offered",
    ):  # fmt: skip
        assert words in text


def test_few_audits_are_told_with_the_reason_and_without_estimates() -> None:
    assert "none: audited once, fewer than" in shown(ENOUGH)
    record = json.loads(to_json(ENOUGH))[1]
    assert record["refused"] == "audited once, fewer than 8 times"
    assert (record["audits"], record["people"], record["true_rate"]) == (1, 54, 0.7407)
    assert [record[name] for name in RESULTS[10:-1]] == [None] * 14


def test_json_holds_every_figure() -> None:
    first = json.loads(to_json(ENOUGH))[0]
    assert tuple(first) == RESULTS
    assert first["bias"] == pytest.approx(first["counted_rate"] - first["true_rate"], abs=1e-4)
    assert first["bias_low"] < first["bias"] < first["bias_high"] < 0
    assert first["least_bias"] <= first["bias"] <= first["most_bias"]
    assert first["passages_per_person_low"] < 1.05 < first["passages_per_person_high"]
    assert first["refused"] is None


def test_no_audit_says_so() -> None:
    assert "Nothing was compared yet" in shown({})
    assert json.loads(to_json({})) == []
