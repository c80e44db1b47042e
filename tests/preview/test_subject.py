"""The camera that was meant is found, or the mistake is told."""

from pathlib import Path

import pytest

from compliance.camera import SourceKind
from compliance.errors import ConfigError
from compliance.preview.subject import find_subject, shows_a_password
from tests.preview.running import DEMO
from tests.sites import configured

RECORDED = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z\nspeed = "max"\nminimum_face_px = 40'


def test_a_name_means_the_sites_camera_with_its_settings(tmp_path: Path) -> None:
    site = configured(tmp_path, str(DEMO), RECORDED)
    subject = find_subject("door", site, tmp_path, {})
    assert subject.camera.minimum_face_px == 40
    assert subject.is_of_the_site


def test_a_recording_is_looked_at_in_its_own_time(tmp_path: Path) -> None:
    site = configured(tmp_path, str(DEMO), RECORDED)
    assert find_subject("door", site, tmp_path, {}).camera.recording is None


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("/dev/video0", SourceKind.DEVICE),
        ("rtsp://camera.lan/stream", SourceKind.RTSP),
        (str(DEMO), SourceKind.FILE),
    ],
)
def test_a_source_needs_no_site(named: str, kind: SourceKind, tmp_path: Path) -> None:
    subject = find_subject(named, None, tmp_path, {})
    assert subject.camera.source.kind is kind
    assert not subject.is_of_the_site


def test_a_source_that_is_one_of_the_sites_is_known_as_such(tmp_path: Path) -> None:
    site = configured(tmp_path, "rtsp://camera.lan/stream")
    assert find_subject("rtsp://camera.lan/stream", site, tmp_path, {}).is_of_the_site


def test_a_password_may_come_from_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    named = "rtsp://viewer:${DOOR}@camera.lan/stream"
    camera = find_subject(named, None, tmp_path, {"DOOR": "hidden!"}).camera
    assert camera.source.address == "rtsp://viewer:hidden%21@camera.lan/stream"
    assert "hidden" not in repr(camera)
    assert not shows_a_password(named)
    assert shows_a_password("rtsp://viewer:hidden@camera.lan/stream")


def test_neither_name_nor_source_is_told_with_the_cameras_there_are(tmp_path: Path) -> None:
    site = configured(tmp_path, "rtsp://camera.lan/stream")
    with pytest.raises(ConfigError, match="window: is neither") as caught:
        find_subject("window", site, tmp_path, {})
    assert "door" in caught.value.hint
    with pytest.raises(ConfigError) as caught:
        find_subject("window", None, tmp_path, {})
    assert "SITE.TOML" in caught.value.hint
