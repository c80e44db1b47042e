"""A disk as a power cut leaves it: what was synced is there, of the rest nobody knows; pure.

Bytes written since a file's last sync may be there or not, sector by sector, whatever their order;
a name made, moved or removed since its folder's last sync may be as it was before. Names change in
order, as a journalling file system has it; bytes do not.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePath
from typing import TypeAlias

SECTOR_BYTES = 512


@dataclass(frozen=True, slots=True)
class Made:
    """A file was opened that is made when missing."""

    path: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Bytes were written at a place in a file."""

    path: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Sized:
    """A file was given a length."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A name was taken away."""

    path: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A file got another name."""

    path: str
    to: str


@dataclass(frozen=True, slots=True)
class Synced:
    """A file's bytes, or a folder's names, are on the disk."""

    path: str


@dataclass(frozen=True, slots=True)
class Said:
    """The program told the world something: from now on it must hold."""

    text: str


Step: TypeAlias = Made | Wrote | Sized | Removed | Moved | Synced | Said


class Fate(Enum):
    """What becomes of whatever was not synced."""

    LOST = "lost"
    KEPT = "kept"
    TORN = "torn"
    """Each sector, and each change of a length, by chance; names up to a moment."""


@dataclass(slots=True)
class _File:
    """A file's bytes on the disk, and the changes to them that may yet get there."""

    data: bytearray = field(default_factory=bytearray)
    waiting: list[Wrote | Sized] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.waiting:
            self.apply(change)
        self.waiting.clear()

    def apply(self, change: Wrote | Sized) -> None:
        if isinstance(change, Sized):
            self.data = self.data[: change.size].ljust(change.size, b"\0")
            return
        end = change.offset + len(change.data)
        if len(self.data) < end:
            self.data.extend(bytes(end - len(self.data)))
        self.data[change.offset : end] = change.data


class Disk:
    """Files by name, as programs see them and as the disk holds them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """`files` are on it from before."""
        self._seen = {path: _File(bytearray(data)) for path, data in files.items()}
        self._held = dict(self._seen)
        self._renamings: list[tuple[str, _File | None]] = []
        """Names to come to the disk; None: the name goes."""

    def do(self, step: Step) -> None:
        """Have a step happen."""
        match step:
            case Made(path) if path not in self._seen:
                self._name(path, _File())
            case Wrote(path) | Sized(path) if path in self._seen:
                self._seen[path].waiting.append(step)
            case Removed(path) if path in self._seen:
                self._name(path, None)
            case Moved(path, to) if path in self._seen:
                file = self._seen[path]
                self._name(to, file)
                self._name(path, None)
            case Synced(path) if path in self._seen:
                self._seen[path].sync()
            case Synced(path):
                self._settle(path)

    def after_a_cut(self, fate: Fate, chance: random.Random) -> dict[str, bytes]:
        """Return what each name holds when the power comes back."""
        names = dict(self._held)
        most = len(self._renamings)
        kept = {Fate.LOST: 0, Fate.KEPT: most, Fate.TORN: chance.randint(0, most)}[fate]
        for path, file in self._renamings[:kept]:
            _put(names, path, file)
        return {path: _survived(file, fate, chance) for path, file in names.items()}

    def _name(self, path: str, file: _File | None) -> None:
        _put(self._seen, path, file)
        self._renamings.append((path, file))

    def _settle(self, folder: str) -> None:
        """Bring the names in a folder to the disk."""
        for path, file in self._renamings:
            if str(PurePath(path).parent) == folder:
                _put(self._held, path, file)
        self._renamings = [r for r in self._renamings if str(PurePath(r[0]).parent) != folder]


def _put(names: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _survived(file: _File, fate: Fate, chance: random.Random) -> bytes:
    left = _File(bytearray(file.data))
    for change in file.waiting if fate is not Fate.LOST else ():
        for part in sectors(change) if fate is Fate.TORN else (change,):
            if fate is Fate.KEPT or chance.random() < 0.5:  # noqa: PLR2004 - a coin
                left.apply(part)
    return bytes(left.data)


def sectors(change: Wrote | Sized) -> list[Wrote | Sized]:
    """Return the parts of a change that reach the disk whole or not at all."""
    if isinstance(change, Sized):
        return [change]
    parts: list[Wrote | Sized] = []
    at, end = change.offset, change.offset + len(change.data)
    while at < end:
        until = min(end, (at // SECTOR_BYTES + 1) * SECTOR_BYTES)
        parts.append(
            Wrote(change.path, at, change.data[at - change.offset : until - change.offset])
        )
        at = until
    return parts
