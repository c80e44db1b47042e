"""Cameras of every coding, size and sense of time are watched without a restart."""

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from compliance.evaluation.soak.stamps import Stamps
from tests.clips import numbered, write_clip
from tests.fakes import until
from tests.faults.ordeals import draining
from tests.faults.watching import ANALYSED_PER_SECOND, Seen, Watch, a_camera, supervised
from tests.servers import mjpeg_server

WATCHED_SECONDS = 12.0  # stamps wrap after six, and jump every three
WHOLE = 0.75
"""The least share of the frames due that is analysed, on a machine busy with other things."""

CAMERAS = ("h264", "b-frames", "h265", "mjpeg", "4k", "missing", "jumping", "wrapping")


@dataclass(frozen=True)
class Scene:
    watch: Watch
    began: float
    ended: float

    def of(self, name: str) -> Seen:
        return self.watch.of[CAMERAS.index(name)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    watch = Watch()
    with ExitStack() as stack:
        addresses = addresses_of(tmp_path_factory.mktemp("films"), stack)
        cameras = [a_camera(n, addresses[name]) for n, name in enumerate(CAMERAS)]
        with supervised(watch, *cameras):
            assert until(lambda: all(watch.of[c.number].is_counting() for c in cameras), 60)
            began = time.monotonic()
            time.sleep(WATCHED_SECONDS)
            ended = time.monotonic()
    return Scene(watch, began, ended)


def addresses_of(folder: Path, stack: ExitStack) -> dict[str, str]:
    """Switch every camera on; return their addresses by name."""
    plain = film(folder, "h264")
    cameras = {
        "h264": SimulatedCamera(plain),
        "b-frames": SimulatedCamera(film(folder, "b-frames", b_frames=3)),
        "h265": SimulatedCamera(film(folder, "h265", codec="libx265")),
        "4k": SimulatedCamera(film(folder, "4k", size=(3840, 2160), frames=10, fps=10)),
        **{stamps.value: SimulatedCamera(plain, stamps=stamps) for stamps in Stamps},
    }
    stack.enter_context(running(*cameras.values()))
    mjpeg = stack.enter_context(mjpeg_server(draining(threading.Event())))
    return {"mjpeg": mjpeg} | {name: camera.address() for name, camera in cameras.items()}


def film(folder: Path, name: str, **changes: object) -> Path:
    return write_clip(folder / f"{name}.mp4", **{"frames": 50, "paint": numbered} | changes)


@pytest.mark.parametrize("name", CAMERAS)
def test_a_camera_of_any_kind_is_watched_without_a_pause(scene: Scene, name: str) -> None:
    seen = scene.of(name)
    assert not seen.faults()
    assert seen.restarts == 0
    rate = seen.analysed_per_second(scene.began, scene.ended)
    assert WHOLE < rate / ANALYSED_PER_SECOND < 1.15
    seconds = scene.ended - scene.began
    assert seconds - 2.5 < seen.observed_seconds < seconds + 12.5


@pytest.mark.parametrize("stamps", [Stamps.JUMPING, Stamps.WRAPPING, Stamps.MISSING])
def test_strange_times_make_no_frame_seem_late(scene: Scene, stamps: Stamps) -> None:
    healths = [health for _, health in scene.of(stamps.value).healths]
    assert healths[-1].dropped <= ANALYSED_PER_SECOND
