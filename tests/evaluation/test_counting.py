"""Counting held against truth: a small crowd for real, and the sums by hand."""

from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.counting.attribution import Passer
from compliance.evaluation.counting.report import line, lines, to_json, to_text
from compliance.evaluation.counting.streets import SHARES, Counted, Order, count_street, streets_of
from compliance.evaluation.street.casting import Faces, read_cast
from compliance.evaluation.street.plan import Wears
from compliance.evaluation.street.scenarios import PEOPLE_PER_STREET, Scenario
from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.outcome import Outcome


@pytest.fixture(scope="module")
def eyes() -> tuple[Detector, Classifier]:
    known = read_manifest(SHIPPED_MODELS)
    return Detector(known.detector), Classifier(known.classifier)


def passer(
    wears: Wears, *outcomes: Outcome, clear_seconds: float = 3.0, source: str = "a"
) -> Passer:
    return Passer(0, source, wears, clear_seconds, 0.0, outcomes)


STREET = Counted(
    scenario=Scenario.CROWD,
    seed=1,
    passers=(
        passer(Wears.MASK, Outcome.MASK),
        passer(Wears.MASK, Outcome.MASK, Outcome.UNKNOWN),
        passer(Wears.MASK),
        passer(Wears.NO_MASK, Outcome.MASK),
        passer(Wears.NO_MASK, Outcome.NO_MASK, clear_seconds=0.2),
    ),
    strays=(Outcome.INCORRECT,),
    faces=(("a", "mask"), ("a", "mask"), ("", "no_mask")),
    new_faces=2,
)


def test_a_street_is_summed_up_person_by_person() -> None:
    told = line("crowd", [STREET], 1)
    assert (told.people, told.counted) == (4, 6)
    assert (told.missed, told.double, told.false, told.glimpsed) == (1, 1, 1, 1)
    assert (told.wrong, told.unknown) == (1, 1)
    assert (told.faces, told.new_faces) == (3, 2)


def test_rates_are_of_those_decided_and_errors_are_differences() -> None:
    told = line("crowd", [STREET], 1)
    assert told.true_rate == 3 / 4
    assert told.track_rate == 3 / 5
    assert told.frame_rate == 2 / 3
    assert told.track_error.value == pytest.approx(3 / 5 - 3 / 4)
    assert told.count_error.value == pytest.approx(6 / 4 - 1)


def test_one_street_has_no_interval_and_many_have_one() -> None:
    assert line("crowd", [STREET], 1).count_error.low is None
    assert line("crowd", [STREET] * 9, 1).count_error.low == pytest.approx(0.5)


def test_a_street_without_anybody_has_no_rate() -> None:
    told = line("crowd", [Counted(Scenario.CROWD, 1, (), (), (), 0)], 1)
    assert told.true_rate is told.track_rate is told.count_error.value is None


def test_the_table_has_a_row_for_each_situation_and_one_for_all() -> None:
    rows = [row.name for row in lines([STREET])]
    assert rows == ["crowd", "all"]
    assert to_text(lines([STREET])).count("crowd") == 2


def test_the_json_names_models_and_everybody() -> None:
    told = to_json(Order(), SHIPPED_MODELS, [STREET])
    assert isinstance(told["people"], list)
    assert len(told["people"]) == len(STREET.passers)
    assert told["detector"]


def test_people_are_shared_out_over_all_situations() -> None:
    streets = list(streets_of(Order(1000, 3)))
    assert sum(people for _, _, people in streets) == 1000
    assert {scenario for scenario, _, _ in streets} == set(SHARES) == set(Scenario)
    assert max(people for _, _, people in streets) <= PEOPLE_PER_STREET
    assert len({seed for _, seed, _ in streets}) == len(streets)


@pytest.mark.parametrize(
    ("scenario", "most_off"), [(Scenario.PLAIN, 0), (Scenario.CROWD, 1)], ids=str
)
def test_a_few_people_are_counted_as_they_are(
    scenario: Scenario, most_off: int, eyes: tuple[Detector, Classifier]
) -> None:
    pytest.importorskip("matplotlib", reason="its portrait needs the training extra")
    counted = count_street(scenario, 5, 6, read_cast(Faces(), SHIPPED_MODELS), eyes)
    told = line(scenario.value, [counted], 1)
    assert (told.people, told.missed, told.false) == (6, 0, 0)
    assert told.double <= most_off
    assert told.wrong <= most_off
    assert told.faces > told.new_faces > told.people  # which is why faces are followed


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="no such folder"):
        read_cast(Faces(folder=Path("nowhere")), SHIPPED_MODELS)
