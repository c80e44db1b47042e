"""The program a unit starts, and whether the service's user can reach it."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import compliance
from compliance.errors import InstallError
from compliance.installing.places import PROGRAM

_HIDDEN = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - refused, not used
_PLAIN = re.compile(r"/[A-Za-z0-9/._+-]+")  # what a unit file takes as it stands
_OTHERS_MAY_ENTER = 0o001
_REMEDY = (
    f"Install into a folder that every user may read: python3 -m venv {PROGRAM.parents[1]}; "
    f"{PROGRAM.parent}/pip install the wheel; {PROGRAM} install."
)


@dataclass(frozen=True, slots=True)
class Program:
    """A program and every folder it needs."""

    path: Path
    folders: tuple[Path, ...]


def this_program() -> Program:
    """Return the program that runs now."""
    code = Path(compliance.__file__).parent
    return Program(
        Path(sys.prefix) / "bin" / PROGRAM.name,
        (Path(sys.prefix), Path(sys.base_prefix).resolve(), code.resolve()),
    )


def require_reachable(program: Program) -> None:
    """Raise InstallError when the unit could not start the program."""
    if not _PLAIN.fullmatch(str(program.path)):
        raise InstallError(f"{program.path} is no plain path for a unit file", _REMEDY)
    for folder in (program.path.parent, *program.folders):
        if folder.as_posix().startswith(tuple(f"{hidden}/" for hidden in _HIDDEN)):
            raise InstallError(
                f"{folder} is hidden from the service, which sees no home or temporary folder",
                _REMEDY,
            )


def require_readable(program: Program) -> None:
    """Raise InstallError when the program is not there, or not for every user."""
    if not program.path.is_file():
        raise InstallError(f"there is no program {program.path}", _REMEDY)
    for folder in (program.path, *program.folders):
        for part in (folder, *folder.parents):
            if not part.stat().st_mode & _OTHERS_MAY_ENTER:
                raise InstallError(f"only some users may enter {part}", _REMEDY)
