"""Faces cut out of pictures with their surroundings: of boxed scenes, portraits and unlabelled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from compliance.evaluation.annotations import Notes
from compliance.evaluation.truth import Box, Label, Scene
from compliance.pixels.crop import square_crop
from compliance.pixels.geometry import as_boxes, iou
from compliance.training.data import ClassFolder, Picture, apart, read_picture, readable
from compliance.training.split import fingerprint, near_any
from compliance.training.subjects import Subject, room, subject
from compliance.training.synthetic import Landmarks
from compliance.training.teacher import SURE, Seen, Teacher

FACE_MIN_PX = 14.0
_MATCH_IOU = 0.4
_GUESS_MIN_PX = 24.0
_LARGEST_MIN = 0.08
_FRAME = 1 / 3


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
                number = place if face.index is None else face.index
                faces.append(KnownFace(scene.name, number, *cut, face.side_px))
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


def relabelled(faces: Iterable[KnownFace], notes: Mapping[str, Notes]) -> list[KnownFace]:
    """Give faces the labels that people gave them, and leave out those nobody can judge."""
    kept = []
    for face in faces:
        label = labels_of(face, notes).get(face.index, face.subject.label)
        if label is not None:
            kept.append(face.labelled(label))
    return kept


def labels_of(face: KnownFace, notes: Mapping[str, Notes]) -> Mapping[int, Label | None]:
    """Return the labels that people gave the faces of this one's picture."""
    return notes[face.picture].labels if face.picture in notes else {}


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
