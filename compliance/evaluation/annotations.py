"""What people found when they looked again at boxed scenes: corrections, tags, places to ignore."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.truth import Box, Face, Label, Scene, Scenes, clip_box

SCHEMA = 1
DOUBTFUL = "doubtful"

_CORNERS = 4
_KEYS = frozenset(("faces", "doubtful", "no_faces", "labels", "tags"))
_SHAPE = (
    '{"schema": 1, "pictures": {"<image>": {"faces": [[x1, y1, x2, y2]], "doubtful": [],'
    ' "no_faces": [], "labels": {"<index of a box>": "mask"}, "tags": {"<index>": ["beard"]}}}}'
)


@dataclass(frozen=True, slots=True)
class Notes:
    """What was noted of one picture; faces are named by their index among its boxes."""

    faces: tuple[Box, ...] = ()
    """Faces that the truth leaves out."""
    doubtful: tuple[Box, ...] = ()
    """Statues, posters, what nobody can tell: to be ignored."""
    no_faces: tuple[Box, ...] = ()
    """Places that somebody looked at and saw no face in."""
    labels: Mapping[int, Label | None] = field(default_factory=dict)
    """Corrected labels; None is a face nobody can judge, to be ignored."""
    tags: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """What faces show, such as `beard`."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Notes by the picture's file name."""

    pictures: Mapping[str, Notes]


def read_annotations(path: Path) -> Annotations:
    """Read the annotations of a set of scenes.

    Raises DataError naming every fault with its place in the file.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path.name} cannot be read: {error}"
        raise DataError(message, f"Expected {_SHAPE}") from error
    if not isinstance(tree, dict) or tree.get("schema") != SCHEMA:
        message = f"{path.name}: schema: expected {SCHEMA}"
        raise DataError(message, f"Expected {_SHAPE}")
    reading = _Reading()
    pictures = {
        name: reading.notes(f"pictures.{name}", notes)
        for name, notes in reading.table("pictures", tree.get("pictures")).items()
    }
    if reading.faults:
        message = f"{path.name}: {len(reading.faults)} faults"
        raise DataError(message, "\n  ".join(reading.faults))
    return Annotations(pictures)


def annotated(scenes: Scenes, annotations: Annotations) -> Scenes:
    """Return the scenes with labels corrected, tags added and everything doubtful ignored.

    Faces that the truth leaves out are ignored too: nobody looked for all of them, so finding
    them proves nothing. Notes that fit nothing in the scenes are added to the faults.
    """
    faults: list[str] = []
    if annotations.pictures.keys().isdisjoint(scene.name for scene in scenes.scenes):
        faults.append("annotations: none of their pictures is in use")
    told = [
        _annotated(scene, annotations.pictures.get(scene.name, Notes()), faults)
        for scene in scenes.scenes
    ]
    return Scenes(tuple(told), (*scenes.faults, *faults))


def _annotated(scene: Scene, notes: Notes, faults: list[str]) -> Scene:
    numbered = dict(enumerate(scene.faces))
    by_index = {n if f.index is None else f.index: f for n, f in numbered.items()}
    lost = sorted({*notes.labels, *notes.tags} - set(by_index))
    faults += [f"annotations, {scene.name}: there is no face {index}" for index in lost]
    faces: list[Face] = []
    ignored = [*scene.ignored]
    for box in (*notes.doubtful, *notes.faces):
        try:
            ignored.append(clip_box(box, scene.width, scene.height))
        except ValueError as error:
            faults.append(f"annotations, {scene.name}: {error}")
    for index, face in by_index.items():
        label = notes.labels.get(index, face.label)
        if label is None:
            ignored.append(face.box)
        else:
            tags = face.tags | notes.tags.get(index, frozenset())
            faces.append(replace(face, label=label, tags=tags))
    return replace(scene, faces=tuple(faces), ignored=tuple(ignored))


class _Reading:
    """The parsing of one file, gathering its faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def table(self, place: str, raw: object) -> dict[str, object]:
        if isinstance(raw, dict):
            return raw
        self.faults.append(f"{place}: is not a table")
        return {}

    def notes(self, place: str, raw: object) -> Notes:
        table = self.table(place, raw)
        self.faults += [f"{place}.{key}: is not known" for key in table if key not in _KEYS]
        return Notes(
            faces=self._boxes(f"{place}.faces", table.get("faces", [])),
            doubtful=self._boxes(f"{place}.doubtful", table.get("doubtful", [])),
            no_faces=self._boxes(f"{place}.no_faces", table.get("no_faces", [])),
            labels=self._labels(f"{place}.labels", table.get("labels", {})),
            tags=self._tags(f"{place}.tags", table.get("tags", {})),
        )

    def _boxes(self, place: str, raw: object) -> tuple[Box, ...]:
        if not isinstance(raw, list):
            self.faults.append(f"{place}: is not a list of boxes")
            return ()
        boxes = (self._box(f"{place}[{index}]", box) for index, box in enumerate(raw))
        return tuple(box for box in boxes if box)

    def _box(self, place: str, raw: object) -> Box | None:
        if not isinstance(raw, list) or len(raw) != _CORNERS or not all(map(_is_number, raw)):
            self.faults.append(f"{place}: {raw!r} is not [x1, y1, x2, y2]")
            return None
        x1, y1, x2, y2 = map(float, raw)
        if x2 <= x1 or y2 <= y1:
            self.faults.append(f"{place}: {raw!r} is empty")
            return None
        return x1, y1, x2, y2

    def _labels(self, place: str, raw: object) -> dict[int, Label | None]:
        labels: dict[int, Label | None] = {}
        for key, value in self.table(place, raw).items():
            index = self._index(place, key)
            if value not in {*Label, DOUBTFUL}:
                known = ", ".join((*Label, DOUBTFUL))
                self.faults.append(f"{place}.{key}: {value!r} is none of {known}")
            elif index is not None:
                labels[index] = None if value == DOUBTFUL else Label(str(value))
        return labels

    def _tags(self, place: str, raw: object) -> dict[int, frozenset[str]]:
        tags: dict[int, frozenset[str]] = {}
        for key, value in self.table(place, raw).items():
            index = self._index(place, key)
            if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
                self.faults.append(f"{place}.{key}: {value!r} is not a list of words")
            elif index is not None:
                tags[index] = frozenset(value)
        return tags

    def _index(self, place: str, key: str) -> int | None:
        if key.isdecimal():
            return int(key)
        self.faults.append(f"{place}.{key}: is not the index of a box")
        return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
