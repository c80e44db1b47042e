"""Always the same number of people in view."""

import pytest

from compliance.evaluation.benchmark.lanes import walks
from compliance.evaluation.street.camera_view import View


@pytest.mark.parametrize("people", [0, 1, 3, 10])
def test_as_many_walk_at_any_moment_as_asked(people: int) -> None:
    everybody = walks(people, 12.0)
    for tenth in range(120):
        here = [w for w in everybody if w.place(tenth / 10 + 0.0137) is not None]
        assert len(here) == people


def test_everybody_stays_within_the_picture() -> None:
    view = View(1920, 1080)
    for walk in walks(10, 12.0):
        for place in walk.way:
            x, y = view.point(place.x_m, walk.height_m - 0.12, place.z_m)
            assert 60 < x < 1860
            assert 60 < y < 1020


def test_the_same_seed_gives_the_same_people() -> None:
    assert walks(3, 5.0) == walks(3, 5.0)
