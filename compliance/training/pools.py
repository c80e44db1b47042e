"""The classifier's faces: from boxed scenes and class folders, and made with synthetic masks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.random import Generator

from compliance.evaluation.truth import LABELS, Box, Label, Scene
from compliance.pixels.crop import square_crop
from compliance.pixels.geometry import as_boxes, iou
from compliance.training.data import (
    ClassFolder,
    Picture,
    apart,
    read_picture,
    readable,
)
from compliance.training.split import fingerprint, near_any
from compliance.training.subjects import Subject, room, subject
from compliance.training.synthetic import Landmarks, Template, Wear, put_on
from compliance.training.teacher import SURE, Seen, Teacher

FACE_MIN_PX = 14.0
_MATCH_IOU = 0.4
_BARE_MIN_PX = 30.0
_GUESS_MIN_PX = 24.0
_Item = TypeVar("_Item")
_LARGEST_MIN = 0.08
_FRAME = 1 / 3
_SCENES_TO_FOLDERS = 2.0
_MADE_SHARE = {Label.MASK: 0.12, Label.INCORRECT: 0.35, Label.NO_MASK: 0.0}
_WORN = {
    Label.MASK: (Wear.RIGHT,),
    Label.INCORRECT: (Wear.BELOW_NOSE_TIP, Wear.BELOW_NOSE, Wear.UNDER_CHIN),
}


@dataclass(frozen=True, slots=True)
class KnownFace:
    """A face with its surroundings, its landmarks in them when a teacher saw it, and its size.

    picture: the file's name; index: which of the faces there.
    """

    picture: str
    index: int
    subject: Subject
    landmarks: Landmarks | None
    side_px: float

    @property
    def name(self) -> str:
        """Return what tells this face from all others of the data."""
        return f"{self.picture}#{self.index}"

    def labelled(self, label: Label) -> "KnownFace":
        """Return the same face under another label."""
        return replace(self, subject=replace(self.subject, label=label))


@dataclass(frozen=True, slots=True)
class Bare:
    """A bare frontal face on which a mask can be put."""

    subject: Subject
    points: Landmarks


@dataclass(frozen=True, slots=True)
class Pool:
    """Faces of one label: real ones, and how to make one more (or None)."""

    label: Label
    real: Sequence[Subject]
    made_share: float
    make: Callable[[Generator], Subject] | None


def scene_faces(scenes: Iterable[Scene], teacher: Teacher) -> list[KnownFace]:
    """Cut out the labelled faces of scenes, each with its true and its detected box."""
    faces = []
    for scene in scenes:
        picture = read_picture(scene.path)
        seen = teacher.detect(picture)
        for place, face in enumerate(scene.faces):
            if face.side_px >= FACE_MIN_PX:
                overlap = iou(as_boxes([face.box]), seen.boxes)[0]
                best = int(overlap.argmax()) if overlap.max(initial=0) >= _MATCH_IOU else None
                cut = _subject(picture, face.box, face.label, seen, best)
                faces.append(KnownFace(scene.name, place, *cut, face.side_px))
    return faces


def folder_faces(
    folder: ClassFolder,
    teacher: Teacher,
    held_out: tuple[tuple[int, ...], tuple[int, ...]],
    faults: list[str],
) -> list[KnownFace]:
    """Find the one large face in each picture of a class folder; others are left out.

    So are near-duplicates of held-out pictures and faces, given by their fingerprints.
    Unreadable files add to `faults`.
    """
    held_pictures, held_faces = held_out
    faces = []
    for file, picture in apart(readable(folder.files, faults), held_pictures):
        seen, index = _largest(picture, teacher)
        if index is None:
            continue
        box = _box(seen, index)
        if not held_faces or not near_any(face_print(picture, box), held_faces):
            cut = _subject(picture, box, folder.label, seen, index)
            faces.append(KnownFace(f"{folder.label}/{file.name}", 0, *cut, _side_px(box)))
    return faces


def all_faces(name: str, picture: Picture, teacher: Teacher) -> list[KnownFace]:
    """Cut out every face a teacher is sure of; the label is a placeholder."""
    seen = teacher.detect(picture)
    seen = seen.taken(seen.scores >= SURE)
    faces = []
    for index in range(len(seen.scores)):
        box = _box(seen, index)
        cut = _subject(picture, box, Label.MASK, seen, index)
        faces.append(KnownFace(name, index, *cut, _side_px(box)))
    return [face for face in faces if face.side_px >= _GUESS_MIN_PX]


def face_print(picture: Picture, box: Box) -> int:
    """Return the fingerprint of a face alone, without its surroundings."""
    return fingerprint(square_crop(picture, box, 1.0, 96))


def pools(
    scenes: Sequence[KnownFace], folders: Sequence[KnownFace], templates: Sequence[Template]
) -> list[Pool]:
    """Build one pool per label; scenes weigh about twice what class folders do."""
    bare = _joined(_bare(scenes), _bare(folders))
    made = []
    for label in LABELS:
        real = _joined(_wearing(label, scenes), _wearing(label, folders))
        wears = _WORN.get(label, ())
        make = _maker(bare, templates, wears) if wears and bare and templates else None
        made.append(Pool(label, real, _MADE_SHARE[label], make))
    return made


def _joined(here: list[_Item], there: list[_Item]) -> list[_Item]:
    times = max(1, round(_SCENES_TO_FOLDERS * len(there) / max(len(here), 1)))
    return here * times + there


def _wearing(label: Label, faces: Sequence[KnownFace]) -> list[Subject]:
    return [face.subject for face in faces if face.subject.label is label]


def _bare(faces: Sequence[KnownFace]) -> list[Bare]:
    return [
        Bare(face.subject, face.landmarks)
        for face in faces
        if face.subject.label is Label.NO_MASK
        and face.side_px >= _BARE_MIN_PX
        and face.landmarks is not None
        and face.landmarks.is_frontal
    ]


def _maker(
    bare: Sequence[Bare], templates: Sequence[Template], wears: Sequence[Wear]
) -> Callable[[Generator], Subject]:
    def make(rng: Generator) -> Subject:
        face = bare[int(rng.integers(len(bare)))]
        wear = wears[int(rng.integers(len(wears)))]
        template = templates[int(rng.integers(len(templates)))]
        patch = put_on(face.subject.patch, face.points, template, wear, rng)
        return Subject(patch, face.subject.boxes, wear.label)

    return make


def _subject(
    picture: Picture, box: Box, label: Label, seen: Seen, index: int | None
) -> tuple[Subject, Landmarks | None]:
    if index is None:
        return subject(picture, (box,), label), None
    left, top, factor = room(box)
    points = (seen.landmarks[index] - np.array((left, top), np.float32)) * np.float32(factor)
    return subject(picture, (box, _box(seen, index)), label), Landmarks(points)


def _side_px(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _largest(picture: Picture, teacher: Teacher) -> tuple[Seen, int | None]:
    """Find the largest sure face; a frame round the picture lets faces touch its edges."""
    height, width = picture.shape[:2]
    above, aside = int(height * _FRAME), int(width * _FRAME)
    framed = np.pad(picture, ((above, above), (aside, aside), (0, 0)), mode="edge")
    seen = teacher.detect(framed)
    shift = np.array((aside, above), np.float32)
    seen = Seen(seen.boxes - np.tile(shift, 2), seen.scores, seen.landmarks - shift)
    weight = (seen.boxes[:, 2:] - seen.boxes[:, :2]).prod(1) * seen.scores
    if weight.max(initial=0) < _LARGEST_MIN * height * width:
        return seen, None
    return seen, int(weight.argmax())


def _box(seen: Seen, index: int) -> Box:
    x1, y1, x2, y2 = (float(edge) for edge in seen.boxes[index])
    return (x1, y1, x2, y2)
