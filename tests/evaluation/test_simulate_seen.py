"""The shipped demo through the shipped models: drawn people are seen and judged like real ones."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from compliance.camera import Camera, Source, SourceKind
from compliance.evaluation.street.street_truth import read_truth
from compliance.models import read_manifest
from compliance.pixels.analyse import Analyser
from compliance.pixels.capture import open_source
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.geometry import iou
from compliance.pixels.outcome import Outcome

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "config" / "demo"
EVERY = 5
"""Frames from one that is analysed to the next: five a second."""


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(read_manifest(ROOT / "models").detector)


def source() -> Source:
    return Source(SourceKind.FILE, str(DEMO / "street.mp4"), "street.mp4")


def test_nearly_every_clear_face_is_found_and_nothing_else(detector: Detector) -> None:
    frames = read_truth(DEMO / "street.truth.json").frames
    found = missed = strange = 0
    with open_source(source(), 10, 10) as stream:
        for number, frame in enumerate(stream.frames()):
            if number % (5 * EVERY):
                continue
            seen = detector.detect(frame.full()).at_least(detector.model.high_threshold).boxes
            true = np.array([s.box for s in frames[number]], np.float32).reshape(-1, 4)
            clear = [index for index, s in enumerate(frames[number]) if s.is_clear]
            overlap = iou(true, seen)
            hits = [bool((overlap[index] > 0.4).any()) for index in clear]
            found, missed = found + sum(hits), missed + len(hits) - sum(hits)
            if len(seen):
                strange += int(((overlap > 0.2).sum(0) == 0).sum())
    assert found / (found + missed) > 0.95
    assert strange <= 2


def test_the_demo_is_counted_as_it_is(detector: Detector) -> None:
    camera = Camera(0, "street", "entrance", source())
    analyser = Analyser(detector, Classifier(read_manifest(ROOT / "models").classifier), camera)
    counted: Counter[Outcome] = Counter()
    with open_source(camera.source, 10, 10) as stream:
        for number, frame in enumerate(stream.frames()):
            if number % EVERY == 0:
                counted.update(each.outcome for each in analyser.analyse(frame, frame.seconds))
    counted.update(each.outcome for each in analyser.finish())
    for wears, true in read_truth(DEMO / "street.truth.json").outcomes().items():
        assert abs(counted[Outcome(wears.value)] - true) <= 1
