"""How a process under attack tells what came of it: in records of the channel's own length."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.pixels.lock.lock import Part

_ANSWER = struct.Struct("<HHi40x")  # magic, number of the attack, errno
_MISSING = struct.Struct("<HH44x")  # magic, a bit for each part
_ANSWER_MAGIC, _MISSING_MAGIC = 0xA77A, 0xA77B


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attack."""

    attack: int
    """Its place in the list of all."""
    errno: int
    """0 when it worked."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Which parts of the lock are not on."""

    parts: frozenset[Part]


def encode_answer(attack: int, errno: int) -> bytes:
    """Return the record for an attack's errno."""
    return _ANSWER.pack(_ANSWER_MAGIC, attack, errno)


def encode_missing(parts: Iterable[Part]) -> bytes:
    """Return the record for the parts that are not on."""
    bits = sum(1 << number for number, part in enumerate(Part) if part in set(parts))
    return _MISSING.pack(_MISSING_MAGIC, bits)


def decode(record: bytes) -> Answer | Missing | None:
    """Return what a record says; None when it is none of the self-test's."""
    if len(record) != _ANSWER.size:
        return None
    (magic,) = struct.unpack_from("<H", record)
    if magic == _ANSWER_MAGIC:
        _, attack, number = _ANSWER.unpack(record)
        return Answer(attack, number)
    if magic == _MISSING_MAGIC:
        _, bits = _MISSING.unpack(record)
        return Missing(frozenset(p for n, p in enumerate(Part) if bits >> n & 1))
    return None
