"""What a folder of training data holds: found by the names and forms people publish data in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.class_names import class_named
from compliance.training.data import SUFFIXES
from compliance.training.masked_face_net import FOLDERS
from compliance.training.voc import is_voc

TRUTH = "truth.json"
WEB, NEGATIVES, TEMPLATES, TEACHERS = "masked-web", "negatives", "mask-templates", "yunet"
_OWN_USE = {WEB, NEGATIVES, TEMPLATES, TEACHERS, *FOLDERS}
_UNKNOWN = (
    "Expected one of: truth.json with images, PASCAL VOC annotations, folders named mask,"
    " incorrect, no_mask, or MaskedFace-Net's CMFD and IMFD with FFHQ's images1024x1024."
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The folders of each kind; empty when there is none."""

    root: Path
    scenes: tuple[Path, ...]
    voc: tuple[Path, ...]
    classes: tuple[tuple[Label, Path], ...]
    faces: tuple[Path, ...]
    """MaskedFace-Net's and FFHQ's folders."""

    @property
    def is_boxed(self) -> bool:
        """Say whether there are pictures whose faces have boxes."""
        return bool(self.scenes or self.voc)

    def folder(self, name: str) -> Path | None:
        """Return a folder of that name in the data, None when there is none."""
        folder = self.root / name
        return folder if folder.is_dir() else None

    def __str__(self) -> str:
        """Return what was found, in words."""
        kinds = {
            "boxed scenes": self.scenes,
            "PASCAL VOC": self.voc,
            "class folders": tuple(folder for _, folder in self.classes),
            "MaskedFace-Net and FFHQ": self.faces,
        }
        words = [
            f"{kind} ({', '.join(self._name(folder) for folder in folders)})"
            for kind, folders in kinds.items()
            if folders
        ]
        words += [name for name in (WEB, NEGATIVES, TEMPLATES, TEACHERS) if self.folder(name)]
        return ", ".join(words)

    def _name(self, folder: Path) -> str:
        return str(folder.relative_to(self.root)) if folder != self.root else folder.name


def survey(root: Path) -> Contents:
    """Look through a folder of data, or at a folder that is itself of one kind.

    MaskedFace-Net and FFHQ are looked for in the folder itself and in folders named after them.
    Raises DataError when nothing is found to learn from.
    """
    if not root.is_dir():
        message = f"{root} is not a folder"
        raise DataError(message, "Name the folder of the pictures to learn from.")
    folders = list(_walk(root))
    contents = Contents(
        root,
        scenes=tuple(folder for folder in folders if (folder / TRUTH).is_file()),
        voc=tuple(folder for folder in folders if is_voc(folder)),
        classes=tuple(_classes(folders, root)),
        faces=tuple(_faces(root)),
    )
    if not (contents.is_boxed or contents.classes or contents.faces):
        message = f"{root.name}: nothing to learn from was found"
        raise DataError(message, _UNKNOWN)
    return contents


def picture_tree(folder: Path) -> list[Path]:
    """Return the pictures of a folder and all folders in it, sorted."""
    return sorted(
        file for inside in _tree(folder) for file in inside.iterdir() if _is_picture(file)
    )


def _walk(root: Path) -> Iterator[Path]:
    """Yield the root and the folders in it, but none inside a folder of a known kind."""
    yield root
    if (root / TRUTH).is_file() or is_voc(root):
        return
    for inside in sorted(root.iterdir()):
        if inside.is_dir() and inside.name not in _OWN_USE and not inside.name.startswith("."):
            yield from _walk(inside)


def _tree(folder: Path) -> Iterator[Path]:
    yield folder
    for inside in sorted(folder.iterdir()):
        if inside.is_dir():
            yield from _tree(inside)


def _classes(folders: list[Path], root: Path) -> Iterator[tuple[Label, Path]]:
    for folder in folders:
        label = class_named(folder.name)
        if label is not None and folder != root and not (folder / TRUTH).is_file():
            inside = list(folder.iterdir())
            if any(map(_is_picture, inside)) or not any(item.is_dir() for item in inside):
                yield label, folder


def _faces(root: Path) -> Iterator[Path]:
    if root.name in FOLDERS:
        yield root
    for place in (root, root / "maskedface-net", root / "MaskedFace-Net", root / "ffhq"):
        yield from (place / name for name in FOLDERS if (place / name).is_dir())


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES
