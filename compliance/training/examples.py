"""The detector's pictures: boxed scenes and unlabelled ones, with what a teacher sees there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from compliance.evaluation.truth import Box
from compliance.pixels.geometry import Boxes, as_boxes
from compliance.training.data import Picture, Sides, apart, picture_files, read_picture, readable
from compliance.training.teacher import Marks, Teacher, mark, read_marks, write_marks
from compliance.training.views import Example

WEB_FOLDER = "masked-web"
_MARKS = "marks.json"


@dataclass(frozen=True, slots=True)
class DetectorData:
    """Examples to learn from; for the validation pictures, what the teacher sees beside labels."""

    examples: list[Example]
    elsewhere: dict[str, Boxes]


def detector_data(
    data: Path, sides: Sides, teacher: Teacher, out: Path, faults: list[str]
) -> DetectorData:
    """Gather boxed scenes and, where the folder exists, unlabelled pictures.

    The teacher's marks are kept in `out`, so a second run need not ask again.
    """
    web = data / WEB_FOLDER
    files = picture_files(web) if web.is_dir() else ()
    unlabelled = list(apart(readable(files, faults), sides.held_out))
    marks = _marks(out / _MARKS, lambda: _ask(teacher, sides, unlabelled))
    examples = []
    for scene in sides.training:
        faces = [face.box for face in scene.faces]
        examples.append(_example(read_picture(scene.path), faces, marks[scene.name]))
    for path, picture in unlabelled:
        examples.append(_example(picture, (), marks[path.name]))
    elsewhere = {
        scene.name: as_boxes((*marks[scene.name].faces, *marks[scene.name].ignored))
        for scene in sides.validation
    }
    return DetectorData(examples, elsewhere)


def _marks(kept: Path, ask: Callable[[], dict[str, Marks]]) -> dict[str, Marks]:
    if not kept.is_file():
        write_marks(kept, ask())
    return read_marks(kept)


def _ask(
    teacher: Teacher, sides: Sides, unlabelled: Iterable[tuple[Path, Picture]]
) -> dict[str, Marks]:
    marks = {path.name: mark(teacher.detect(picture), ()) for path, picture in unlabelled}
    for scene in (*sides.training, *sides.validation):
        seen = teacher.detect(read_picture(scene.path))
        marks[scene.name] = mark(seen, [face.box for face in scene.faces])
    return marks


def _example(picture: Picture, labelled: Iterable[Box], marks: Marks) -> Example:
    faces = as_boxes((*labelled, *marks.faces))
    return Example(picture, faces, as_boxes(marks.ignored))
