"""A short soak of the real daemon, on the bundled film."""

from pathlib import Path

import pytest

from compliance.evaluation.soak.films import Street
from compliance.evaluation.soak.report import document
from compliance.evaluation.soak.soak import Order, Soaked, soak
from compliance.evaluation.soak.troubles import Event, Trouble
from compliance.evaluation.soak.verdict import faults, lines, return_seconds
from compliance.evaluation.street.street_truth import read_truth

DEMO = Path(__file__).parents[2] / "config" / "demo"
ORDER = Order(seconds=40.0, cameras=3)
EVENTS = (
    Event(0, 6.0, Trouble.KILL, 6.0),
    Event(1, 6.0, Trouble.HANG, 14.0),
    Event(2, 6.0, Trouble.GARBAGE, 14.0),
)


@pytest.fixture(scope="module")
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Soaked:
    street = Street(DEMO / "street.mp4", read_truth(DEMO / "street.truth.json"))
    folder = tmp_path_factory.mktemp("soak")
    return soak(ORDER, [street], EVENTS, folder, lambda _: None)


def test_cameras_in_trouble_are_counted_as_far_as_they_were_watched(soaked: Soaked) -> None:
    assert all(line.is_true for line in lines(soaked)), document(soaked)["cameras"]
    assert lines(soaked)[-1].coverage < 0.9
    assert return_seconds(soaked) < 10


def test_nothing_is_left_behind(soaked: Soaked) -> None:
    assert soaked.exit_code == 0
    assert not soaked.left
    assert not soaked.zombies
    assert not faults(soaked)
