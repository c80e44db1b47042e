"""What a run learns from and is validated on, gathered from its folder of data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.evaluation.annotations import Annotations, Notes, annotated, read_annotations
from compliance.evaluation.truth import Label, Scene, Scenes
from compliance.models import SHIPPED_MODELS
from compliance.training.contents import NEGATIVES, WEB, Contents, picture_tree
from compliance.training.data import (
    ClassFolder,
    Sides,
    load_boxed,
    load_class_folders,
    picture_files,
    readable,
    split_scenes,
)
from compliance.training.known_faces import (
    KnownFace,
    face_print,
    folder_faces,
    relabelled,
    scene_faces,
)
from compliance.training.masked_face_net import Portrait, load_portraits, source_of
from compliance.training.run import Log, Run, told
from compliance.training.split import fingerprint, is_validation, near_groups
from compliance.training.teachers import Counted, finder
from compliance.training.voc import load_voc

FACE_MIN_PX = 24.0
"""Faces smaller than this do not count in validation."""

SCENE_SIDE_PX, _FOLDER_SIDE_PX = 640, 320
_ANNOTATIONS = SHIPPED_MODELS / "annotations.json"


@dataclass(frozen=True, slots=True)
class Boxed:
    """The boxed pictures by side of the split, and what people noted about some of them."""

    sides: Sides
    notes: Mapping[str, Notes]


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces to learn from, of scenes and of single portraits, and those to validate on."""

    scenes: list[KnownFace]
    folders: list[KnownFace]
    validation: list[KnownFace]


def boxed(run: Run, contents: Contents, log: Log) -> Boxed:
    """Read all boxed pictures with their annotations; near-duplicates share a side."""
    found = read_boxed(run, contents)
    told(list(found.sides.faults), run, log)
    if contents.is_boxed:
        learn, hold = found.sides.training, found.sides.validation
        log(f"{len(learn)} scenes to learn from, {len(hold)} to validate")
    return found


def read_boxed(run: Run, contents: Contents) -> Boxed:
    """Read all boxed pictures as `boxed` does, and keep silent about the faults."""
    loaded = [load_boxed(folder) for folder in contents.scenes]
    loaded += [load_voc(folder) for folder in contents.voc]
    scenes = Scenes(
        _named_apart(scene for part in loaded for scene in part.scenes),
        tuple(fault for part in loaded for fault in part.faults),
    )
    notes = (run.annotations or _shipped_annotations(scenes)).pictures
    names = {scene.name for scene in scenes.scenes}
    here = {name: noted for name, noted in notes.items() if name in names}
    corrected = annotated(scenes, Annotations(here)) if here else scenes
    return Boxed(split_scenes(corrected), notes)


def portraits(
    run: Run, contents: Contents, faults: list[str]
) -> tuple[list[Portrait], list[Portrait]]:
    """Return the pictures of one face each: those of class folders, and published ones."""
    folders = load_class_folders(contents.classes, faults)
    in_classes = [
        Portrait(file, folder.label, source_of(file)) for folder in folders for file in folder.files
    ]
    return in_classes, load_portraits(contents.faces, run.folders, faults)


def faces(run: Run, contents: Contents, scenes: Boxed, log: Log) -> Faces:
    """Cut out all labelled faces.

    The held-out scenes validate; without scenes, held-out portraits do. No portrait to learn from
    nearly equals a picture to validate on, or was made from the same source.
    """
    faults: list[str] = []
    in_classes, published = portraits(run, contents, faults)
    if not contents.is_boxed:
        learn, hold, prints = portrait_sides(contents.root, in_classes, published, faults)
        told(faults, run, log)
        folders = _portrait_faces(run, contents, learn, (prints, ()), faults)
        held = _portrait_faces(run, contents, hold, ((), ()), faults)
        told(faults, run, log)
        return Faces([], folders, _large(held))
    held = _scene_faces(run, contents, scenes.sides.validation, "faces to validate")
    learn_from = _scene_faces(run, contents, scenes.sides.training, "faces of scenes")
    prints = tuple(face_print(face.subject.patch, face.subject.boxes[0]) for face in held)
    held_out = (scenes.sides.held_out, prints)
    folders = relabelled(
        _portrait_faces(run, contents, [*in_classes, *published], held_out, faults), scenes.notes
    )
    told(faults, run, log)
    return Faces(learn_from, folders, [face for face in _large(held) if face.landmarks])


