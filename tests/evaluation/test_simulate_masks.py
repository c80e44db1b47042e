"""Masks: what each way of wearing one covers of the face, drawn or from templates."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.errors import DataError
from compliance.evaluation.street.looks import Worn, draw_look
from compliance.evaluation.street.masks import Dressed, wear
from compliance.evaluation.street.portraits import FACE, Picture, points_of
from compliance.evaluation.street.templates import paste, read_templates

PLAIN: Picture = np.full((320, 256, 3), 128, np.uint8)
_, _, NOSE, LEFT_LIP, RIGHT_LIP = points_of(FACE)
CHIN = (128.0, 240.0)


def covered(dressed: Dressed, point: tuple[float, float]) -> bool:
    return bool(dressed[1][round(point[1]), round(point[0])] > 127)


def drawn(worn: Worn, seed: int = 1) -> Dressed:
    noise = np.random.default_rng(0).standard_normal((320, 256)).astype(np.float32)
    return wear(PLAIN, draw_look(seed, 1).mask, worn, noise)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    picture = np.zeros((120, 160, 4), np.uint8)
    picture[10:110, 10:150] = (200, 180, 140, 255)
    (tmp_path / "cloth.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    points = ("10, 10", "80, 10", "149, 10", "10, 109", "80, 109", "149, 109")
    lines = [f"mask_{letter}: {point}" for letter, point in zip("abcdef", points, strict=True)]
    for name in ("cloth", "cloth_left"):
        text = "\n".join([f"[{name}]", "template: masks/templates/cloth.png", *lines, ""])
        with (tmp_path / "masks.cfg").open("a") as layout:
            layout.write(text)
    return tmp_path


@pytest.mark.parametrize("seed", range(8))
def test_a_mask_worn_right_covers_nose_mouth_and_chin(seed: int) -> None:
    dressed = drawn(Worn.RIGHT, seed)
    assert all(covered(dressed, point) for point in (NOSE, LEFT_LIP, RIGHT_LIP, CHIN))


def test_a_mask_below_the_nose_leaves_it_bare_and_covers_the_mouth() -> None:
    dressed = drawn(Worn.NOSE_OUT)
    assert not covered(dressed, NOSE)
    assert covered(dressed, LEFT_LIP)
    assert covered(dressed, CHIN)


def test_a_mask_under_the_chin_leaves_nose_and_mouth_bare() -> None:
    dressed = drawn(Worn.CHIN)
    assert not any(covered(dressed, point) for point in (NOSE, LEFT_LIP, RIGHT_LIP))
    assert covered(dressed, CHIN)


def test_a_mask_leaves_the_eyes_and_the_forehead_as_they_were() -> None:
    face, _ = drawn(Worn.RIGHT)
    assert (face[:140, 90:166] == PLAIN[:140, 90:166]).all()


def test_a_template_is_worn_in_the_same_three_ways(templates: Path) -> None:
    (template,) = read_templates(templates)
    ways = {worn: paste(PLAIN, template, worn) for worn in Worn}
    assert [covered(ways[worn], NOSE) for worn in Worn] == [True, False, False]
    assert [covered(ways[worn], (128.0, 205.0)) for worn in Worn] == [True, True, False]
    assert all(covered(ways[worn], CHIN) for worn in Worn)
    assert tuple(ways[Worn.RIGHT][0][200, 128]) == (200, 180, 140)


def test_templates_for_turned_heads_are_left_out(templates: Path) -> None:
    assert [template.name for template in read_templates(templates)] == ["cloth"]


def test_a_folder_without_its_layout_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"masks\.cfg"):
        read_templates(tmp_path)


def test_a_template_that_is_not_there_is_named(templates: Path) -> None:
    (templates / "cloth.png").unlink()
    with pytest.raises(DataError, match=r"cloth\.png"):
        read_templates(templates)
