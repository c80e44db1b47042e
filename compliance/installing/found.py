"""What of an installation is on a machine, or below another root, before anything is done."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from compliance.errors import InstallError
from compliance.installing.places import (
    CHANGES,
    CREDENTIALS,
    DEVICES,
    HELD,
    SETTINGS,
    SHARE,
    SITE,
    STATE,
    UNIT,
    WANTED,
)

_PLACES = (UNIT, WANTED, CHANGES, DEVICES, SETTINGS, SITE, CREDENTIALS, STATE, HELD, SHARE)
_READ = (UNIT, DEVICES, SITE)


class Kind(Enum):
    """What stands at a path."""

    FOLDER = "a folder"
    FILE = "a file"
    LINK = "a link"
    OTHER = "neither a file nor a folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found at a path."""

    kind: Kind
    mode: int
    text: str = ""
    """Of a file that matters here, or where a link leads."""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found; a path that is not in it is free."""

    entries: Mapping[Path, Entry] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets by the name of their file."""

    def text(self, path: Path) -> str:
        """Return a file's text, empty where there is none."""
        return self.entries[path].text if path in self.entries else ""


def look(root: Path) -> Found:
    """Return what stands below a root; raises InstallError when it may not be read."""
    try:
        entries = {path: entry for path in _PLACES if (entry := _entry(path, root))}
        is_folder = CREDENTIALS in entries and entries[CREDENTIALS].kind is Kind.FOLDER
        files = sorted(below(root, CREDENTIALS).iterdir()) if is_folder else []
        credentials = {file.name: _read(file).rstrip("\r\n") for file in files if file.is_file()}
    except OSError as error:
        raise InstallError(
            f"{error.filename}: {error.strerror}", "Run it as root: sudo, or su -."
        ) from error
    return Found(entries, credentials)


def below(root: Path, path: Path) -> Path:
    """Return where a place of the machine lies below a root."""
    return root / path.relative_to("/")


def _entry(path: Path, root: Path) -> Entry | None:
    place = below(root, path)
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return None
    permissions = stat.S_IMODE(mode)
    if stat.S_ISLNK(mode):
        return Entry(Kind.LINK, permissions, str(place.readlink()))
    if stat.S_ISDIR(mode):
        return Entry(Kind.FOLDER, permissions)
    if stat.S_ISREG(mode):
        return Entry(Kind.FILE, permissions, _read(place) if path in _READ else "")
    return Entry(Kind.OTHER, permissions)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
