"""Which labelled pictures are judged, in whatever form they come."""

import subprocess
import sys
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.selection import Selection, held_out, selected
from compliance.evaluation.truth import Label, Scenes, load_scenes
from tests.evaluation.portraits import write_portraits
from tests.training.made import write_scenes

VOC = """<annotation><filename>0-mask.png</filename>
<size><width>340</width><height>260</height></size>
<object><name>with_mask</name><bndbox><xmin>121</xmin><ymin>66</ymin><xmax>209</xmax>
<ymax>175</ymax></bndbox></object></annotation>"""


def test_images_are_looked_for_beside_the_truth(tmp_path: Path) -> None:
    truth, images = write_portraits(tmp_path, "mask")
    (scene,) = selected(Selection(truth)).scenes
    assert scene.path == images / "0-mask.png"


def test_a_folder_of_pascal_voc_is_truth_too(tmp_path: Path) -> None:
    _, images = write_portraits(tmp_path / "elsewhere", "mask")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/0-mask.xml").write_text(VOC, encoding="utf-8")
    (scene,) = selected(Selection(tmp_path / "labels", images)).scenes
    assert (scene.faces[0].label, scene.path.name) == (Label.MASK, "0-mask.png")


def test_a_folder_of_anything_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no XML file"):
        selected(Selection(tmp_path))


def test_choosing_and_judging_loads_no_torch() -> None:
    modules = "evaluation.outputs, compliance.training.data, compliance.training.voc"
    told = f"import sys, compliance.{modules}; print('torch' in sys.modules)"
    command = [sys.executable, "-c", told]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_held_out_side_is_the_one_that_training_keeps(tmp_path: Path) -> None:
    write_scenes(tmp_path, 30)
    scenes = load_scenes(tmp_path / "truth.json", tmp_path / "images")
    kept = {scene.name for scene in held_out(scenes).scenes}
    assert 0 < len(kept) < 30
    again = Scenes(tuple(reversed(scenes.scenes)), ())
    assert {scene.name for scene in held_out(again).scenes} == kept
