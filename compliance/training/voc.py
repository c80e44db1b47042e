"""Boxed scenes in PASCAL VOC's form: one XML file per picture.

`Annotations/*.xml` beside `JPEGImages/` (or `images/`), or the XML files beside their pictures.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from compliance.errors import DataError
from compliance.evaluation.truth import Box, Face, Label, Scene, Scenes, clip_box
from compliance.training.class_names import class_named, is_ignored
from compliance.training.data import SUFFIXES, read_picture

_ANNOTATIONS = "annotations"
_PICTURES = ("JPEGImages", "images", "Images", ".")


def is_voc(folder: Path) -> bool:
    """Say whether a folder holds boxed scenes in this form."""
    return next(_files(folder), None) is not None


def load_voc(folder: Path, images: Path | None = None) -> Scenes:
    """Read every XML file of the folder; faulty ones are left out and reported.

    Boxes are clipped to the picture; one wholly outside, or of an unknown class, is a fault.
    images: where else pictures may lie.
    """
    scenes: list[Scene] = []
    faults: list[str] = []
    places = ([images] if images else []) + [folder / inside for inside in _PICTURES]
    for file in sorted(_files(folder)):
        try:
            scenes.append(_scene(file, places))
        except (ET.ParseError, ValueError) as error:
            faults.append(f"{file.name}: {error}")
        except DataError as error:
            faults.append(f"{file.name}: {error.message}")
    return Scenes(tuple(scenes), tuple(faults))


def _files(folder: Path) -> Iterator[Path]:
    for inside in folder.iterdir():
        if inside.suffix.lower() == ".xml":
            yield inside
        elif inside.name.lower() == _ANNOTATIONS and inside.is_dir():
            yield from (file for file in inside.iterdir() if file.suffix.lower() == ".xml")


def _scene(file: Path, places: Sequence[Path]) -> Scene:
    root = ET.parse(file).getroot()  # noqa: S314  # the operator's own files
    path = _picture(file, places, root.findtext("filename") or "")
    width, height = _size(root, path)
    faces: list[Face] = []
    ignored: list[Box] = []
    for item in root.iter("object"):
        name = item.findtext("name") or ""
        box = clip_box(_box(item), width, height)
        label = class_named(name)
        if label is not None:
            faces.append(Face(box, label))
        elif is_ignored(name):
            ignored.append(box)
        else:
            message = f"class {name!r} is not known; its like are {', '.join(Label)}"
            raise ValueError(message)
    return Scene(path.name, path, width, height, tuple(faces), tuple(ignored))


def _picture(file: Path, places: Sequence[Path], named: str) -> Path:
    """Find the picture: of the XML file's own name, or else of the name it gives."""
    names = [f"{file.stem}{suffix}" for suffix in sorted(SUFFIXES)]
    names.append(Path(named.replace("\\", "/")).name)
    for name in filter(None, names):
        for place in (file.parent, *places):
            if (place / name).is_file():
                return place / name
    message = f"its picture {named or file.stem} is missing"
    raise ValueError(message)


def _size(root: ET.Element, path: Path) -> tuple[int, int]:
    """Return width and height as written; some tools write 0, then the picture is asked."""
    width, height = (int(root.findtext(f"size/{key}") or 0) for key in ("width", "height"))
    if width > 0 and height > 0:
        return width, height
    height, width = read_picture(path).shape[:2]
    return width, height


def _box(item: ET.Element) -> Box:
    edges = [item.findtext(f"bndbox/{key}") for key in ("xmin", "ymin", "xmax", "ymax")]
    if None in edges:
        message = "an object has no bndbox of xmin, ymin, xmax, ymax"
        raise ValueError(message)
    x1, y1, x2, y2 = (float(edge or "") for edge in edges)
    return (x1, y1, x2, y2)
