"""Our detector held against a published one."""

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError
from compliance.evaluation.truth import Face, Label, Scene
from compliance.models import SHIPPED_MODELS
from compliance.training.against import Line, measured, table
from compliance.training.data import Picture

HERE, THERE = (10.0, 10.0, 60.0, 60.0), (100.0, 10.0, 150.0, 60.0)


def scenes(folder: Path) -> list[Scene]:
    cv2.imwrite(str(folder / "a.png"), np.zeros((80, 200, 3), np.uint8))  # noqa: TID251  # made
    return [Scene("a.png", folder / "a.png", 200, 80, (Face(HERE, Label.MASK),), ())]


def finds(*rows: tuple[tuple[float, float, float, float], float]) -> object:
    def look(_: Picture) -> tuple[np.ndarray, np.ndarray]:
        boxes, scores = zip(*rows, strict=True)
        return np.array(boxes, np.float32), np.array(scores, np.float32)

    return look


def test_what_is_found_and_what_is_none_are_counted(tmp_path: Path) -> None:
    look = finds((HERE, 0.9), (THERE, 0.8))
    assert measured("x", scenes(tmp_path), look, 0.5, 1.0) == Line("x", (1.0, None, None), 1, 1.0)


def test_what_lies_below_the_threshold_is_not_found(tmp_path: Path) -> None:
    look = finds((HERE, 0.4), (THERE, 0.8))
    assert measured("x", scenes(tmp_path), look, 0.5, 1.0) == Line("x", (0.0, None, None), 1, 1.0)


def test_a_line_reads_as_the_table_shows_it() -> None:
    line = str(Line("ours 480 px", (0.975, 1.0, None), 7, 0.584))
    assert line.split() == ["ours", "480", "px", "97.5", "/", "100.0", "/", "-", "7", "0.58"]


def test_without_the_published_file_nothing_is_compared(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"yunet_n_dynamic\.onnx is not in"):
        next(table(tmp_path, SHIPPED_MODELS))
