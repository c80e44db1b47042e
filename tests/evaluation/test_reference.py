"""The histogram that drift is held against: of all streets, kept in the manifest."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.counting.reference import keep_sureness, sureness_of
from compliance.evaluation.counting.streets import Order
from compliance.models import MANIFEST, SHIPPED_MODELS, read_manifest
from compliance.sureness import Sureness
from tests.evaluation.test_counting import STREET

STREETS = [replace(STREET, sureness=Sureness(1, 2)), replace(STREET, sureness=Sureness(0, 1, 7))]


def test_the_passages_of_all_streets_are_in_it() -> None:
    assert sureness_of(STREETS) == Sureness(1, 3, 7)


def test_it_is_kept_in_the_manifest_and_the_rest_stays(tmp_path: Path) -> None:
    shutil.copy(SHIPPED_MODELS / MANIFEST, tmp_path)
    before = json.loads((tmp_path / MANIFEST).read_text())
    keep_sureness(tmp_path, Order(11, 3), STREETS)
    after = json.loads((tmp_path / MANIFEST).read_text())
    kept = after.pop("sureness")
    before.pop("sureness", None)
    assert before == after
    assert (kept["people"], kept["seed"]) == (11, 3)
    assert read_manifest(tmp_path).sureness == Sureness(1, 3, 7)


def test_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written: No such file"):
        keep_sureness(tmp_path, Order(), STREETS)
