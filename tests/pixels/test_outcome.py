"""A few good crops of a track vote, and a doubtful vote is unknown."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.outcome import Ballot, Outcome, Sample, is_passage, promise, vote
from compliance.pixels.track import Track

MASKED, BARE, DOUBTFUL = (0.9, 0.06, 0.04), (0.05, 0.05, 0.9), (0.5, 0.4, 0.1)
TRACK = Track(0, (0, 0, 40, 50), 0.9, 0.0, 1.0, 5, 50.0, is_confirmed=True)

samples = st.lists(
    st.builds(
        Sample,
        st.sampled_from((MASKED, BARE, DOUBTFUL)),
        st.floats(0, 1),
        st.floats(0.01, 1),
        st.floats(0, 1),
    ),
    max_size=8,
)


def sample(
    probabilities: tuple[float, float, float], quality: float = 0.8, is_face: float = 1.0
) -> Sample:
    return Sample(probabilities, quality, quality, is_face)


def test_no_crop_gives_unknown() -> None:
    assert vote([], 0.6) is Outcome.UNKNOWN


def test_crops_of_no_quality_give_unknown() -> None:
    assert vote([sample(MASKED, 0.0)], 0.6) is Outcome.UNKNOWN


def test_doubt_gives_unknown() -> None:
    assert vote([sample(DOUBTFUL)], 0.6) is Outcome.UNKNOWN


def test_one_good_crop_outweighs_two_bad_ones() -> None:
    crops = [sample(MASKED, 0.9), sample(BARE, 0.1), sample(BARE, 0.1)]
    assert vote(crops, 0.6) is Outcome.MASK


@given(samples, st.floats(0.4, 0.9))
def test_the_order_of_crops_changes_nothing(crops: list[Sample], decided: float) -> None:
    assert vote(sorted(crops, key=lambda one: one.quality), decided) is vote(
        sorted(crops, key=lambda one: -one.quality), decided
    )


@given(st.lists(st.just(sample(BARE)), min_size=1, max_size=8))
def test_crops_that_agree_are_believed(crops: list[Sample]) -> None:
    assert vote(crops, 0.6) is Outcome.NO_MASK


@given(st.lists(st.floats(0.01, 1), max_size=200))
def test_a_track_of_any_length_costs_at_most_twelve_crops(promises: list[float]) -> None:
    ballot, looks = Ballot(), 0
    for number, worth in enumerate(promises):
        if ballot.wants(worth, number / 5):
            ballot.add(Sample(MASKED, worth, worth, 1.0), number / 5)
            looks += 1
    assert looks <= 12


def test_neighbouring_frames_are_not_judged_twice() -> None:
    ballot = Ballot()
    ballot.add(sample(MASKED), 1.0)
    assert not ballot.wants(1.0, 1.2)
    assert ballot.wants(0.1, 1.4)


def test_when_full_only_a_clearly_better_crop_is_judged_and_replaces_the_worst() -> None:
    ballot = Ballot()
    for number in range(5):
        ballot.add(sample(BARE, 0.2), float(number))
    assert not ballot.wants(0.25, 9.0)
    assert ballot.wants(0.9, 9.0)
    for number in range(5):
        ballot.add(sample(MASKED, 0.9), 9.0 + number)
    assert ballot.outcome(0.85) is Outcome.MASK


def test_a_track_whose_crops_were_not_judged_is_believed_to_be_a_face() -> None:
    assert Ballot().shows_face(0.5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.1, 0.9))
def test_a_track_is_a_face_as_its_crops_are_on_average(faces: list[float], least: float) -> None:
    ballot = Ballot()
    for number, is_face in enumerate(faces):
        ballot.add(sample(BARE, is_face=is_face), float(number))
    mean = sum(faces) / len(faces)
    if abs(mean - least) > 1e-6:
        assert ballot.shows_face(least) is (mean > least)


def test_larger_and_surer_faces_promise_more_up_to_a_size() -> None:
    assert promise(30, 0.9) < promise(60, 0.9) < promise(64, 0.9) == promise(500, 0.9)
    assert promise(60, 0.5) < promise(60, 0.9)


def test_a_passage_is_confirmed_and_was_large_enough_once() -> None:
    assert is_passage(TRACK, 50)
    assert not is_passage(TRACK, 51)
    assert not is_passage(replace(TRACK, is_confirmed=False), 24)
