"""Only what counts of a picture is seen, and no more is searched than what holds it."""

import numpy as np

from compliance.pixels.area import AreaMask
from compliance.pixels.window import Window, whole

LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
TOP_HALF = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5))


def test_without_polygons_the_whole_picture_counts() -> None:
    picture = np.full((40, 40, 3), 9, np.uint8)
    AreaMask((40, 40), (), ()).blacken(picture)
    assert (picture == 9).all()


def test_only_what_is_included_and_not_excluded_is_seen() -> None:
    picture = np.full((100, 100, 3), 9, np.uint8)
    AreaMask((100, 100), (LEFT_HALF,), (TOP_HALF,)).blacken(picture)
    assert (picture[52:, :49] == 9).all()
    assert not picture[:, 52:].any()
    assert not picture[:49].any()


def test_a_window_of_a_picture_is_blackened_as_it_lies_in_it() -> None:
    picture = np.full((40, 40, 3), 9, np.uint8)
    AreaMask((100, 100), (LEFT_HALF,), ()).blacken(picture, Window(30, 60, 70, 100))
    assert (picture[:, :20] == 9).all()
    assert not picture[:, 21:].any()


def test_the_bounds_hold_all_that_counts_and_little_more() -> None:
    assert AreaMask((100, 80), (), ()).bounds == whole((100, 80))
    assert AreaMask((100, 80), (), (TOP_HALF,)).bounds == Window(0, 41, 100, 80)
    assert AreaMask((100, 80), (LEFT_HALF,), ()).bounds == Window(0, 0, 51, 80)
    assert AreaMask((100, 80), (LEFT_HALF,), (LEFT_HALF,)).bounds == Window(0, 0, 0, 0)
