"""Cameras tried out: what they send, or what is wrong."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from compliance.camera import Camera, Source
from compliance.faults import Fault, explain
from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.pixels.failures import CaptureFault
from compliance.pixels.probe import probe_camera
from compliance.probing import (
    Findings,
    ProbeResult,
    advice,
    probe,
    probe_all,
    read_answer,
)
from compliance.sight import Sight
from tests.clips import write_clip
from tests.pixels.reading import LOGIN, file_source, rtsp_source
from tests.servers import RtspServer, free_port, rtsp_refusal, rtsp_server, silent_port

GOOD = Findings("h264", 1280, 720, 25.0, 0.4)


def camera(source: Source, name: str = "door") -> Camera:
    return Camera(0, name, "site", source, open_timeout_seconds=2.0, read_timeout_seconds=2.0)


def answer(**changes: object) -> bytes:
    fields = {"fault": 0, "codec": "h264", "width_px": 1280, "height_px": 720}
    return json.dumps(
        fields | {"frames_per_second": 25.0, "first_frame_seconds": 0.4} | changes
    ).encode()


def test_a_stream_is_described(server: RtspServer) -> None:
    result = probe(camera(rtsp_source(server.address("long.mp4"))))
    assert result.is_good
    assert result.findings is not None
    assert (result.findings.codec, result.findings.width_px) == ("h264", 160)
    assert result.findings.frames_per_second == pytest.approx(25, abs=3)
    assert 0 < result.findings.first_frame_seconds < 5
    assert "h264, 160x96" in str(result)


def test_a_file_is_described_as_declared(clips: Path) -> None:
    findings = probe_camera(camera(file_source(clips / "fast.mp4")))
    assert (findings.codec, findings.frames_per_second) == ("h264", 60.0)


@pytest.mark.parametrize(
    ("level", "sight", "words"), [(2, Sight.BLACK, "is black"), (120, Sight.COVERED, "no detail")]
)
def test_a_camera_that_sees_nothing_is_told(
    tmp_path: Path, level: int, sight: Sight, words: str
) -> None:
    def paint(width_px: int, height_px: int, _number: int) -> NDArray[np.uint8]:
        return np.full((height_px, width_px, 3), level, np.uint8)

    result = probe(camera(file_source(write_clip(tmp_path / "blind.mp4", paint=paint))))
    assert result.findings is not None
    assert result.findings.sight is sight
    assert words in str(result)


def test_a_camera_that_sees_is_not_called_blind(clips: Path) -> None:
    assert probe_camera(camera(file_source(clips / "fast.mp4"))).sight is Sight.CLEAR


def test_the_sizes_of_the_faces_before_a_camera_are_told() -> None:
    demo = Path(__file__).parents[2] / "config/demo/street.mp4"
    result = probe(camera(file_source(demo)), models=read_manifest(SHIPPED_MODELS))
    assert result.findings is not None
    assert len(result.findings.faces_px) >= 1
    assert all(10 < side < 400 for side in result.findings.faces_px)
    assert "px between the eyes" in str(result)
    assert "detector_width_px" in str(result)


def test_the_faces_before_a_live_camera_are_followed_for_a_moment() -> None:
    demo = Path(__file__).parents[2] / "config/demo"
    with rtsp_server(demo) as running:
        live = camera(rtsp_source(running.address("street.mp4")))
        findings = probe(live, models=read_manifest(SHIPPED_MODELS)).findings
    assert findings is not None
    assert findings.faces_px
    assert findings.frames_per_second is not None


def test_nothing_but_sizes_of_faces_and_whether_it_sees_leaves_the_probing_process() -> None:
    names = {field.name for field in fields(Findings)}
    assert names == {
        "codec", "width_px", "height_px", "frames_per_second", "first_frame_seconds", "faces_px",
        "sight",
    }  # fmt: skip


def test_without_models_no_face_is_looked_for(clips: Path) -> None:
    assert "between the eyes" not in str(probe(camera(file_source(clips / "plain.mp4"))))


def test_a_camera_that_shows_nobody_is_told_what_it_could_reach(clips: Path) -> None:
    nobody = camera(file_source(clips / "plain.mp4"))
    assert "nobody was seen" in str(probe(nobody, models=read_manifest(SHIPPED_MODELS)))


def test_a_stream_that_ends_at_once_is_described_all_the_same(server: RtspServer) -> None:
    findings = probe_camera(camera(rtsp_source(server.address("plain.mp4", plays=1))))
    assert findings.frames_per_second == pytest.approx(25, abs=3)


def test_a_fault_is_raised_where_no_frame_comes(tmp_path: Path) -> None:
    with pytest.raises(CaptureFault) as caught:
        probe_camera(camera(file_source(tmp_path / "none.mp4")))
    assert caught.value.fault is Fault.NOT_FOUND


def test_every_camera_is_tried_and_answered_in_order(server: RtspServer, clips: Path) -> None:
    with rtsp_refusal("401 Unauthorized") as refusing, silent_port() as silent:
        sources = {
            "good": rtsp_source(server.address("long.mp4")),
            "locked": rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{refusing}/"),
            "dead": rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{free_port()}/"),
            "silent": rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{silent}/"),
            "sound": file_source(clips / "sound.wav"),
        }
        results = list(probe_all(camera(source, name) for name, source in sources.items()))
    assert {result.camera.name: result.fault for result in results} == {
        "good": Fault.NONE,
        "locked": Fault.UNAUTHORISED,
        "dead": Fault.REFUSED,
        "silent": Fault.TIMEOUT,
        "sound": Fault.NO_VIDEO,
    }
    assert [result.camera.name for result in results] == list(sources)
    shown = "\n".join(map(str, results))
    assert explain(Fault.UNAUTHORISED) in shown
    assert "guard" not in shown
    assert "ss@" not in shown


def test_no_credential_is_on_a_command_line() -> None:
    with silent_port() as port:
        probed = camera(rtsp_source(f"rtsp://{LOGIN}@127.0.0.1:{port}/"))
        thread = threading.Thread(target=probe, args=(probed,))
        thread.start()
        lines = _command_lines_of_children(thread)
        thread.join()
    assert any("compliance.pixels.probe" in line for line in lines)
    assert not any("guard" in line for line in lines)


def _command_lines_of_children(thread: threading.Thread) -> set[str]:
    """Collect what the process list shows of our children while the thread runs."""
    found = set()
    deadline = time.monotonic() + 60
    while thread.is_alive() and time.monotonic() < deadline:
        for task in Path("/proc/self/task").iterdir():
            for child in _read(task / "children").split():
                found.add(_read(Path("/proc") / child / "cmdline"))
        thread.join(0.02)
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def test_the_main_process_loads_no_library_of_pixels() -> None:
    code = "import sys, compliance.probing; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"av", "numpy", "cv2", "onnxruntime"} & set(loaded)


def test_a_probe_that_passes_its_deadline_is_killed(tmp_path: Path) -> None:
    fifo = tmp_path / "never.mp4"  # opening it blocks until somebody writes
    os.mkfifo(fifo)
    began = time.monotonic()
    assert probe(camera(file_source(fifo)), within_seconds=3.0).fault is Fault.TIMEOUT
    assert time.monotonic() - began < 10.0


# The answer


def test_a_good_answer_is_read() -> None:
    assert read_answer(answer()) == (Fault.NONE, GOOD)
    assert read_answer(b'{"fault": 12}') == (Fault.UNAUTHORISED, None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"fault": 99}',
        b'{"fault": 0}',
        answer(codec="\x1b[2J"),
        answer(width_px=0),
        answer(height_px=10**9),
        answer(frames_per_second=-1),
        answer(frames_per_second="many"),
        answer(first_frame_seconds=float("nan")),
        answer(faces_px=[0]),
        answer(faces_px=[float("nan")]),
        answer(faces_px=["large"]),
        answer(faces_px=[20.0] * 1001),
    ],
)
def test_an_answer_that_cannot_be_is_a_crash(data: bytes) -> None:
    assert read_answer(data) == (Fault.CRASHED, None)


@given(st.binary(max_size=60))
def test_no_answer_raises(data: bytes) -> None:
    read_answer(data)


# Advice


def test_an_ordinary_camera_needs_no_advice() -> None:
    assert advice(camera(rtsp_source("rtsp://camera")), GOOD) == ()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (replace(GOOD, width_px=3840, height_px=2160), "very large"),
        (replace(GOOD, width_px=320, height_px=240), "very small"),
        (replace(GOOD, frames_per_second=1.0), "fewer frames"),
        (replace(GOOD, frames_per_second=60.0), "every frame costs"),
        (replace(GOOD, first_frame_seconds=9.0), "key frame"),
    ],
)
def test_what_could_be_better_is_said(changed: Findings, word: str) -> None:
    probed = camera(rtsp_source("rtsp://camera"))
    sentences = advice(probed, changed)
    assert len(sentences) == 1
    assert word in sentences[0]
    assert sentences[0] in str(ProbeResult(probed, Fault.NONE, changed))


def test_an_unknown_frame_rate_is_said_to_be_unknown() -> None:
    probed = camera(rtsp_source("rtsp://camera"))
    unknown = replace(GOOD, frames_per_second=None)
    assert "frame rate unknown" in str(ProbeResult(probed, Fault.NONE, unknown))
