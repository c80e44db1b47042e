"""The split into training and validation: fixed by a hash, near-duplicates on one side."""

import hashlib
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

VALIDATION_PERCENT = 18
NEAR_BITS = 6
"""Pictures whose fingerprints of 64 bits differ in at most so many count as one."""

_GRID = 8


def fingerprint(picture: NDArray[np.uint8]) -> int:
    """Return 64 bits that survive scaling and recompression.

    picture: (height, width, 3) uint8. Method: difference hash, which says of
    each cell of a 9x8 grey thumbnail whether it is brighter than its left neighbour.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (_GRID + 1, _GRID), interpolation=cv2.INTER_AREA)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def near_groups(
    fingerprints: Mapping[str, int], sources: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Name for each picture the group that must stay on one side of the split.

    Near-duplicates share a group, and so do pictures made from the same source. A group is named
    after its first source, or else after its first picture, by name.
    """
    sources = sources or {}
    names = sorted(fingerprints)
    head = {name: name for name in (*names, *sources)}
    values = np.array([fingerprints[name] for name in names], np.uint64)
    for index, name in enumerate(names):
        distances = np.bitwise_count(values[:index] ^ values[index])
        for other in np.flatnonzero(distances <= NEAR_BITS):
            _join(head, names[int(other)], name)
    first: dict[str, str] = {}
    for name in sorted(sources):
        _join(head, first.setdefault(sources[name], name), name)
    called: dict[str, str] = {}
    for name in sorted(sources, key=lambda name: sources[name]):
        called.setdefault(_root(head, name), sources[name])
    return {name: called.get(_root(head, name), _root(head, name)) for name in head}


def is_validation(group: str) -> bool:
    """Say on which side a group lies; the answer never changes with the data around it."""
    digest = hashlib.sha256(group.encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < VALIDATION_PERCENT


def near_any(value: int, others: Sequence[int]) -> bool:
    """Say whether a fingerprint is a near-duplicate of one of the others."""
    distances = np.bitwise_count(np.array(others, np.uint64) ^ np.uint64(value))
    return bool((distances <= NEAR_BITS).any())


def _root(head: dict[str, str], name: str) -> str:
    while head[name] != name:
        name = head[name]
    return name


def _join(head: dict[str, str], first: str, second: str) -> None:
    a, b = sorted((_root(head, first), _root(head, second)))
    head[b] = a
