"""Frames become outcomes: people are counted, and excluded parts and small faces are not."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from compliance.camera import Camera, Source, SourceKind
from compliance.models import read_manifest
from compliance.pixels.analyse import Analyser, clarity
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.outcome import Outcome
from tests.pixels.shots import Shot

SHIPPED = Path(__file__).parents[2] / "models"
CAMERA = Camera(0, "door", "site", Source(SourceKind.FILE, "", ""))
RIGHT = ((0.6, 0.0), (1.0, 0.0), (1.0, 1.0), (0.6, 1.0))


@pytest.fixture(scope="module")
def models() -> tuple[Detector, Classifier]:
    described = read_manifest(SHIPPED)
    return Detector(described.detector), Classifier(described.classifier)


def walk(seconds: float = 3.0) -> list[tuple[float, Shot]]:
    """Return an astronaut's bare face (public domain) crossing a grey scene."""
    face = np.ascontiguousarray(data.astronaut()[30:200, 150:300, ::-1])
    shots = []
    for n in range(round(seconds * 5)):
        scene = np.full((720, 1280, 3), 110, np.uint8)
        left = 60 + round(n / (seconds * 5) * 1000)
        scene[200:370, left : left + 150] = face
        shots.append((n / 5, Shot(scene)))
    return shots


def outcomes(
    models: tuple[Detector, Classifier], shots: list[tuple[float, Shot]], camera: Camera = CAMERA
) -> list[Outcome]:
    analyser = Analyser(*models, camera)
    seen = [judgement for at, shot in shots for judgement in analyser.analyse(shot, at)]
    return [judgement.outcome for judgement in (*seen, *analyser.finish())]


def test_one_bare_walker_is_one_bare_passage(models: tuple[Detector, Classifier]) -> None:
    assert outcomes(models, walk()) == [Outcome.NO_MASK]


def test_a_walker_hidden_for_a_second_is_one_passage(
    models: tuple[Detector, Classifier],
) -> None:
    nobody = Shot(np.full((720, 1280, 3), 110, np.uint8))
    shots = [(at, nobody if 6 <= n < 11 else shot) for n, (at, shot) in enumerate(walk(4.0))]
    assert outcomes(models, shots) == [Outcome.NO_MASK]


def test_the_outcome_comes_a_second_after_the_walker_has_left(
    models: tuple[Detector, Classifier],
) -> None:
    analyser, empty = Analyser(*models, CAMERA), np.full((720, 1280, 3), 110, np.uint8)
    for at, shot in walk():
        assert analyser.analyse(shot, at) == ()
    later = [analyser.analyse(Shot(empty), 3 + n / 5) for n in range(8)]
    assert [len(one) for one in later].index(1) in (4, 5)
    assert analyser.finish() == ()


def test_nobody_is_seen_where_the_camera_excludes(models: tuple[Detector, Classifier]) -> None:
    still = [(n / 5, walk()[14][1]) for n in range(10)]
    assert outcomes(models, still) == [Outcome.NO_MASK]
    assert outcomes(models, still, replace(CAMERA, exclude=(RIGHT,))) == []


def test_faces_below_the_minimum_are_not_counted(models: tuple[Detector, Classifier]) -> None:
    assert outcomes(models, walk(), replace(CAMERA, minimum_face_px=400)) == []


def test_of_an_empty_scene_nothing_is_cut_out(models: tuple[Detector, Classifier]) -> None:
    shots = [(n / 5, Shot(np.full((720, 1280, 3), 110, np.uint8))) for n in range(5)]
    assert outcomes(models, shots) == []
    assert not any(shot.crops for _, shot in shots)


def test_a_face_that_stays_is_judged_a_few_times_only(models: tuple[Detector, Classifier]) -> None:
    picture = walk()[3][1].picture
    shots = [(n / 5, Shot(picture)) for n in range(60)]
    outcomes(models, shots)
    assert sum(shot.crops for _, shot in shots) <= 12


def test_a_face_that_is_only_a_blur_is_unknown(models: tuple[Detector, Classifier]) -> None:
    blurred = [
        (at, Shot(np.asarray(cv2.GaussianBlur(shot.picture, (0, 0), 20), np.uint8)))
        for at, shot in walk()
    ]
    assert outcomes(models, blurred) in ([], [Outcome.UNKNOWN])  # or not even seen


def test_a_blurred_crop_is_less_clear_than_a_sharp_one() -> None:
    sharp = np.ascontiguousarray(data.astronaut()[60:190, 160:290, ::-1])
    blurs = [clarity(np.asarray(cv2.GaussianBlur(sharp, (0, 0), s), np.uint8)) for s in (1, 2, 4)]
    assert 0 < blurs[2] < blurs[1] < blurs[0] < clarity(sharp) < 1
    assert clarity(np.full((96, 96, 3), 90, np.uint8)) == 0


def test_looking_at_who_is_followed_changes_nothing_that_is_counted(
    models: tuple[Detector, Classifier],
) -> None:
    analyser, counted, told = Analyser(*models, CAMERA), [], []
    for at, shot in walk():
        counted += analyser.analyse(shot, at)
        told += [seen.outcome for seen in analyser.seen()]
    counted += analyser.finish()
    assert [one.outcome for one in counted] == outcomes(models, walk()) == [Outcome.NO_MASK]
    assert told[0] is None  # not yet a passage
    assert told[-1] is Outcome.NO_MASK
    assert analyser.seen() == ()
