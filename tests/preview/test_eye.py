"""The preview counts as the service would, and keeps nothing."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import av
import cv2
import numpy as np
import pytest

from compliance.camera import Camera, Recording, Source, SourceKind
from compliance.models import SHIPPED_MODELS, Models
from compliance.pixels.analyse import Analyser
from compliance.pixels.capture import open_source
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.outcome import Outcome
from compliance.pixels.pace import Verdict, pacer_for
from compliance.preview.areas import Areas
from compliance.preview.board import Board
from compliance.preview.eye import Eye, checked_models
from tests.preview.running import DEMO

EVERYTHING = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
AT_ONCE = Recording(datetime(2026, 1, 5, tzinfo=UTC), speed=None)


@pytest.fixture(scope="module")
def models() -> Models:
    return checked_models(SHIPPED_MODELS)


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    """Return the demo's first quarter of a minute, as fast as it can be read."""
    path = tmp_path_factory.mktemp("clip") / "start.mp4"
    with av.open(str(DEMO)) as whole, av.open(str(path), "w") as part:
        video = part.add_stream_from_template(whole.streams.video[0])
        for packet in whole.demux(video=0):
            if packet.pts is not None and packet.pts * packet.time_base < 15:
                packet.stream = video
                part.mux(packet)
    source = Source(SourceKind.FILE, str(path), "start.mp4")
    return Camera(0, "door", "site", source, recording=AT_ONCE)


def counted_by_the_service(camera: Camera, models: Models) -> Counter[Outcome]:
    """Count as a pixel process does: the pacer's frames, then everybody still there."""
    analyser = Analyser(Detector(models.detector), Classifier(models.classifier), camera)
    pacer, found = pacer_for(camera), []
    with open_source(camera.source, 5.0, 5.0) as stream:
        for frame in stream.frames():
            if pacer.decide(frame.seconds, frame.arrived).verdict is Verdict.ANALYSE:
                found += analyser.analyse(frame, frame.seconds)
    return Counter(judgement.outcome for judgement in (*found, *analyser.finish()))


def told(board: Board) -> tuple[dict[str, object], bytes]:
    look = board.after(0, 0.0)
    assert look is not None
    return json.loads(look.facts), look.picture


def test_it_counts_what_the_service_would_count(camera: Camera, models: Models) -> None:
    board = Board()
    eye = Eye(camera, models, board)
    eye._follow(Event())
    counts = counted_by_the_service(camera, models)
    assert sum(counts.values()) >= 2
    assert eye._would.counts == counts


def test_what_is_shown_is_a_picture_with_what_is_known_of_it(
    camera: Camera, models: Models
) -> None:
    board = Board()
    Eye(camera, models, board)._follow(Event())
    facts, jpeg = told(board)
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[:2] == (facts["height_px"], facts["width_px"]) == (360, 640)
    assert set(facts) >= {"faces", "pace", "would", "advice", "areas", "toml"}
    assert facts["state"] == "live"


def test_areas_that_are_tried_count_at_once_and_from_nobody(camera: Camera, models: Models) -> None:
    board = Board()
    eye = Eye(camera, models, board, shows_faces=True)
    eye._would.counts[Outcome.MASK] = 7
    number = eye.try_areas(Areas(exclude=[EVERYTHING]))
    eye._follow(Event())
    facts, _ = told(board)
    assert not eye._would.counts
    assert facts["faces"] == []
    assert facts["toml"] == Areas(exclude=[EVERYTHING]).to_toml()
    assert facts["areas_number"] == number


def test_a_source_that_cannot_be_opened_at_first_ends_the_preview(
    camera: Camera, models: Models, tmp_path: Path
) -> None:
    missing = Source(SourceKind.FILE, str(tmp_path / "none.mp4"), "none.mp4")
    eye = Eye(replace(camera, source=missing), models, Board())
    eye.watch(Event())
    assert eye.trouble is not None
    assert "none.mp4" in eye.trouble.message


def test_a_stop_is_heard_between_two_frames(camera: Camera, models: Models) -> None:
    stop = Event()
    stop.set()
    board = Board()
    Eye(replace(camera, recording=None), models, board)._follow(stop)
    assert board.after(0, 0.0) is None


def test_areas_drawn_just_before_the_end_are_not_lost(camera: Camera, models: Models) -> None:
    eye = Eye(camera, models, Board())
    drawn = Areas(exclude=[EVERYTHING])
    eye.try_areas(drawn)
    assert eye.latest_areas == drawn
    assert eye.areas != drawn, "no frame was looked at since"
