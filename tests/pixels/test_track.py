"""Faces are followed by place alone, and each is counted once."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from compliance.pixels.followed import Track
from compliance.pixels.geometry import Boxes, as_boxes
from compliance.pixels.motion import Box
from compliance.pixels.track import Tracker
from tests.pixels.walkers import Flaws, Sight, crowd, follow, sights, visible_frames

FLAWLESS = Flaws(jitter=0.0, miss_probability=0.0, weak_probability=0.0, false_per_frame=0.0)


def face(x: float, y: float = 300.0, width: float = 60.0) -> Box:
    return (x, y, x + width, y + 1.25 * width)


def frame(at: float, *boxes: Box, score: float = 0.9) -> Sight:
    return at, as_boxes(boxes), np.full(len(boxes), score, np.float32)


def passages(frames: list[Sight]) -> list[Track]:
    return [track for track in follow(iter(frames), Tracker()) if track.is_confirmed]


def test_a_face_that_moves_twice_its_width_between_frames_is_one_passage() -> None:
    assert len(passages([frame(n / 5, face(100 + 120 * n)) for n in range(12)])) == 1


def test_somebody_who_is_in_view_for_one_second_counts() -> None:
    assert len(passages([frame(n / 5, face(100 + 90 * n)) for n in range(5)])) == 1


def test_two_sightings_are_not_a_passage() -> None:
    assert passages([frame(0.0, face(100)), frame(0.2, face(130)), *empty(0.4, 8)]) == []


def test_weak_detections_alone_begin_nothing() -> None:
    assert follow(iter([frame(n / 5, face(100), score=0.4) for n in range(10)]), Tracker()) == []


def test_weak_detections_carry_a_track_on() -> None:
    scores = [0.9, 0.9, *[0.4] * 10]
    frames = [frame(n / 5, face(100 + 60 * n), score=score) for n, score in enumerate(scores)]
    (track,) = passages(frames)
    assert track.hits == 12


def test_one_strong_detection_among_weak_ones_is_not_a_passage() -> None:
    scores = [0.9, 0.4, 0.4, 0.4]
    assert passages([frame(n / 5, face(100), score=s) for n, s in enumerate(scores)]) == []


@pytest.mark.parametrize("missed", [(4,), (4, 5), (4, 5, 6), (3, 6, 9)])
def test_missed_frames_do_not_split_a_passage(missed: tuple[int, ...]) -> None:
    frames = [frame(n / 5, *([] if n in missed else [face(100 + 80 * n)])) for n in range(15)]
    (track,) = passages(frames)
    assert track.hits == 15 - len(missed)


def test_after_three_seconds_out_of_view_somebody_counts_anew() -> None:
    seen = [frame(n / 5, face(100)) for n in range(5)]
    again = [frame(4 + n / 5, face(100)) for n in range(5)]
    assert len(passages([*seen, *empty(1.0, 15), *again])) == 2


def test_nobody_is_followed_over_a_gap_in_the_stream() -> None:
    seen = [frame(n / 5, face(100)) for n in range(5)]
    assert len(passages([*seen, *[frame(60 + n / 5, face(100)) for n in range(5)]])) == 2


def passages_within(frames: list[Sight], frame_px: tuple[int, int] = (1920, 1080)) -> list[Track]:
    tracker = Tracker()
    ended: list[Track] = []
    for at, boxes, scores in frames:
        ended.extend(tracker.update(boxes, scores, at, frame_px).ended)
    return [track for track in (*ended, *tracker.finish()) if track.is_confirmed]


@pytest.mark.parametrize("hidden", [5, 8, 10])
def test_somebody_hidden_for_one_to_two_seconds_counts_once(hidden: int) -> None:
    walk = [face(400 + 20 * n, 300, 60 * 1.02**n) for n in range(30)]
    frames = [frame(n / 5, *([] if 10 <= n < 10 + hidden else [walk[n]])) for n in range(30)]
    (track,) = passages_within(frames)
    assert track.hits == 30 - hidden


def test_who_left_over_the_edge_is_not_who_comes_in_there_later() -> None:
    leaving = [frame(n / 5, face(1640 + 30 * n)) for n in range(9)]
    entering = [frame(3.2 + n / 5, face(1880 - 30 * n)) for n in range(9)]
    assert len(passages_within([*leaving, *empty(1.8, 7), *entering])) == 2


def test_somebody_much_farther_away_is_not_the_one_who_is_hidden() -> None:
    near = [frame(n / 5, face(900, width=80)) for n in range(10)]
    far = [frame(3.2 + n / 5, face(920, width=35)) for n in range(10)]
    assert len(passages_within([*near, *empty(2.0, 6), *far])) == 2


def test_a_weak_second_box_on_a_face_carries_nobody_else_off() -> None:
    frames: list[Sight] = []
    for n in range(12):
        boxes = [face(300 + 10 * n), *([face(420 - 10 * n, 310, 50)] if n < 6 else [])]
        scores = [0.9, *([0.9] if n < 6 else [])]
        if n >= 6:
            boxes.append(face(308 + 10 * n, 320, 40))
            scores.append(0.4)
        frames.append((n / 5, as_boxes(boxes), np.array(scores, np.float32)))
    tracks = passages_within(frames)
    assert sorted(track.hits for track in tracks) == [6, 12]


@given(
    speeds=st.tuples(st.floats(40, 100), st.floats(-100, -40)),
    apart=st.floats(0, 60),
    hidden=st.integers(0, 3),
)
def test_two_who_cross_stay_two(speeds: tuple[float, float], apart: float, hidden: int) -> None:
    frames = []
    for n in range(-8, 9):
        near, far = face(500 + speeds[0] * n, 300), face(500 + speeds[1] * n, 300 + apart, 50)
        is_hidden = abs(2 * n) < hidden
        frames.append(frame((n + 8) / 5, near, *([] if is_hidden else [far])))
    tracks = passages(frames)
    assert len(tracks) == 2
    assert sorted(track.hits for track in tracks)[1] == 17


def test_somebody_who_stays_is_counted_at_the_maximum_age_and_never_again() -> None:
    tracker, ended = Tracker(), []
    for n in range(5 * 150):
        boxes, scores = as_boxes([face(100)]), np.array([0.9], np.float32)
        ended.append(tracker.update(boxes, scores, n / 5).ended)
    assert [at for at, tracks in enumerate(ended) if tracks] == [5 * 60]
    assert tracker.finish() == ()


def test_a_second_box_on_the_same_face_begins_no_track() -> None:
    frames = [frame(n / 5, face(100), face(112, 320, 36)) for n in range(10)]
    assert len(passages(frames)) == 1


def test_a_second_face_beside_a_turned_head_begins_no_track() -> None:
    frames = [frame(n / 5, face(100 + 9 * n), face(136 + 9 * n)) for n in range(10)]
    assert len(passages(frames)) == 1


@pytest.mark.parametrize("per_second", [2.5, 3.1, 5.0, 10.0])
def test_whoever_crosses_fast_is_one_passage_at_every_rate(per_second: float) -> None:
    step = 60 * 9 / per_second  # nine face widths a second
    frames = [frame(n / per_second, face(100 + step * n)) for n in range(round(3 * per_second))]
    (track,) = passages(frames)
    assert track.hits == len(frames)


def test_time_that_stands_still_or_steps_back_is_survived() -> None:
    times = [0.0, 0.2, 0.2, 0.1, 0.4, 0.6, 0.8]
    assert len(passages([frame(at, face(100)) for at in times])) == 1


def empty(start: float, frames: int) -> list[Sight]:
    return [frame(start + n / 5) for n in range(frames)]


boxes_in_view = st.lists(
    st.tuples(st.floats(0, 1800), st.floats(0, 900), st.floats(10, 200), st.floats(0.3, 1.0)),
    max_size=6,
)


def arrays(rows: list[tuple[float, float, float, float]]) -> tuple[Boxes, NDArray[np.float32]]:
    scores = np.array([score for *_, score in rows], np.float32)
    return as_boxes([face(x, y, width) for x, y, width, _ in rows]), scores


@given(st.lists(boxes_in_view, max_size=40), st.floats(0.03, 2.0))
def test_no_track_gives_two_outcomes(
    views: list[list[tuple[float, float, float, float]]], step_seconds: float
) -> None:
    tracker = Tracker()
    ended: list[Track] = []
    for number, rows in enumerate(views):
        ended.extend(tracker.update(*arrays(rows), number * step_seconds).ended)
    ended.extend(tracker.finish())
    assert len({track.id for track in ended}) == len(ended)
    assert all(track.last_seconds >= track.first_seconds and track.hits > 0 for track in ended)


@given(st.lists(boxes_in_view, max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_detections_changes_nothing(
    views: list[list[tuple[float, float, float, float]]], dice: random.Random
) -> None:
    straight, shuffled = Tracker(), Tracker()
    for number, rows in enumerate(views):
        other = rows.copy()
        dice.shuffle(other)
        at = number / 5
        assert straight.update(*arrays(rows), at) == shuffled.update(*arrays(other), at)


@given(st.lists(boxes_in_view, max_size=20), st.floats(0.25, 8.0))
def test_a_camera_with_other_pixels_follows_the_same(
    views: list[list[tuple[float, float, float, float]]], zoom: float
) -> None:
    small, large = Tracker(), Tracker()
    for number, rows in enumerate(views):
        boxes, scores = arrays([(x, y, max(w, 40.0), s) for x, y, w, s in rows])
        here = small.update(boxes, scores, number / 5)
        there = large.update(boxes * np.float32(zoom), scores, number / 5)
        assert [(t.id, t.hits) for t in here.tracks] == [(t.id, t.hits) for t in there.tracks]


@pytest.mark.parametrize(
    ("flaws", "seeds", "tolerance"), [(FLAWLESS, (0, 1), 0.02), (Flaws(), (2, 3, 4), 0.03)]
)
def test_hundreds_of_walkers_are_counted_within_two_or_three_percent(
    flaws: Flaws, seeds: tuple[int, ...], tolerance: float
) -> None:
    runs = [walk(seed, flaws) for seed in seeds]
    counted, people = (sum(column) for column in zip(*runs, strict=True))
    assert abs(counted / people - 1) <= tolerance


def walk(seed: int, flaws: Flaws) -> tuple[int, int]:
    """Let 200 people walk past in five minutes; return the passages and the people in view."""
    dice, seconds = random.Random(seed), 320.0  # noqa: S311 - not a secret
    walkers = crowd(dice, 200, seconds - 20)
    tracks = follow(sights(walkers, dice, seconds, flaws=flaws), Tracker())
    people = sum(visible_frames(walker, seconds) >= 4 for walker in walkers)
    return sum(track.is_confirmed for track in tracks), people


def seen_by(*frames: Sight) -> Tracker:
    tracker = Tracker()
    for at, boxes, scores in frames:
        tracker.update(boxes, scores, at)
    return tracker


def test_whoever_walks_is_expected_from_the_last_place_to_the_next() -> None:
    tracker = seen_by(*(frame(n / 5, face(100 + 90 * n)) for n in range(6)))
    expected = tracker.expected(1.2)
    (left, _, right, _) = expected.boxes[0].tolist()
    assert left == pytest.approx(550)
    assert right == pytest.approx(640 + 60, abs=10)
    assert expected.is_sure


def test_of_whoever_has_just_come_or_been_missed_nobody_can_be_sure() -> None:
    sightings = [frame(n / 5, face(100 + 30 * n)) for n in range(6)]
    assert Tracker().expected(0.0).is_sure
    assert not seen_by(*sightings[:1]).expected(0.2).is_sure
    assert seen_by(*sightings).expected(1.2).is_sure
    assert not seen_by(*sightings, *empty(1.2, 1)).expected(1.4).is_sure


def test_whoever_is_missing_for_longer_is_looked_for_where_last_seen() -> None:
    tracker = seen_by(*(frame(n / 5, face(100 + 90 * n)) for n in range(6)), *empty(1.2, 2))
    expected = tracker.expected(1.6)
    assert expected.is_sure
    assert expected.boxes.tolist() == [pytest.approx(face(550))]
