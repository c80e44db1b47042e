"""Everything the papers name as evidence exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from compliance.counts import schema
from compliance.papers.checks import LISTED_COLUMNS, OF_MIGRATIONS
from compliance.papers.columns import COLUMNS, described
from compliance.papers.evidence import PROMISES
from compliance.papers.parts.description import LONGEST_TRACK_SECONDS
from compliance.papers.parts.holding import PURPOSES

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`?(tests/[\w/]+\.py::\w+)`?")


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return (ROOT / file).is_file() and name in functions_of(file)


def test_every_test_named_as_evidence_exists() -> None:
    named = [shown.test for promise in PROMISES for shown in promise.shown]
    assert len(named) > 25
    assert [test for test in named if not is_there(test)] == []


def test_every_promise_has_evidence_and_its_limits() -> None:
    assert [promise.number for promise in PROMISES] == list(range(1, 11))
    assert all(promise.shown and promise.limits for promise in PROMISES)


def test_every_table_of_the_database_is_described() -> None:
    assert set(PURPOSES) - {OF_MIGRATIONS} == set(schema.metadata.tables)


def test_every_column_of_the_database_is_on_the_list() -> None:
    columns = {c.name for table in schema.metadata.tables.values() for c in table.columns}
    assert columns <= LISTED_COLUMNS


def test_every_column_is_described() -> None:
    assert LISTED_COLUMNS <= COLUMNS
    found = described(["face_box", "site", "unknown", "mask"])
    assert [names for names, _ in found] == ["site", "mask, unknown", "face_box"]
    assert found[-1][1].startswith("NOT DESCRIBED")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = NAMED.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 25
    assert [test for test in named if not is_there(test)] == []


def test_the_threat_model_names_a_test_for_all_that_cannot_be_had() -> None:
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    claims = [line for line in lines if line.startswith("|") and "annot |" in line]
    assert len(claims) > 15
    assert [claim for claim in claims if not NAMED.search(claim)] == []


def test_a_report_of_a_vulnerability_has_a_way_and_no_invented_address() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "private advisory" in text
    assert not re.findall(r"[\w.]+@[\w.]+|https?://(?!`)\S+\.\S+", text)


def test_the_age_told_of_a_track_is_the_trackers() -> None:
    track = pytest.importorskip("compliance.pixels.track", reason="needs numpy")
    assert track.TrackSettings().maximum_age_seconds == LONGEST_TRACK_SECONDS
