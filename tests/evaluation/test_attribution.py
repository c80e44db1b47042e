"""Whose passage was whose."""

from compliance.evaluation.counting.attribution import Passer, owner, owners, passers
from compliance.evaluation.counting.watching import Passage
from compliance.evaluation.street.plan import Change, Place, Walk, Wears
from compliance.evaluation.street.street_truth import Box, Sighting
from compliance.pixels.geometry import as_boxes
from compliance.pixels.outcome import Outcome

LEFT, RIGHT, NOWHERE = (10.0, 10.0, 50.0, 60.0), (100.0, 10.0, 140.0, 60.0), (300.0, 10, 340, 60)


def walk(person: int, change: Change | None = None) -> Walk:
    way = (Place(0, 9), Place(0, 3))
    return Walk(person, Wears.MASK, 0.0, 1.2, way, 1.7, 1.0, seed=person, change=change)


def passage(*boxes: Box, outcome: Outcome = Outcome.MASK, start: int = 0) -> Passage:
    return Passage(outcome, 0.9, tuple(enumerate(boxes, start)))


def two(frames: int) -> list[tuple[Sighting, ...]]:
    return [(Sighting(0, LEFT, 1.0), Sighting(1, RIGHT, 1.0))] * frames


def attributed(
    passages: list[Passage], frames: list[tuple[Sighting, ...]], *walks: Walk
) -> tuple[Passer, ...]:
    return passers(walks, ["face"] * len(walks), frames, passages, 5.0)


def test_a_box_belongs_to_the_face_it_covers_or_to_nobody() -> None:
    boxes = as_boxes([RIGHT, NOWHERE, LEFT])
    assert owner(boxes, two(1)[0]) == [1, None, 0]
    assert owner(boxes, ()) == [None, None, None]


def test_a_hidden_face_owns_nothing() -> None:
    assert owner(as_boxes([LEFT]), [Sighting(0, LEFT, 0.1)]) == [None]


def test_a_passage_is_whose_it_mostly_is() -> None:
    mixed, strange = passage(LEFT, LEFT, RIGHT), passage(NOWHERE, NOWHERE, LEFT)
    assert owners([mixed, strange], two(3)) == (0, None)


def test_somebody_counted_twice_has_two_outcomes_and_somebody_missed_none() -> None:
    parts = [passage(LEFT, LEFT), passage(LEFT, LEFT, start=2, outcome=Outcome.UNKNOWN)]
    first, second = attributed(parts, two(4), walk(0), walk(1))
    assert first.outcomes == (Outcome.MASK, Outcome.UNKNOWN)
    assert second.outcomes == ()


def test_three_clear_frames_are_expected_to_be_counted_and_two_are_not() -> None:
    assert attributed([], two(3), walk(0))[0].is_expected
    assert not attributed([], two(2), walk(0))[0].is_expected


def test_small_and_half_hidden_faces_are_not_clear() -> None:
    far, hidden = Sighting(0, (0.0, 0.0, 20.0, 26.0), 1.0), Sighting(0, LEFT, 0.5)
    assert attributed([], [(far,), (hidden,)] * 9, walk(0))[0].clear_seconds == 0


def test_what_was_worn_for_longer_is_the_truth() -> None:
    early, late = Change(0.5, Wears.NO_MASK), Change(1.5, Wears.NO_MASK)
    assert attributed([], two(10), walk(0, early))[0].wears is Wears.NO_MASK
    assert attributed([], two(10), walk(0, late))[0].wears is Wears.MASK


def test_the_time_hidden_is_the_longest_between_two_sights() -> None:
    frames = [*two(3), *[()] * 7, *two(3)]
    assert attributed([], frames, walk(0))[0].hidden_seconds == 7 / 5


def test_who_was_never_seen_is_nobody() -> None:
    assert attributed([], [()] * 5, walk(0)) == ()
