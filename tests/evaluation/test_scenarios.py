"""What happens on the streets that are counted."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.evaluation.street.plan import Turn, Walk
from compliance.evaluation.street.scenarios import Scenario, plan_scenario, settings_for

streets = st.tuples(st.sampled_from(Scenario), st.integers(0, 2**31), st.integers(1, 30))


def walks(scenario: Scenario, people: int = 30) -> tuple[Walk, ...]:
    return plan_scenario(scenario, settings_for(scenario, 7, people))


@given(streets)
@settings(max_examples=30, deadline=None)
def test_everybody_walks_through_and_has_left_before_the_end(
    street: tuple[Scenario, int, int],
) -> None:
    scenario, seed, people = street
    plan = settings_for(scenario, seed, people)
    walks = plan_scenario(scenario, plan)
    assert walks == plan_scenario(scenario, plan)
    assert [walk.person for walk in walks] == list(range(people))
    assert all(0 <= walk.start_seconds < walk.end_seconds <= plan.seconds for walk in walks)


def test_only_on_one_kind_of_street_masks_change_and_there_everybodys_does() -> None:
    for scenario in Scenario:
        changes = [walk.change for walk in walks(scenario)]
        assert all(changes) if scenario is Scenario.MIDWAY else not any(changes)


def test_a_change_is_to_something_else_while_walking() -> None:
    for walk in walks(Scenario.MIDWAY):
        assert walk.change is not None
        assert walk.start_seconds < walk.change.at_seconds < walk.end_seconds
        assert walk.worn_at(walk.start_seconds) is walk.wears is not walk.change.wears
        assert walk.worn_at(walk.end_seconds) is walk.change.wears


def test_turning_heads_turn_both_ways_and_back() -> None:
    turns = [turn for walk in walks(Scenario.TURNING) for turn in walk.turns]
    assert min(turn.degrees for turn in turns) < -60
    assert max(turn.degrees for turn in turns) > 60
    assert all(len(walk.turns) >= 2 for walk in walks(Scenario.TURNING))


def test_in_a_crowd_people_walk_in_groups() -> None:
    starts = sorted(walk.start_seconds for walk in walks(Scenario.CROWD))
    gaps = [after - before for before, after in pairwise(starts)]
    assert sum(gap < 0.8 for gap in gaps) > len(gaps) / 2


def test_only_one_kind_of_street_has_a_pillar() -> None:
    assert {s for s in Scenario if settings_for(s, 1, 1).pillars} == {Scenario.HIDDEN}


@pytest.mark.parametrize(("at", "degrees"), [(0, 0), (1, 0), (1.165, 30), (2, 60), (3, 0), (9, 0)])
def test_a_head_turns_aside_and_back(at: float, degrees: float) -> None:
    assert Turn(1.0, 2.0, 60.0).degrees_at(at) == pytest.approx(degrees)
