"""What /metrics says, to the letter, and what it never does."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from compliance.camera import Camera, Recording, Source, SourceKind
from compliance.counts.buckets import Counts
from compliance.counts.exposition import LockTest, ModelInfo
from compliance.counts.forward import Forwarding
from compliance.counts.frames import FrameCounter
from compliance.counts.load import slots
from compliance.counts.metrics import Metrics
from compliance.counts.reader import Total
from compliance.counts.recent import Recent
from compliance.faults import Fault
from compliance.sight import Sight
from compliance.tally import Health, State

GOLDEN = Path(__file__).parents[1] / "golden" / "metrics.txt"
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
DOOR = Camera(
    0, "door", "hall", Source(SourceKind.RTSP, "rtsp://u:hunter2@cam/x", "rtsp://***@cam/x")
)
GATE = Camera(
    1,
    "gate",
    "yard",
    Source(SourceKind.FILE, "gate.mp4", "gate.mp4"),
    Recording(datetime(2026, 1, 5, tzinfo=UTC)),
)


@dataclass(frozen=True)
class Status:
    is_up: bool
    restarts: int = 0
    fault: Fault = Fault.NONE
    sight: Sight = Sight.CLEAR
    analysed_share: float = 1.0
    is_shed: bool = False
    is_elsewhere: bool = False


def health(
    sequence: int, decoded: int = 0, analysed: int = 0, dropped: int = 0, lag_ms: int = 0
) -> Health:
    return Health(
        0,
        sequence,
        decoded,
        analysed,
        dropped,
        0,
        lag_ms,
        State.RUNNING,
        Fault.NONE,
        is_sandboxed=True,
    )


def new_metrics(slot: Callable[[], int] = lambda: 0) -> Metrics:
    models = (
        ModelInfo("detector", "face", "1", "ab" * 32),
        ModelInfo("classifier", "mobilenet", "2", "cd" * 32),
    )
    metrics = Metrics("lyon-01", (DOOR, GATE), "0.1.0", models, slot, lambda: 0.87)
    metrics.set_noise(0.5)
    metrics.set_totals([])
    return metrics


def exposition(metrics: Metrics) -> str:
    registry = CollectorRegistry()
    registry.register(metrics)
    return generate_latest(registry).decode()


def a_busy_site() -> Metrics:
    metrics = new_metrics(iter([0, 1]).__next__)
    door = Status(
        is_up=True, restarts=2, fault=Fault.STALLED, sight=Sight.COVERED, analysed_share=0.7
    )
    metrics.observe_status(DOOR, door)
    metrics.observe_health(DOOR, health(0, lag_ms=1300))
    metrics.observe_health(DOOR, health(1, decoded=250, analysed=50, dropped=1, lag_ms=300))
    gate = Status(is_up=False, restarts=7, fault=Fault.NOT_FOUND, is_shed=True)
    metrics.observe_status(GATE, gate)
    metrics.set_totals([Total("lyon-01", "hall", Counts(80, 7, 11, 3, 24), 3590, 3600, NINE, 11.5)])
    metrics.set_recent("hall", Recent(drift=0.12345, design_effect=1.61803))
    metrics.set_recent("yard", Recent())
    metrics.count_store_error()
    metrics.set_lock_test(LockTest({"files": True, "calls": False}, shut=13, open=1))
    metrics.set_certificate_end(datetime(2027, 1, 1, tzinfo=UTC))
    metrics.set_reload(NINE, is_good=True)
    metrics.set_reload(NINE + timedelta(hours=1), is_good=False)
    metrics.watch_forwarding(lambda: Forwarding(backlog=3, succeeded=NINE, failures=2))
    return metrics


def value(metrics: Metrics, sample: str) -> float | None:
    for line in exposition(metrics).splitlines():
        if line.startswith(sample + " "):
            return float(line.rpartition(" ")[2])
    return None


def test_the_exposition_is_the_golden_file() -> None:
    assert exposition(a_busy_site()) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool (package prometheus)")
def test_promtool_has_no_complaint() -> None:
    text = exposition(a_busy_site())
    check = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert (check.returncode, check.stdout + check.stderr) == (0, "")


def test_a_camera_that_another_machine_counts_is_told_of_by_that_one_alone() -> None:
    metrics = a_busy_site()
    metrics.observe_status(DOOR, Status(is_up=False, is_elsewhere=True))
    told = [line for line in exposition(metrics).splitlines() if 'camera="door"' in line]
    assert told == ['compliance_stream_elsewhere{camera="door",site="lyon-01"} 1.0']
    assert value(metrics, 'compliance_stream_up{camera="gate",site="lyon-01"}') == 0


def test_machines_of_a_site_tell_the_same_released_figures_so_their_maximum_holds() -> None:
    totals = [Total("lyon-01", "hall", Counts(80, 7, 11, 3, 24), 3590, 3600, NINE, 11.5)]
    machines = (
        Metrics("lyon-01", (DOOR,), "0.1.0"),
        Metrics("lyon-01", (replace(DOOR, name="lift", area="roof"),), "0.1.0"),
    )
    figures = []
    for metrics in machines:
        assert metrics.set_totals(totals)
        assert not metrics.set_totals(totals)  # nothing is new
        lines = exposition(metrics).splitlines()
        figures.append([line for line in lines if 'area="hall"' in line and "_total{" in line])
    assert len(figures[0]) == 8
    assert figures[0] == figures[1]


def test_every_area_and_outcome_is_there_from_the_start() -> None:
    metrics = new_metrics()
    for area in ("hall", "yard"):
        for outcome in ("mask", "incorrect", "no_mask", "unknown", "withheld"):
            labels = f'{{area="{area}",outcome="{outcome}",site="lyon-01"}}'
            assert value(metrics, f"compliance_passages_total{labels}") == 0


def test_nothing_is_told_of_people_before_the_database_was_read() -> None:
    text = exposition(Metrics("lyon-01", (DOOR,), "0.1.0"))
    assert "compliance_passages_total{" not in text
    assert "compliance_observed_seconds_total{" not in text


def test_a_release_of_one_area_takes_nothing_from_another() -> None:
    metrics = new_metrics()
    metrics.set_totals([Total("lyon-01", "left", Counts(5), 60)])
    metrics.set_totals([Total("lyon-01", "hall", Counts(80), 3590)])
    observed = "compliance_observed_seconds_total"
    told = [value(metrics, f'{observed}{{area="{a}",site="lyon-01"}}') for a in ("left", "hall")]
    assert told == [60, 3590]


def test_the_newest_releases_end_is_told_of_live_areas_that_have_one() -> None:
    metrics = new_metrics()
    name = "compliance_last_release_timestamp_seconds"
    assert f"{name}{{" not in exposition(metrics)
    areas = ("hall", "yard", "left")
    metrics.set_totals([Total("lyon-01", area, Counts(80), 3590, 3600, NINE) for area in areas])
    assert value(metrics, f'{name}{{area="hall",site="lyon-01"}}') == NINE.timestamp()
    assert exposition(metrics).count(f"{name}{{") == 1  # the yard is recorded, the left gone


def test_another_sites_totals_in_a_shared_database_are_not_shown() -> None:
    metrics = new_metrics()
    metrics.set_totals([Total("paris-02", "hall", Counts(80, 7, 11, 3, 24), 3590)])
    assert "paris-02" not in exposition(metrics)
    assert value(metrics, 'compliance_observed_seconds_total{area="hall",site="lyon-01"}') == 0


def test_no_address_is_exported() -> None:
    text = exposition(a_busy_site())
    assert "hunter2" not in text
    assert "rtsp" not in text


def test_the_process_and_the_interpreter_are_not_exported() -> None:
    families = {
        line.split()[2] for line in exposition(a_busy_site()).splitlines() if "# HELP" in line
    }
    assert {name.partition("_")[0] for name in families} == {"compliance"}


def test_health_moves_no_count_of_people() -> None:
    metrics = new_metrics()
    before = [
        line
        for line in exposition(metrics).splitlines()
        if "passages" in line or "observed" in line
    ]
    metrics.observe_health(DOOR, health(0, decoded=9999, analysed=999, dropped=99, lag_ms=900))
    assert before == [
        line
        for line in exposition(metrics).splitlines()
        if "passages" in line or "observed" in line
    ]


def test_frames_go_on_rising_when_the_pixel_process_restarts() -> None:
    metrics = new_metrics(iter(range(3)).__next__)
    metrics.observe_health(DOOR, health(0, decoded=0))
    metrics.observe_health(DOOR, health(1, decoded=100))
    metrics.observe_health(DOOR, health(0, decoded=3))
    assert value(metrics, 'compliance_frames_decoded_total{camera="door",site="lyon-01"}') == 103


def test_how_frames_fare_is_told_once_a_bucket_and_what_came_late_as_a_mean() -> None:
    now = [0.0]
    metrics = new_metrics(slots(timedelta(hours=1), lambda: now[0]))
    metrics.observe_status(DOOR, Status(is_up=True))
    told: list[str] = []
    for minute in range(120):
        now[0] = minute * 60.0
        late = 5000 * (minute % 2)
        frames = health(minute, 25 * minute, analysed=minute, dropped=minute, lag_ms=late)
        metrics.observe_health(DOOR, frames)
        told.append(
            "".join(
                each for each in exposition(metrics).splitlines(keepends=True) if "door" in each
            )
        )
    assert [minute for minute, (a, b) in enumerate(pairwise(told), 1) if a != b] == [60]
    of_door = '{camera="door",site="lyon-01"}'
    assert value(metrics, f"compliance_frames_decoded_total{of_door}") == 25 * 60
    assert value(metrics, f"compliance_frames_dropped_total{of_door}") == 60
    assert value(metrics, f"compliance_frames_analysed_total{of_door}") == 60
    assert value(metrics, f"compliance_frame_lag_seconds{of_door}") == 2


def test_the_lag_of_a_camera_that_is_down_is_not_shown() -> None:
    metrics = new_metrics(iter([0, 1]).__next__)
    lag = 'compliance_frame_lag_seconds{camera="door",site="lyon-01"}'
    metrics.observe_health(DOOR, health(0, lag_ms=3300))
    metrics.observe_health(DOOR, health(1))
    metrics.observe_status(DOOR, Status(is_up=True))
    assert value(metrics, lag) == 3
    metrics.observe_status(DOOR, Status(is_up=False, fault=Fault.STALLED))
    assert value(metrics, lag) is None


def test_a_camera_that_is_up_has_no_fault() -> None:
    metrics = new_metrics()
    stalled = 'compliance_stream_fault{camera="door",fault="stalled",site="lyon-01"}'
    metrics.observe_status(DOOR, Status(is_up=False, fault=Fault.STALLED))
    assert value(metrics, stalled) == 1
    metrics.observe_status(DOOR, Status(is_up=True, restarts=1, fault=Fault.STALLED))
    assert value(metrics, stalled) == 0


def test_what_stood_against_a_cameras_picture_is_not_shown_while_it_is_down() -> None:
    metrics = new_metrics()
    black = 'compliance_stream_degraded{camera="door",reason="black",site="lyon-01"}'
    metrics.observe_status(DOOR, Status(is_up=True, sight=Sight.BLACK))
    assert value(metrics, black) == 1
    metrics.observe_status(DOOR, Status(is_up=False, sight=Sight.BLACK))
    assert value(metrics, black) == 0


def test_a_camera_that_is_taken_away_disappears_and_the_others_go_on() -> None:
    metrics = a_busy_site()
    lift = replace(DOOR, number=2, name="lift", area="tower")
    metrics.change((DOOR, lift))
    metrics.set_totals([])
    text = exposition(metrics)
    assert 'camera="gate"' not in text
    assert 'compliance_score_drift{area="yard"' not in text
    assert value(metrics, 'compliance_stream_up{camera="lift",site="lyon-01"}') == 0
    assert value(metrics, 'compliance_stream_restarts_total{camera="door",site="lyon-01"}') == 2
    observed = "compliance_observed_seconds_total"
    told = {
        a: value(metrics, f'{observed}{{area="{a}",site="lyon-01"}}') for a in ("hall", "tower")
    }
    assert told == {"hall": 3590, "tower": 0}


def test_the_last_words_of_a_camera_that_was_taken_away_are_not_shown() -> None:
    metrics = new_metrics()
    metrics.change((GATE,))
    metrics.observe_health(DOOR, health(0))
    metrics.observe_status(DOOR, Status(is_up=False))
    assert 'camera="door"' not in exposition(metrics)


def test_a_refused_reload_leaves_the_time_of_the_last_good_one() -> None:
    metrics = new_metrics()
    name = "compliance_config_last_reload_success"
    metrics.set_reload(NINE, is_good=True)
    metrics.set_reload(NINE + timedelta(hours=1), is_good=False)
    assert value(metrics, f'{name}ful{{site="lyon-01"}}') == 0
    assert value(metrics, f'{name}_timestamp_seconds{{site="lyon-01"}}') == NINE.timestamp()


runs = st.lists(st.lists(st.integers(0, 1000), min_size=1).map(sorted), min_size=1)


@given(runs)
def test_frame_counters_never_fall_and_lose_nothing_that_was_told(
    processes: list[list[int]],
) -> None:
    counter, totals = FrameCounter(), [0]
    for process in processes:
        for sequence, decoded in enumerate(process):
            counter = counter.seen(health(sequence, decoded=decoded))
            totals.append(counter.total.decoded)
    assert totals == sorted(totals)
    assert totals[-1] == sum(process[-1] for process in processes)
