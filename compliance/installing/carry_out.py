"""The steps of an installation, done: the only place of it that changes the machine."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from compliance.errors import InstallError
from compliance.installing.found import below
from compliance.installing.places import NAME
from compliance.installing.steps import Keep, MakeFolder, MakeLink, Remove, Run, Step, WriteFile

_BOOTED = Path("/run/systemd/system")  # sd_booted(3)
_AGAIN = "Mend that and run it again: what is done already is kept."
_FOLDER_MODE = 0o755


def require_machine() -> None:
    """Raise InstallError unless systemd runs this machine and root asks."""
    if not _BOOTED.is_dir():
        raise InstallError(
            "systemd does not run this machine",
            "Use your own means to keep `compliance run site.toml` running, or prepare another "
            "machine's files with --root DIR.",
        )
    if os.geteuid() != 0:
        raise InstallError("only root may do that", "Run it with sudo, or look with --dry-run.")


def carry_out(step: Step, root: Path) -> None:
    """Do a step below a root; raises InstallError when it cannot be done."""
    try:
        _do(step, root)
    except OSError as error:
        raise InstallError(f"could not {step}: {error.strerror}", _AGAIN) from error


def _do(step: Step, root: Path) -> None:
    match step:
        case MakeFolder(path, mode):
            place = below(root, path)
            place.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            place.mkdir(mode=mode, exist_ok=True)
            place.chmod(mode)
        case WriteFile(path, mode, text):
            _write(below(root, path), mode, text)
        case MakeLink(path, target):
            place = below(root, path)
            place.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            place.symlink_to(target)
        case Remove(path):
            _remove(below(root, path))
        case Run(command):
            _run(command)
        case Keep():
            pass


def _write(place: Path, mode: int, text: str) -> None:
    """Put a file in its place whole; at no moment may anybody read it who may not at the end."""
    place.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    growing = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        growing.chmod(mode)
        growing.replace(place)
    finally:
        growing.unlink(missing_ok=True)


def _remove(place: Path) -> None:
    with suppress(FileNotFoundError):
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()


def _run(command: tuple[str, ...]) -> None:
    done = subprocess.run(  # noqa: S603 - a command of the plan, none of an operator's words
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
        raise InstallError(
            f"could not run {' '.join(command)}: {said}",
            f"`journalctl -u {NAME} -n 30` says why. {_AGAIN}",
        )
