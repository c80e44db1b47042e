"""Windows that are searched hold all they should, and nothing is searched twice."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.window import Window, joined

edges = st.integers(-50, 50)
windows = st.builds(
    lambda left, top, width, height: Window(left, top, left + width, top + height),
    edges,
    edges,
    st.integers(1, 40),
    st.integers(1, 40),
)
spares = st.integers(0, 2000)


@given(several=st.lists(windows, max_size=8), spare_px=spares)
def test_joined_windows_hold_all_and_do_not_overlap(several: list[Window], spare_px: int) -> None:
    found = joined(several, spare_px)
    assert all(any(one.inside(other) == one for other in found) for one in several)
    assert all(a.inside(b).is_empty for a, b in combinations(found, 2))
    assert len(found) <= len(several)


@pytest.mark.parametrize(("spare_px", "count"), [(199, 2), (200, 1)])
def test_windows_apart_become_one_where_that_adds_little(spare_px: int, count: int) -> None:
    assert len(joined([Window(0, 0, 10, 20), Window(20, 0, 30, 20)], spare_px)) == count


def test_a_window_snaps_to_the_steps_round_it() -> None:
    assert Window(-3, 6, 7, 33).snapped(32) == Window(-32, 0, 32, 64)
