"""The detector's pictures: boxed scenes, unlabelled ones and such without faces.

Beside the labelled faces stands what somebody noted or else a teacher sees there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from compliance.evaluation.annotations import Notes
from compliance.evaluation.truth import Box, Scene
from compliance.pixels.geometry import Boxes, as_boxes, cover
from compliance.training.data import Picture, Sides, apart, picture_files, read_picture, readable
from compliance.training.teacher import Marks, Teacher, mark, read_marks, write_marks
from compliance.training.views import Example

WEB_FOLDER = "masked-web"
NEGATIVES_FOLDER = "negatives"
_MARKS = "marks.json"
_SAME_PLACE = 0.5  # of the smaller box
_NEGATIVE_MAX_PX = 800
_NOTHING = Marks((), ())


@dataclass(frozen=True, slots=True)
class DetectorData:
    """Examples to learn from; for the validation pictures, what is there beside the labels."""

    examples: list[Example]
    elsewhere: dict[str, Boxes]


def detector_data(
    data: Path,
    sides: Sides,
    teacher: Teacher | None,
    notes: Mapping[str, Notes],
    out: Path,
    faults: list[str],
) -> DetectorData:
    """Gather boxed scenes and, where the folders exist, unlabelled and faceless pictures.

    Without a teacher, what is not labelled or noted counts as background, and unlabelled pictures
    are left out. The teacher's marks are kept in `out`, so a second run need not ask again.
    """
    web = data / WEB_FOLDER
    files = picture_files(web) if web.is_dir() and teacher else ()
    unlabelled = list(apart(readable(files, faults), sides.held_out))
    marks = _marks(out / _MARKS, teacher, sides, unlabelled) if teacher else {}
    examples = [
        _example(read_picture(scene.path), _faces(scene), _told(scene.name, marks, notes))
        for scene in sides.training
    ]
    examples += [
        _example(picture, (), _told(path.name, marks, notes)) for path, picture in unlabelled
    ]
    examples += [
        Example(_shrunk(picture), as_boxes([]), as_boxes([]))
        for _, picture in apart(
            readable(_pictures_below(data / NEGATIVES_FOLDER), faults), sides.held_out
        )
    ]
    return DetectorData(examples, _elsewhere(sides.validation, marks, notes))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of a picture beside its labels: by people, and by the teacher elsewhere."""

    faces: tuple[Box, ...]
    ignored: tuple[Box, ...]
    lookalikes: tuple[Box, ...]


def _told(name: str, marks: Mapping[str, Marks], notes: Mapping[str, Notes]) -> _Told:
    """Join both; where somebody looked, the teacher is not heard."""
    seen, noted = marks.get(name, _NOTHING), notes.get(name, Notes())
    looked_at = (*noted.faces, *noted.doubtful, *noted.no_faces)
    return _Told(
        faces=(*noted.faces, *_away_from(seen.faces, looked_at)),
        ignored=(*noted.doubtful, *_away_from(seen.ignored, looked_at)),
        lookalikes=noted.no_faces,
    )


def _elsewhere(
    scenes: Iterable[Scene], marks: Mapping[str, Marks], notes: Mapping[str, Notes]
) -> dict[str, Boxes]:
    told = ((scene, _told(scene.name, marks, notes)) for scene in scenes)
    return {scene.name: as_boxes((*scene.ignored, *one.faces, *one.ignored)) for scene, one in told}


def _faces(scene: Scene) -> list[Box]:
    return [face.box for face in scene.faces]


def _away_from(boxes: Sequence[Box], places: Sequence[Box]) -> list[Box]:
    lying = cover(as_boxes(boxes), as_boxes(places)).max(axis=1, initial=0)
    return [box for box, share in zip(boxes, lying, strict=True) if share < _SAME_PLACE]


def _marks(
    kept: Path, teacher: Teacher, sides: Sides, unlabelled: Sequence[tuple[Path, Picture]]
) -> dict[str, Marks]:
    """Return the marks that are kept, or ask anew when a picture has none."""
    names = {scene.name for scene in (*sides.training, *sides.validation)}
    names |= {path.name for path, _ in unlabelled}
    if not kept.is_file() or not names <= read_marks(kept).keys():
        write_marks(kept, _ask(teacher, sides, unlabelled))
    return read_marks(kept)


def _ask(
    teacher: Teacher, sides: Sides, unlabelled: Iterable[tuple[Path, Picture]]
) -> dict[str, Marks]:
    marks = {path.name: mark(teacher.detect(picture), ()) for path, picture in unlabelled}
    for scene in (*sides.training, *sides.validation):
        marks[scene.name] = mark(teacher.detect(read_picture(scene.path)), _faces(scene))
    return marks


def _example(picture: Picture, labelled: Sequence[Box], told: _Told) -> Example:
    faces = (*labelled, *_away_from(told.faces, labelled))
    ignored = _away_from(told.ignored, faces)
    return Example(picture, as_boxes(faces), as_boxes(ignored), as_boxes(told.lookalikes))


def _pictures_below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for inner in sorted({folder, *(path for path in folder.rglob("*") if path.is_dir())}):
            yield from picture_files(inner)


def _shrunk(picture: Picture) -> Picture:
    factor = min(1.0, _NEGATIVE_MAX_PX / max(picture.shape[:2]))
    sized = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(sized, np.uint8)