def portrait_sides(
    root: Path, in_classes: Sequence[Portrait], published: Sequence[Portrait], faults: list[str]
) -> tuple[list[Portrait], list[Portrait], tuple[int, ...]]:
    """Return those to learn from, those to validate on, and the fingerprints of the latter.

    Published portraits are all aligned alike and told apart by number, not by fingerprint.
    """
    named = {item.path.relative_to(root).as_posix(): item for item in (*in_classes, *published)}
    prints = {
        path.relative_to(root).as_posix(): fingerprint(picture)
        for path, picture in readable([item.path for item in in_classes], faults)
    }
    sources = {name: item.source for name, item in named.items() if item.source is not None}
    groups = near_groups(prints, sources)
    held = {name for name, group in groups.items() if is_validation(group)}
    return (
        [item for name, item in named.items() if name in groups and name not in held],
        [item for name, item in named.items() if name in held],
        tuple(value for name, value in prints.items() if name in held),
    )


def web_pictures(contents: Contents) -> tuple[Path, ...]:
    """Return the unlabelled pictures; none without their folder."""
    folder = contents.folder(WEB)
    return picture_files(folder) if folder else ()


def faceless(contents: Contents, faults: list[str]) -> tuple[list[Path], list[Path]]:
    """Return the pictures without faces: to learn from, and to validate on."""
    folder = contents.folder(NEGATIVES)
    if folder is None:
        return [], []
    prints = {
        path.relative_to(folder).as_posix(): fingerprint(picture)
        for path, picture in readable(picture_tree(folder), faults)
    }
    groups = near_groups(prints)
    held = {name for name, group in groups.items() if is_validation(group)}
    return (
        [folder / name for name in groups if name not in held],
        [folder / name for name in groups if name in held],
    )


def _named_apart(scenes: Iterable[Scene]) -> tuple[Scene, ...]:
    """Give a scene whose file name is taken the name of its folder as well."""
    named: dict[str, Scene] = {}
    for scene in scenes:
        name = scene.name if scene.name not in named else f"{scene.path.parent}/{scene.name}"
        named[name] = replace(scene, name=name)
    return tuple(named.values())


def _shipped_annotations(scenes: Scenes) -> Annotations:
    """Return our own annotations where they are about any of these pictures."""
    if not _ANNOTATIONS.is_file():
        return Annotations({})
    ours = read_annotations(_ANNOTATIONS)
    is_about = any(scene.name in ours.pictures for scene in scenes.scenes)
    return ours if is_about else Annotations({})


def _portrait_faces(
    run: Run,
    contents: Contents,
    pictures: Sequence[Portrait],
    held_out: tuple[tuple[int, ...], tuple[int, ...]],
    faults: list[str],
) -> list[KnownFace]:
    teacher = Counted(
        finder(contents, _FOLDER_SIDE_PX, run.threads),
        len(pictures),
        lambda share: run.show("faces of portraits", share),
    )
    folders = [
        ClassFolder(label, tuple(item.path for item in pictures if item.label is label))
        for label in Label
    ]
    return [face for folder in folders for face in folder_faces(folder, teacher, held_out, faults)]


def _scene_faces(
    run: Run, contents: Contents, scenes: Sequence[Scene], what: str
) -> list[KnownFace]:
    teacher = finder(contents, SCENE_SIDE_PX, run.threads)
    counted = Counted(teacher, len(scenes), lambda share: run.show(what, share))
    return scene_faces(scenes, counted)


def _large(known: Iterable[KnownFace]) -> list[KnownFace]:
    return [face for face in known if face.side_px >= FACE_MIN_PX]
