"""A disk after a power cut, in cases that can be followed by hand."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.chaos.disk import (
    Disk,
    Fate,
    Made,
    Moved,
    Removed,
    Sized,
    Step,
    Synced,
    Wrote,
    sectors,
)
from compliance.evaluation.chaos.trace import steps

MADE = [Made("a"), Wrote("a", 0, b"old"), Synced("a"), Synced(".")]


def left(happened: list[Step], fate: Fate = Fate.LOST) -> dict[str, bytes]:
    disk = Disk({})
    for step in happened:
        disk.do(step)
    return disk.after_a_cut(fate, random.Random(1))  # noqa: S311 - not a secret


def test_what_was_not_synced_may_be_lost_or_kept() -> None:
    happened = [*MADE, Wrote("a", 1, b"NEW")]
    assert left(happened) == {"a": b"old"}
    assert left(happened, Fate.KEPT) == {"a": b"oNEW"}


def test_a_synced_file_without_a_synced_folder_may_have_no_name() -> None:
    assert left([Made("a"), Wrote("a", 0, b"x"), Synced("a")]) == {}


def test_a_name_that_was_moved_without_its_bytes_may_stand_for_an_empty_file() -> None:
    happened = [*MADE, Made("b"), Wrote("b", 0, b"new"), Moved("b", "a"), Synced(".")]
    assert left(happened) == {"a": b""}


def test_a_removed_name_may_be_back() -> None:
    assert left([*MADE, Removed("a")]) == {"a": b"old"}
    assert left([*MADE, Removed("a"), Synced(".")]) == {}
    assert left([*MADE, Removed("a"), Made("a"), Synced(".")]) == {"a": b""}


def test_a_length_is_a_change_like_others() -> None:
    assert left([*MADE, Sized("a", 1)]) == {"a": b"old"}
    assert left([*MADE, Sized("a", 1), Synced("a")]) == {"a": b"o"}


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=3000))
def test_sectors_make_up_the_whole_and_none_crosses_a_border(offset: int, data: bytes) -> None:
    parts = [part for part in sectors(Wrote("f", offset, data)) if isinstance(part, Wrote)]
    assert b"".join(part.data for part in parts) == data
    assert all(p.offset // 512 == (p.offset + len(p.data) - 1) // 512 for p in parts)


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def test_a_trace_is_read_in_order_and_what_failed_or_lies_elsewhere_is_left_out() -> None:
    def line(call: str, path: str, rest: str, result: str = "0") -> str:
        return f"12 {call}(4<{hexed(path)}>{rest}) = {result}\n"

    lines = [
        f'12 openat(AT_FDCWD<{hexed("/")}>, "{hexed("/d/a")}", O_RDWR|O_CREAT, 0600) = 4\n',
        line("pwrite64", "/d/a", f', "{hexed("xyz")}", 3, 512', "3"),
        line("fdatasync", "/d/a", "").replace("= 0", "= -1 EIO (Input/output error)"),
        line("fdatasync", "/d/a", ""),
        line("fsync", "/d", ""),
        line("ftruncate", "/elsewhere", ", 7"),
        line("ftruncate", "/d/a", ", 0"),
        line("sendfile", "/d/a", f", 5<{hexed('/d/b')}>, [3] => [5], 99", "2"),
        f'12 rename("{hexed("/d/a")}", "{hexed("/d/c")}") = 0\n',
        f'12 unlink("{hexed("/d/c")}") = 0\n',
    ]
    assert list(steps(lines, Path("/d"), {"b": b"012345"}.__getitem__)) == [
        Made("a"),
        Wrote("a", 512, b"xyz"),
        Synced("a"),
        Synced("."),
        Sized("a", 0),
        Wrote("a", 3, b"34"),
        Moved("a", "c"),
        Removed("c"),
    ]
