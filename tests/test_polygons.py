"""Which polygons are one area."""

from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.polygons import fault_of

Points = list[list[float]]


@st.composite
def stars(draw: st.DrawFn, nearest: float = 0.05) -> Points:
    """Return points sorted by their angle round the picture's middle."""
    count = draw(st.integers(5, 12))
    turns = [(n + draw(st.floats(0.05, 0.95))) / count for n in range(count)]
    shares = [draw(st.floats(nearest, 0.5)) for _ in range(count)]
    return [
        [0.5 + share * cos(2 * pi * turn), 0.5 + share * sin(2 * pi * turn)]
        for turn, share in zip(turns, shares, strict=True)
    ]


@given(points=stars(), first=st.integers(0, 11), is_backwards=st.booleans())
def test_points_in_the_order_of_their_angles_are_never_refused(
    points: Points, first: int, *, is_backwards: bool
) -> None:
    turned = points[first % len(points) :] + points[: first % len(points)]
    assert fault_of(turned[::-1] if is_backwards else turned) is None


@given(stars(nearest=0.5), st.data())
def test_a_convex_polygon_two_of_whose_corners_changed_places_is_always_refused(
    points: Points, data: st.DataObject
) -> None:
    count = len(points)
    one = data.draw(st.integers(0, count - 1))
    other = (one + data.draw(st.integers(2, count - 2))) % count
    points[one], points[other] = points[other], points[one]
    assert "crosses or touches itself" in str(fault_of(points))


@given(stars(), st.integers(0, 11))
def test_a_corner_given_twice_or_again_at_the_end_changes_nothing(
    points: Points, number: int
) -> None:
    at = number % len(points)
    assert fault_of([*points[: at + 1], points[at], *points[at + 1 :]]) is None
    assert fault_of([*points, points[0]]) is None


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(-1, 1), st.floats(0, 1))
def test_points_on_one_line_enclose_nothing(
    places: list[float], slope: float, offset: float
) -> None:
    assert fault_of([[x, slope * x + offset] for x in places])


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ([], "has 0 points"),
        ([[0.1, 0.1], [0.2, 0.2]], "has 2 points"),
        ([[0.1, 0.1], [0.2, 0.2], [0.1, 0.1]], "encloses nothing"),
        ([[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]], "encloses nothing"),
        ([[0, 0], [1, 1], [1, 0], [0, 1]], "at [0, 0] to [1, 1] and [1, 0] to [0, 1]"),
        ([[0, 0], [1, 0], [1, 1], [0.5, 0], [0, 1]], "crosses or touches itself"),
        ([[0, 0], [1, 0], [1, 1], [0.5, 0.5], [1, 1], [0, 1]], "crosses or touches itself"),
        ([[0, 0], [0.8, 0], [0.4, 0], [0.4, 1]], "crosses or touches itself"),
        ([[0, 0], [1, 0], [0.5, 0], [1, 1]], "crosses or touches itself"),
    ],
)
def test_what_is_wrong_is_told(points: Points, fault: str) -> None:
    assert fault in str(fault_of(points))


def test_a_needless_corner_on_an_edge_is_no_fault() -> None:
    assert fault_of([[0, 0], [0.5, 0], [1, 0], [1, 1]]) is None
