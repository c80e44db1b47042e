"""Masks put on bare faces."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.synthetic import Landmarks, Template, Wear, load_templates, put_on

EYES_NOSE_MOUTH = np.array([[80, 80], [120, 80], [100, 100], [85, 120], [115, 120]], np.float32)
ANCHORS = np.array([[0, 10], [50, 0], [100, 10], [10, 60], [50, 80], [90, 60]], np.float32)
NOSE, MOUTH, CHIN = (100, 100), (100, 120), (100, 145)


def covered(wear: Wear) -> list[bool]:
    patch = np.full((200, 200, 3), 128, np.uint8)
    template = Template(np.full((80, 100, 4), 255, np.uint8), ANCHORS)
    worn = put_on(patch, Landmarks(EYES_NOSE_MOUTH), template, wear, np.random.default_rng(1))
    return [bool((worn[y, x] != 128).any()) for x, y in (NOSE, MOUTH, CHIN)]


@pytest.mark.parametrize(
    ("wear", "nose_mouth_chin"),
    [
        (Wear.RIGHT, [True, True, True]),
        (Wear.BELOW_NOSE, [False, True, True]),
        (Wear.UNDER_CHIN, [False, False, True]),
    ],
)
def test_a_mask_covers_what_its_wearing_says(wear: Wear, nose_mouth_chin: list[bool]) -> None:
    assert covered(wear) == nose_mouth_chin


def test_only_a_mask_over_nose_and_mouth_is_right() -> None:
    assert [wear for wear in Wear if wear.label is Label.MASK] == [Wear.RIGHT]


def test_a_turned_head_is_not_frontal() -> None:
    turned = EYES_NOSE_MOUTH.copy()
    turned[2, 0] = 118
    assert Landmarks(EYES_NOSE_MOUTH).is_frontal
    assert not Landmarks(turned).is_frontal


def test_a_folder_without_masks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no mask picture"):
        load_templates(tmp_path)


def test_a_template_is_read_with_its_anchors(tmp_path: Path) -> None:
    picture = np.full((80, 100, 4), 255, np.uint8)
    (tmp_path / "plain.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    keys = "abcdef"
    lines = [f"mask_{key}: {x:g}, {y:g}" for key, (x, y) in zip(keys, ANCHORS, strict=True)]
    lines = ["[plain]", "template: somewhere/plain.png", *lines]
    (tmp_path / "masks.cfg").write_text("\n".join(lines))
    (template,) = load_templates(tmp_path)
    assert (template.anchors == ANCHORS).all()
