"""MaskedFace-Net and FFHQ as published: faces whose file names say what they wear.

`CMFD/00000/00000_Mask.jpg` is worn rightly; `IMFD/..._Mask_Mouth_Chin` leaves the nose bare,
`_Mask_Nose_Mouth` the chin, `_Mask_Chin` hangs under the chin (Cabani et al. 2021). FFHQ's
`images1024x1024/00000/00000.png` and `thumbnails128x128` are bare (Karras et al. 2019). The number
is the photograph of FFHQ that all of them were made from.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.data import SUFFIXES

LARGE, SMALL = "images1024x1024", "thumbnails128x128"
FOLDERS = ("CMFD", "IMFD", LARGE, SMALL)
AT_MOST = 30_000
_THOUSAND = 1000
_THOUSANDS = 70
_NAME = re.compile(r"(\d{5})(?:_(Mask(?:_\w+)?))?")
_KINDS = {
    None: Label.NO_MASK,
    "Mask": Label.MASK,
    "Mask_Mouth_Chin": Label.INCORRECT,
    "Mask_Nose_Mouth": Label.INCORRECT,
    "Mask_Chin": Label.INCORRECT,
}


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture of one face; source: the photograph it was made from, when its name says so."""

    path: Path
    label: Label
    source: str | None


def source_of(file: Path) -> str | None:
    """Return the number of the photograph a picture was made from, None when none is named."""
    match = _NAME.fullmatch(file.stem)
    return match[1] if match and match[2] in _KINDS else None


def load_portraits(
    folders: Iterable[Path],
    chosen: Sequence[str],
    faults: list[str],
    at_most: int = AT_MOST,
) -> list[Portrait]:
    """Read the names of all pictures, or of the chosen thousands, such as 00000 and 01000.

    A thousand may be counted too: 00001 is the folder 01000. Of a face in two sizes the larger
    counts. Raises DataError when a chosen thousand is not there, or too many were found.
    """
    wanted = {_thousand(name) for name in chosen}
    found: dict[tuple[str, str], Portrait] = {}
    for folder in sorted(folders, key=lambda path: path.name == LARGE):
        for file in _pictures(folder):
            match = _NAME.fullmatch(file.stem)
            if not match or match[2] not in _KINDS:
                faults.append(f"{folder.name}/{file.name}: the name says no kind of mask")
            elif not wanted or int(match[1]) // _THOUSAND in wanted:
                kind = _KINDS[match[2]]
                found[match[1], match[2] or ""] = Portrait(file, kind, match[1])
    _check(found.values(), wanted, at_most)
    return [found[key] for key in sorted(found)]


def _pictures(folder: Path) -> Iterator[Path]:
    for inside in sorted(folder.iterdir()):
        if inside.is_dir():
            yield from _pictures(inside)
        elif inside.suffix.lower() in SUFFIXES:
            yield inside


def _thousand(name: str) -> int:
    number = int(name) if name.isdecimal() else -1
    thousand = number // _THOUSAND if number >= _THOUSAND else number
    if not 0 <= thousand < _THOUSANDS:
        message = f"--folders: {name!r} is no thousand of pictures"
        raise DataError(message, "Name folders from 00000 to 69000, separated by commas.")
    return thousand


def _check(found: Iterable[Portrait], wanted: set[int], at_most: int) -> None:
    sources = [int(item.source or 0) // _THOUSAND for item in found]
    missing = sorted(wanted - set(sources))
    if missing:
        names = ", ".join(f"{thousand * _THOUSAND:05}" for thousand in missing)
        message = f"--folders: no picture of {names} was found"
        raise DataError(message, "Name folders that are there.")
    if len(sources) > at_most:
        message = f"{len(sources)} pictures of MaskedFace-Net and FFHQ are more than {at_most}"
        raise DataError(message, "Choose some thousands: --folders 00000,01000.")
