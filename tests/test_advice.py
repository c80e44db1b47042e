"""Whether faces are large enough, as an operator is told; lengths worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.advice import (
    WANTED_FRAMES,
    Verdict,
    View,
    advise,
    crossing_seconds,
    eyes_px,
    fitting_rate,
    fitting_width_px,
    reach_metres,
    right_of,
)
from compliance.camera import Camera, Source, SourceKind
from compliance.pixels.track import TrackSettings

CAMERA = Camera(0, "door", "site", Source(SourceKind.FILE, "", ""))
HD = View(CAMERA, 1280, 720)
FULL_HD = View(CAMERA, 1920, 1080)
CONFUSION = {
    "mask": {"mask": 8, "incorrect": 1, "no_mask": 1, "missed": 0},
    "incorrect": {"mask": 0, "incorrect": 4, "no_mask": 0, "missed": 1},
    "no_mask": {"mask": 0, "incorrect": 0, "no_mask": 5, "missed": 0},
}
BY_SIZE = {"24 px to 40 px": CONFUSION, "80 px and more": CONFUSION}

faces = st.lists(st.floats(min_value=1, max_value=2000), max_size=30)
views = st.builds(
    lambda width, detector, least: View(
        replace(CAMERA, detector_width_px=detector, minimum_face_px=least), width, width
    ),
    st.integers(64, 7680),
    st.integers(160, 1920),
    st.integers(8, 1000),
)


def test_large_faces_are_called_large_enough_with_the_pixels_between_their_eyes() -> None:
    advice = advise(HD, [54.0] * 8)
    assert advice.verdict is Verdict.GOOD
    assert "54 px, 20 px between the eyes" in advice.sentences[0]
    assert "large enough; 24 px are needed" in advice.sentences[0]


def test_small_faces_are_called_too_small_with_what_to_do() -> None:
    advice = advise(HD, [15.0] * 8)
    assert advice.verdict is Verdict.SMALL
    assert "too small" in advice.sentences[0]
    assert "zoom in" in advice.sentences[0]


def test_a_typical_face_that_is_large_enough_does_not_hide_the_small_ones() -> None:
    advice = advise(HD, [10.0, 10.0, 50.0, 50.0, 50.0])
    assert advice.verdict is Verdict.MIXED
    assert "a quarter are not" in advice.sentences[0]


def test_without_faces_geometry_alone_is_told() -> None:
    advice = advise(HD, [])
    assert advice.verdict is Verdict.UNSEEN
    assert "nobody was seen" in advice.sentences[0]
    assert "(90 degrees)" in advice.sentences[1]


def test_one_face_is_enough_for_a_first_judgement() -> None:
    sentence = advise(HD, [62.0]).sentences[0]
    assert sentence.startswith("faces reach 62 px, 23 px between the eyes (1 followed): large")


def test_a_known_lens_is_told_of_alone() -> None:
    sentence = advise(replace(HD, lens_degrees=75.0), []).sentences[1]
    assert "(75 degrees)" in sentence
    assert "(90 degrees)" not in sentence


def test_a_face_of_a_tenth_of_the_picture_is_close_before_a_wide_lens() -> None:
    # at 90 degrees the picture is twice as wide as it is far: 10 faces of 0.17 m at 0.85 m
    assert reach_metres(128.0, 1280, 90.0) == pytest.approx(0.85, rel=0.01)
    assert reach_metres(64.0, 1280, 90.0) == pytest.approx(1.70, rel=0.01)


def test_a_wide_picture_needs_a_wider_search_for_its_smallest_faces() -> None:
    assert fitting_width_px(HD) == 640
    assert fitting_width_px(FULL_HD) == 960
    assert "640 fits" in advise(HD, []).sentences[2]
    assert "640 finds faces from 36 px on; 960 finds" in advise(FULL_HD, []).sentences[2]


def test_a_picture_narrower_than_the_search_gains_nothing_by_widening_it() -> None:
    small = View(replace(CAMERA, minimum_face_px=8), 320, 180)
    assert "from 12 px on, the best for this picture" in advise(small, []).sentences[2]


def test_a_walk_across_is_timed_by_the_width_of_the_scene() -> None:
    assert crossing_seconds(32.0, 1280) == pytest.approx(4.9, rel=0.01)  # 40 of 0.17 m at 1.4 m/s


def test_faces_that_fill_the_picture_want_more_analysed_frames() -> None:
    assert fitting_rate(32.0, 1280) == 2
    assert fitting_rate(320.0, 1280) == 12
    assert "is few, 12 fit" in advise(HD, [320.0] * 4).sentences[-1]
    assert "5 fits" in advise(HD, [32.0] * 4).sentences[-1]


def test_frames_that_are_enough_when_rounded_are_enough() -> None:
    sentence = advise(HD, [1280 / 9.6] * 4).sentences[-1]  # 5.84 frames at 5 a second
    assert sentence.endswith("fits: a walk across takes 1.2 s, 6 analysed frames")


def test_the_frames_wanted_are_twice_those_that_confirm_a_track() -> None:
    assert TrackSettings().minimum_hits * 2 == WANTED_FRAMES


def test_how_many_test_faces_of_that_size_were_called_right_is_told() -> None:
    assert right_of(BY_SIZE, 40.0) == (17, 20)  # its shorter side is 31 px
    assert right_of(BY_SIZE, 400.0) == (17, 20)
    assert right_of(BY_SIZE, 60.0) is None
    assert "of 20 test faces of that size 17" in advise(HD, [40.0] * 3, BY_SIZE).sentences[1]


def test_a_band_without_faces_tells_nothing() -> None:
    empty = {true: dict.fromkeys(called, 0) for true, called in CONFUSION.items()}
    assert right_of({"24 px to 40 px": empty}, 40.0) is None


@given(views, faces)
def test_whatever_was_seen_is_told_in_sentences(view: View, sides: list[float]) -> None:
    advice = advise(view, sides, BY_SIZE)
    assert 4 <= len(advice.sentences) <= 5
    assert all(sentence and "nan" not in sentence for sentence in advice.sentences)


@given(views)
def test_a_search_set_as_advised_is_never_worse(view: View) -> None:
    camera = replace(view.camera, detector_width_px=fitting_width_px(view))
    advised = replace(view, camera=camera)
    assert advised.found_px <= max(view.camera.minimum_face_px, view.found_px) + 1e-9


@given(st.floats(8, 2000), st.floats(10, 170), st.integers(64, 7680))
def test_the_farther_a_face_the_fewer_pixels_between_its_eyes(
    face_px: float, degrees: float, width_px: int
) -> None:
    near, far = (
        reach_metres(face_px * 2, width_px, degrees),
        reach_metres(face_px, width_px, degrees),
    )
    assert near < far
    assert eyes_px(face_px) < eyes_px(face_px * 2)
