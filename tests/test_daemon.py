from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from compliance.camera import Recording
from compliance.daemon import serving
from compliance.errors import ConfigError
from compliance.placing import placed_in_time
from tests.fakes import START, a_camera, until
from tests.servers import free_port
from tests.sites import configured

LATER = START + timedelta(hours=2)


def test_a_live_camera_needs_no_place_in_time() -> None:
    camera = a_camera()
    assert placed_in_time(camera, LATER) == camera


def test_a_looped_recording_goes_on_where_its_area_has_come_to() -> None:
    camera = a_camera(recording=Recording(START, loop=True))
    placed = placed_in_time(camera, LATER)
    assert placed.recording == Recording(LATER, loop=True)
    assert placed == replace(camera, recording=placed.recording)


@pytest.mark.parametrize("reached", [None, START - timedelta(hours=1), START])
def test_a_recording_after_everything_counted_keeps_its_start(reached: datetime | None) -> None:
    camera = a_camera(recording=Recording(START))
    assert placed_in_time(camera, reached) == camera


def test_a_recording_of_a_time_already_counted_is_refused() -> None:
    camera = a_camera(recording=Recording(START))
    with pytest.raises(ConfigError, match=r"cameras\[0\].start"):
        placed_in_time(camera, LATER)


def test_a_camera_that_is_not_there_leaves_the_daemon_alive_and_not_ready(tmp_path: Path) -> None:
    config = configured(tmp_path, f"rtsp://127.0.0.1:{free_port()}/stream")
    with serving(config, lambda _: None) as running:
        assert until(lambda: "door: the connection" in " ".join(running.watch.against_readiness()))
        assert running.watch.against_life() == []
        with urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=5) as answer:
            assert answer.status == 200
