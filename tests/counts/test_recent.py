"""What an area's newest releases say together, as the metrics tell it."""

from dataclasses import replace
from random import Random

import pytest

from compliance.counts.clustering import design_effect
from compliance.counts.disclosure import Release, identity
from compliance.counts.drift import distance
from compliance.counts.recent import Recent, recent_of
from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.sureness import Sureness
from tests.counts.test_clustering import hours, walked

MODELS = read_manifest(SHIPPED_MODELS)
BLURRED = Sureness(5, 5, 5, 5, 0, 0)


def families(number: int) -> list[Release]:
    """Return so many hours of people who walk by four, seen through a dirty lens."""
    random = Random(4)  # noqa: S311 - a simulation
    return [
        each._replace(models=identity(MODELS), sureness=BLURRED)
        for each in hours([walked(random, 80, 4, 0.7) for _ in range(number)])
    ]


def test_families_and_a_dirty_lens_are_told_of() -> None:
    assert MODELS.sureness
    found = recent_of(families(200), MODELS)
    assert found.design_effect == design_effect(families(200)) == pytest.approx(4, abs=1)
    assert found.drift == distance(BLURRED, MODELS.sureness)


def test_few_hours_and_unmeasured_models_tell_nothing() -> None:
    assert recent_of([], MODELS) == Recent()
    assert recent_of(families(4), replace(MODELS, sureness=None)) == Recent()
