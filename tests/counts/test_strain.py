"""Evidence of a load, from frames and processors."""

from dataclasses import replace
from pathlib import Path

import pytest

from compliance.counts.frames import Frames
from compliance.counts.overload import Evidence
from compliance.counts.quota import Periods
from compliance.counts.strain import Sample, Strain, Times, parse_times, read_times

STAT = "cpu  100 5 50 800 40 3 2 0 70 0\ncpu0 50 2 25 400 20 1 1 0 35 0\nintr 1 2\n"
IDLING, WORKING = Times(50, 100), Times(5, 100)


def plus(a: Times, b: Times) -> Times:
    return Times(a.idle + b.idle, a.total + b.total)


def test_the_kernels_line_is_read_without_the_guests_counted_twice() -> None:
    assert parse_times(STAT) == Times(840, 1000)


def test_this_machines_processors_are_read() -> None:
    times = read_times()
    assert 0 < times.idle < times.total


@pytest.mark.parametrize("text", ["", "cpu  x y\n"])
def test_a_system_that_does_not_tell_counts_as_idle(tmp_path: Path, text: str) -> None:
    path = tmp_path / "stat"
    path.write_text(text)
    missing = read_times(tmp_path / "missing")
    assert (missing.idle, missing.total) == (0, 0)
    assert replace(read_times(path), periods=missing.periods) == missing


def sample(analysed: int = 0, dropped: int = 0, lag_ms: int = 0) -> Sample:
    return Sample(Frames(analysed=analysed, dropped=dropped), lag_ms)


def test_cameras_that_lost_more_than_a_tenth_of_the_frames_due_are_late() -> None:
    strain = Strain(Times())
    strain.evidence({0: sample(), 1: sample(50, 50)}, IDLING)
    evidence = strain.evidence({0: sample(100, 20), 1: sample(150, 55)}, plus(IDLING, WORKING))
    assert evidence == Evidence(2, 1, is_busy=True)


def test_a_camera_so_late_that_hardly_a_frame_is_due_is_late_too() -> None:
    strain = Strain(Times())
    strain.evidence({0: sample(100), 1: sample(100)}, IDLING)
    samples = {0: sample(115, lag_ms=5000), 1: sample(250, lag_ms=900)}
    assert strain.evidence(samples, plus(IDLING, WORKING)) == Evidence(2, 1, is_busy=True)


def test_a_camera_that_came_up_in_between_is_not_judged_yet() -> None:
    strain = Strain(Times())
    strain.evidence({0: sample()}, IDLING)
    evidence = strain.evidence({0: sample(9), 1: sample(0, 9)}, plus(IDLING, IDLING))
    assert evidence == Evidence(1, 0, is_busy=False)


def test_processors_that_did_not_move_are_not_busy() -> None:
    strain = Strain(IDLING)
    assert not strain.evidence({}, IDLING).is_busy


@pytest.mark.parametrize(("throttled", "is_busy"), [(0, False), (49, False), (50, True)])
def test_a_quota_that_runs_out_every_other_time_makes_busy(
    throttled: int, *, is_busy: bool
) -> None:
    strain = Strain(replace(IDLING, periods=Periods(1000, 400)))
    after = replace(plus(IDLING, IDLING), periods=Periods(1100, 400 + throttled))
    assert strain.evidence({}, after).is_busy is is_busy
