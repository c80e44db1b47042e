"""A quota of processor time, as the kernel tells of it."""

from pathlib import Path

import pytest

from compliance.counts.quota import Periods, parse_periods, read_periods

SECOND = (
    "usage_usec 7\nuser_usec 5\nsystem_usec 2\nnr_periods {}\nnr_throttled {}\nthrottled_usec 9\n"
)


def told(folder: Path, mine: str, **groups: str) -> Periods:
    (folder / "mine").write_text(mine)
    for name, text in groups.items():
        file = folder / "groups" / name.replace("__", "/") / "cpu.stat"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return read_periods(folder / "mine", folder / "groups")


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        (SECOND.format(40, 3), Periods(40, 3)),
        ("nr_periods 40\nnr_throttled 3\nthrottled_time 12\n", Periods(40, 3)),
        ("usage_usec 7\nuser_usec 5\nsystem_usec 2\n", Periods()),
        ("", Periods()),
    ],
)
def test_both_versions_of_the_file_are_understood(text: str, periods: Periods) -> None:
    assert parse_periods(text) == periods


def test_the_innermost_quota_counts(tmp_path: Path) -> None:
    mine = "0::/system.slice/compliance.service\n"
    groups = {
        "system.slice__compliance.service": SECOND.format(0, 0),
        "system.slice": SECOND.format(50, 20),
    }
    assert told(tmp_path, mine, **groups) == Periods(50, 20)
    groups["system.slice__compliance.service"] = SECOND.format(30, 10)
    assert told(tmp_path, mine, **groups) == Periods(30, 10)


def test_a_container_sees_its_own_group_as_the_root(tmp_path: Path) -> None:
    (tmp_path / "groups").mkdir()
    (tmp_path / "groups" / "cpu.stat").write_text(SECOND.format(12, 6))
    assert told(tmp_path, "0::/\n") == Periods(12, 6)


def test_the_first_version_has_a_folder_for_the_processors(tmp_path: Path) -> None:
    mine = "3:memory:/other\n2:cpu,cpuacct:/box\n0::/\n"
    assert told(tmp_path, mine, cpu__box=SECOND.format(8, 4), other="") == Periods(8, 4)


@pytest.mark.parametrize("mine", ["", "0::/gone\n", "nonsense\n"])
def test_without_a_quota_nothing_is_held_back(tmp_path: Path, mine: str) -> None:
    assert told(tmp_path, mine) == Periods()


def test_this_machine_tells_something_or_nothing_and_never_fails() -> None:
    periods = read_periods()
    assert 0 <= periods.throttled <= periods.passed
