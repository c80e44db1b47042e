"""How much room is left, told coarsely and read seldom."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.disk import READ_SECONDS, FreeSpace, whole_percent


class Clock:
    now = 5.0

    def __call__(self) -> float:
        return self.now


def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what tells how often a file system was asked."""
    asked: list[object] = []
    truly = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: (asked.append(path), truly(path))[1])
    return lambda: len(asked)


def test_the_share_is_the_systems_own_in_whole_percent(tmp_path: Path) -> None:
    share = FreeSpace(tmp_path, Clock()).share()
    usage = shutil.disk_usage(tmp_path)
    assert share is not None
    assert share == pytest.approx(usage.free / usage.total, abs=0.011)
    assert round(share, 2) == share


def test_it_is_read_once_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, asked = Clock(), counted(monkeypatch)
    space = FreeSpace(tmp_path, clock)
    for second in range(int(2 * READ_SECONDS)):
        clock.now = second
        space.share()
    assert asked() == 2


def test_nothing_is_told_where_no_file_holds_the_database_or_it_is_gone(tmp_path: Path) -> None:
    assert FreeSpace(None, Clock()).share() is None
    assert FreeSpace(tmp_path / "gone", Clock()).share() is None


@given(
    st.integers(1, 2**62).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
)
def test_the_share_is_rounded_down(sizes: tuple[int, int]) -> None:
    free, total = sizes
    hundredths = round(whole_percent(free, total) * 100)
    assert hundredths * total <= free * 100 < (hundredths + 1) * total
