"""A few good crops of a track vote, and a doubtful vote is unknown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.followed import Track
from compliance.pixels.outcome import (
    Ballot,
    Judgement,
    Outcome,
    Probabilities,
    Sample,
    is_passage,
    promise,
    vote,
)

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


def test_somebody_who_puts_a_mask_on_counts_as_what_was_seen_for_longer() -> None:
    assert vote([sample(BARE), sample(MASKED), sample(MASKED)], 0.85) is Outcome.MASK
    assert vote([sample(BARE), sample(BARE), sample(MASKED)], 0.85) is Outcome.NO_MASK


@given(st.lists(st.sampled_from((MASKED, BARE, DOUBTFUL)), min_size=1, max_size=600))
def test_a_track_of_any_length_costs_at_most_twelve_crops(worn: list[Probabilities]) -> None:
    assert len(looks(worn)) <= 12


def test_somebody_clear_is_looked_at_ever_more_seldom() -> None:
    assert looks([MASKED] * 150) == [0, 1, 3, 7, 15]


def test_somebody_doubtful_is_looked_at_until_the_longest_track_ends() -> None:
    seconds = looks([DOUBTFUL] * 300)
    assert len(seconds) == 12
    assert seconds[:4] == [0, 1, 2, 3]
    assert seconds[-1] > 40


def test_somebody_who_changed_is_looked_at_as_if_anew() -> None:
    assert looks([BARE] * 10 + [MASKED] * 40) == [0, 1, 3, 4.2, 6.2]


def test_crops_without_a_vote_do_not_settle_it() -> None:
    assert looks([MASKED] * 20, quality=0.0) == [0, 1, 2, 3]


def test_a_sample_speaks_for_the_time_round_it() -> None:
    ballot = Ballot()
    for seconds, worn in ((0.0, BARE), (1.0, BARE), (3.0, MASKED)):
        ballot.add(sample(worn), seconds)
    of_bare, of_masked = 1.0 + 1.5, 2.0
    mean = (of_bare * BARE[0] + of_masked * MASKED[0]) / (of_bare + of_masked)
    means = ballot.means()
    assert means is not None
    assert means[0] == pytest.approx(mean)


def looks(worn: list[Probabilities], quality: float = 0.8) -> list[float]:
    """Return when a track is looked at, in seconds; worn: what each frame shows."""
    ballot, at = Ballot(), []
    for number, probabilities in enumerate(worn):
        if ballot.wants(number / 5):
            ballot.add(sample(probabilities, quality), number / 5)
            at.append(number / 5)
    return at


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


def test_a_judgement_is_as_sure_as_its_samples_are_on_average() -> None:
    ballot = Ballot()
    ballot.add(sample(MASKED, 0.8), 0.0)
    ballot.add(sample(DOUBTFUL, 0.2), 1.0)
    assert ballot.judgement(0.6) == Judgement(Outcome.MASK, pytest.approx(0.82))
    assert Ballot().judgement(0.6) == Judgement(Outcome.UNKNOWN, None)


def test_a_ballot_that_takes_over_a_later_one_is_as_if_one_had_seen_all() -> None:
    looks = [(sample(MASKED), 0.0), (sample(MASKED), 1.0), (sample(BARE), 4.0), (sample(BARE), 5.0)]
    whole, first, later = Ballot(), Ballot(), Ballot()
    for one, at in looks:
        whole.add(one, at)
        (first if at < 2 else later).add(one, at)
    first.take_over(later)
    assert first == whole
    assert list(first.timed()) == looks
