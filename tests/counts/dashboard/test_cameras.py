"""The cameras' health in words."""

import pytest

from compliance.counts.camera_state import state_of
from compliance.counts.dashboard.cameras import CameraHealth, Condition, healths
from compliance.counts.sink import CameraStatus
from compliance.faults import Fault
from compliance.sight import Sight
from tests.counts.dashboard.serving import cameras_of


def health(status: CameraStatus) -> CameraHealth:
    (found,) = healths([state_of(camera, status, is_locked=True) for camera in cameras_of("hall")])
    return found


@pytest.mark.parametrize(
    ("status", "condition", "says"),
    [
        (CameraStatus(), Condition.STARTING, "starting"),
        (CameraStatus(is_up=True), Condition.GOOD, "sees and is counted"),
        (CameraStatus(fault=Fault.REFUSED), Condition.DOWN, "connection was refused"),
        (CameraStatus(is_up=True, sight=Sight.BLACK), Condition.DOWN, "picture is black"),
        (CameraStatus(is_up=True, sight=Sight.SPARSE), Condition.POOR, "fewer frames"),
        (CameraStatus(is_up=True, analysed_share=0.5), Condition.POOR, "50% as often"),
        (CameraStatus(is_elsewhere=True), Condition.ENDED, "another machine counts it"),
        (CameraStatus(is_shed=True), Condition.DOWN, "until the machine has time"),
        (CameraStatus(is_finished=True, fault=Fault.END_OF_STREAM), Condition.ENDED, "to its end"),
    ],
)
def test_a_camera_is_told_in_a_word_and_a_sentence(
    status: CameraStatus, condition: Condition, says: str
) -> None:
    assert health(status).condition is condition
    assert says in health(status).says


def test_cameras_come_as_they_are_configured() -> None:
    cameras = cameras_of("ward", "hall")
    states = [state_of(camera, CameraStatus(), is_locked=None) for camera in cameras]
    assert [each.area for each in healths(states)] == ["ward", "hall"]


def test_a_camera_that_recovered_is_not_held_against_its_last_fault() -> None:
    status = CameraStatus(is_up=True, fault=Fault.STALLED)
    assert health(status).condition is Condition.GOOD
