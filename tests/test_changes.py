"""What a changed site.toml means, decided on values."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.changes import Change, change_of, fixed, joined, require_reloadable
from compliance.config import Config, parse
from compliance.errors import ConfigError
from compliance.sitefile import TABLES
from tests.fakes import a_camera

SITE = Path("/srv/site.toml")


def read(text: str = "") -> Config:
    camera = '[[cameras]]\nname = "door"\nsource = "rtsp://cam/x"\n'
    return parse(f'site = "lyon-01"\n{text}\n{camera}', SITE, {})


DOOR, GATE, YARD = (a_camera(number=n) for n in range(3))


def test_the_same_file_in_another_order_changes_nothing() -> None:
    moved = (replace(YARD, number=0), replace(DOOR, number=1), replace(GATE, number=2))
    change = change_of((DOOR, GATE, YARD), moved)
    assert change == Change(("camera-2", "camera-0", "camera-1"), (), (), ())
    assert str(change) == "no camera changed"


def test_added_changed_and_removed_cameras_are_told_by_name() -> None:
    change = change_of(
        (DOOR, GATE), (replace(GATE, number=0, area="hall"), replace(YARD, number=1))
    )
    assert change == Change((), ("camera-2",), ("camera-1",), ("camera-0",))
    assert str(change) == "cameras added camera-2; changed camera-1; removed camera-0"


def test_a_camera_that_stays_runs_as_it_did_and_nobody_takes_its_number() -> None:
    after = (replace(YARD, number=0), replace(GATE, number=1))
    assert joined((DOOR, GATE), after, {GATE.name}) == (YARD, GATE)


cameras = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["hall", "yard"])),
    unique_by=lambda pair: pair[0],
    max_size=7,
)


@given(st.lists(cameras, min_size=1, max_size=6))
def test_whatever_is_reloaded_numbers_are_apart_and_who_stays_keeps_its_own(
    files: list[list[tuple[int, str]]],
) -> None:
    def read_cameras(file: list[tuple[int, str]]) -> list:  # type: ignore[type-arg]
        named = [(replace(a_camera(), name=f"camera-{name}"), area) for name, area in file]
        return [replace(c, number=n, area=area) for n, (c, area) in enumerate(named)]

    configured = read_cameras(files[0])
    running = tuple(configured)
    for file in files[1:]:
        after = read_cameras(file)
        change = change_of(configured, after)
        joint = joined(running, after, change.kept)
        before = {camera.name: camera for camera in running}
        assert [camera.name for camera in joint] == [camera.name for camera in after]
        assert len({camera.number for camera in joint}) == len(joint)
        for camera in joint:
            if camera.name in change.kept:
                assert camera is before[camera.name]
            else:
                assert camera.number not in {each.number for each in running}
        configured, running = after, joint


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("allow_unsandboxed = true", "allow_unsandboxed"),
        ('[store]\nurl = "sqlite:///b.db"', "store.url"),
        ('[store]\nurl = "postgresql://db/a"\nmachine = "cellar"', "store.url, store.machine"),
        ("[http]\nport = 9000", "http.port"),
        ("[publish]\nbucket_minutes = 20\nminimum_count = 5", "bucket_minutes, publish.minimum_"),
        ('[forward]\nurl = "postgresql://db/a"', "forward.url"),
    ],
)
def test_what_only_a_restart_takes_over_is_refused_by_its_key(text: str, keys: str) -> None:
    with pytest.raises(ConfigError, match=keys) as refused:
        require_reloadable(read(), read(text))
    assert "estart" in refused.value.hint


def test_nothing_but_cameras_may_change() -> None:
    require_reloadable(
        read(), replace(read(), cameras=(DOOR, GATE), secrets=frozenset({"hunter2"}))
    )
    keys = {f"{table}.{key}" for table in TABLES if table for key in TABLES[table].model_fields}
    keys |= {key for key in TABLES[""].model_fields if key not in TABLES}
    assert set(fixed(read())) == {key for key in keys if not key.startswith("cameras.")}
