"""Whoever comes back is known by the way they go: place, speed and growth, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.followed import Track
from compliance.pixels.motion import Box, Motion, begin
from compliance.pixels.reunion import surprise
from compliance.pixels.track import Tracker
from tests.pixels.test_track import face, frame
from tests.pixels.walkers import Sight

PILLAR = range(600, 700)


def walked(*xs: float, per_second: float = 5.0, width: float = 60.0) -> Motion:
    """Return the motion of a face seen at these places, one after the other."""
    motion = begin(face(xs[0], width=width))
    for x in xs[1:]:
        motion = motion.after(1 / per_second).seen_at(face(x, width=width))
    return motion


def behind_pillar(*walks: list[Box]) -> list[Sight]:
    """Return what is seen of people whose places are given frame by frame."""
    return [
        frame(n / 5, *(box for box in boxes if round(box[0]) not in PILLAR))
        for n, boxes in enumerate(zip(*walks, strict=True))
    ]


def follow(frames: list[Sight]) -> tuple[list[Track], list[tuple[int, int]]]:
    """Return the passages, and which ids were joined."""
    tracker, ended, joined = Tracker(), list[Track](), list[tuple[int, int]]()
    for at, boxes, scores in frames:
        update = tracker.update(boxes, scores, at, (1920, 1080))
        ended += update.ended
        joined += update.joined
    return [one for one in (*ended, *tracker.finish()) if one.is_confirmed], joined


def test_two_who_pass_behind_one_pillar_come_out_where_they_walked_to() -> None:
    rightward = [face(340 + 20 * n) for n in range(30)]
    leftward = [face(940 - 18 * n, 310, 64) for n in range(30)]
    tracks, joined = follow(behind_pillar(rightward, leftward))
    assert sorted(track.box[0] for track in tracks) == [leftward[-1][0], rightward[-1][0]]
    assert {old for old, _ in joined} == {0, 1}


def test_whoever_comes_where_the_lost_one_cannot_be_is_somebody_else() -> None:
    gone = [frame(n / 5, face(400 + 25 * n)) for n in range(8)]
    unseen = [frame(1.6 + n / 5) for n in range(4)]
    come = [frame(2.4 + n / 5, face(1500 - 45 * n)) for n in range(10)]
    tracks, joined = follow([*gone, *unseen, *come])
    assert len(tracks) == 2
    assert joined == []


def test_whoever_comes_back_keeps_the_id_the_beginning_and_the_largest_size() -> None:
    walk = [face(340 + 20 * n, width=60.0 + n) for n in range(30)]
    (track,), joined = follow(behind_pillar(walk))
    assert joined == [(0, 1)]
    assert (track.id, track.first_seconds) == (0, 0.0)
    assert track.hits == sum(round(box[0]) not in PILLAR for box in walk)
    assert track.largest_px > 100


def test_one_detection_is_not_enough_to_come_back() -> None:
    walk = [frame(n / 5, face(340 + 20 * n)) for n in range(10)]
    unseen = [frame(2.0 + n / 5) for n in range(5)]
    (track,), joined = follow([*walk, *unseen, frame(3.0, face(640)), frame(3.2)])
    assert joined == []
    assert track.last_seconds == 1.8


@given(speed=st.floats(10, 60), unseen=st.integers(2, 10), width=st.floats(30, 200))
def test_the_same_way_surprises_less_than_the_opposite(
    speed: float, unseen: int, width: float
) -> None:
    before = walked(*(speed * n for n in range(6)), width=width).after(unseen / 5 + 0.4)
    there = speed * (5 + unseen)
    on = walked(*(there + speed * n for n in range(3)), width=width)
    back = walked(*(there + 2 * speed - speed * (n - 2) for n in range(3)), width=width)
    assert surprise(before, on) < surprise(before, back)


@given(zoom=st.floats(0.2, 5.0))
def test_a_camera_with_other_pixels_is_surprised_alike(zoom: float) -> None:
    def surprised(scale: float) -> float:
        before = walked(*(scale * 20 * n for n in range(6)), width=60 * scale)
        after = walked(*(scale * (300 + 20 * n) for n in range(3)), width=60 * scale)
        return surprise(before.after(2.0), after)

    # y is the same for both sizes of picture; only what moves is scaled
    assert abs(surprised(zoom) - surprised(1.0)) < 1e-6
