"""The split into training and validation."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.truth import Label
from compliance.training.split import fingerprint, is_validation, near_any, near_groups
from tests.training.made import face_picture

prints = st.dictionaries(st.text(min_size=1, max_size=8), st.integers(0, 2**64 - 1), max_size=30)


@given(prints)
def test_near_duplicates_are_never_on_both_sides(values: dict[str, int]) -> None:
    groups = near_groups(values)
    for first, a in values.items():
        for second, b in values.items():
            if (a ^ b).bit_count() <= 6:
                assert groups[first] == groups[second]
                assert is_validation(groups[first]) == is_validation(groups[second])


@given(prints, st.dictionaries(st.text(max_size=4), st.sampled_from("abc"), max_size=20))
def test_pictures_of_one_source_are_never_on_both_sides(
    values: dict[str, int], sources: dict[str, str]
) -> None:
    groups = near_groups(values, sources)
    assert set(groups) == {*values, *sources}
    for first, a in sources.items():
        for second, b in sources.items():
            if a == b:
                assert groups[first] == groups[second]
    for first, a in values.items():
        for second, b in values.items():
            if (a ^ b).bit_count() <= 6:
                assert groups[first] == groups[second]


@given(st.dictionaries(st.text(), st.text(), max_size=20))
def test_a_group_is_called_after_its_source(
    sources: dict[str, str],
) -> None:
    assert near_groups({}, sources) == sources


@given(prints)
def test_every_picture_has_one_group_named_after_a_member(values: dict[str, int]) -> None:
    groups = near_groups(values)
    assert set(groups) == set(values)
    assert set(groups.values()) <= set(values)


@given(st.text(min_size=1))
def test_a_pictures_side_never_changes(name: str) -> None:
    assert is_validation(name) == is_validation(name)


def test_about_a_sixth_is_held_out() -> None:
    held = sum(is_validation(f"{index}.jpg") for index in range(10_000))
    assert 1600 < held < 2000


def test_a_scaled_and_recompressed_picture_keeps_its_fingerprint() -> None:
    picture = cv2.GaussianBlur(face_picture(Label.MASK, 1)[0], (0, 0), 9)
    smaller = cv2.resize(picture, (97, 97), interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", smaller, [cv2.IMWRITE_JPEG_QUALITY, 60])
    again = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    assert near_any(fingerprint(again), [fingerprint(picture)])


def test_another_picture_has_another_fingerprint() -> None:
    one = cv2.GaussianBlur(face_picture(Label.MASK, 1)[0], (0, 0), 9)
    other = np.ascontiguousarray(one[::-1, ::-1])
    assert not near_any(fingerprint(np.asarray(one, np.uint8)), [fingerprint(other)])
