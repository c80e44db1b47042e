"""A search for pictures in the usual kinds of files, as bytes or as base64, wherever they lie."""

import base64
import re
from collections.abc import Iterator
from itertools import chain, product

import cv2
import numpy as np
from numpy.typing import NDArray

_BEGINNINGS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"RIFF",  # WebP
    b"II*\x00",  # TIFF
    b"MM\x00*",
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"\x00\x00\x00\x1cftypavif",
    b"\x00\x00\x00\x20ftypavif",
)
_LARGEST_BYTES = 1 << 22
"""More than a picture of the film takes in any of these kinds."""
_SIDE_PX = 32
"""Of a smaller picture nobody could be known again."""
_LETTERS = re.compile(rb"[A-Za-z0-9+/]{64,}")


def pictures_in(data: bytes) -> list[NDArray[np.uint8]]:
    """Return every picture that stands in the data."""
    found = map(_decoded, chain(_plain(data), _texts(data)))
    return [picture for picture in found if picture is not None]


def _plain(data: bytes) -> Iterator[bytes]:
    for beginning in _BEGINNINGS:
        for place in _places(data, beginning):
            yield data[place : place + _LARGEST_BYTES]


def _texts(data: bytes) -> Iterator[bytes]:
    """Yield what base64 stands for, from where a picture may begin in it."""
    for beginning, shift in product(_BEGINNINGS, range(3)):
        for place in _places(data, _as_text(beginning, shift)):
            begin = place - _UNSURE[shift]
            run = _LETTERS.match(data, max(begin, 0), begin + _LARGEST_BYTES * 4 // 3)
            if begin >= 0 and run and len(run.group()) % 4 != 1:
                letters = run.group() + b"=" * (-len(run.group()) % 4)
                yield base64.b64decode(letters)[shift:]


def _places(data: bytes, piece: bytes) -> Iterator[int]:
    place = data.find(piece)
    while place >= 0:
        yield place
        place = data.find(piece, place + 1)


def _decoded(data: bytes) -> NDArray[np.uint8] | None:
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if picture is None or min(picture.shape[:2]) < _SIDE_PX:
        return None
    return np.asarray(picture, np.uint8)


def _as_text(beginning: bytes, shift: int) -> bytes:
    """Return the letters that a beginning has in base64 whatever stands around it."""
    whole = (shift + len(beginning)) * 8 // 6
    return base64.b64encode(bytes(shift) + beginning)[_UNSURE[shift] : whole]


_UNSURE = (0, 2, 3)
"""Letters of a group of four that depend on the bytes before the first, second and third byte."""
