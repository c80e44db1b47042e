"""What has to be done to install or uninstall, from what was found: values in, steps out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import InstallError
from compliance.installing.first_site import FirstSite
from compliance.installing.found import Found, Kind
from compliance.installing.places import (
    CHANGES,
    CREDENTIALS,
    DEVICES,
    HELD,
    NAME,
    SETTINGS,
    SHARE,
    SHIPPED,
    SITE,
    STATE,
    UNIT,
    WANTED,
)
from compliance.installing.steps import Keep, MakeFolder, MakeLink, Remove, Run, Step, WriteFile
from compliance.installing.unit import Standing, standing

_OPEN, _OPEN_FOLDER = 0o644, 0o755
_ROOTS_ALONE, _ROOTS_FOLDER = 0o600, 0o700
_EXPECTED = {
    UNIT: Kind.FILE, WANTED: Kind.LINK, CHANGES: Kind.FOLDER, DEVICES: Kind.FILE,
    SETTINGS: Kind.FOLDER, SITE: Kind.FILE, CREDENTIALS: Kind.FOLDER, SHARE: Kind.LINK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an installation is to be."""

    unit: str
    """The unit's text, sealed."""
    devices: str
    """What lets the service see cameras of this machine."""
    first: FirstSite | None = None
    """Needed where there is no configuration yet."""
    starts: bool = True
    """The service runs at the end; below another root nothing can be started."""
    is_machine: bool = True
    """False below another root."""


def require_known(found: Found) -> None:
    """Raise InstallError when something stands there that this program did not make."""
    for path, kind in _EXPECTED.items():
        if path in found.entries and found.entries[path].kind is not kind:
            raise InstallError(
                f"{path} is {found.entries[path].kind.value}, not {kind.value} as expected",
                "Somebody else made it. Move it away, or unmask the service, and run this again.",
            )
    if UNIT in found.entries and standing(found.text(UNIT)) is Standing.FOREIGN:
        raise InstallError(
            f"{UNIT} was not written by `compliance install`",
            "Move it away (it stays yours), and run this again.",
        )


def install(found: Found, wanted: Wanted) -> list[Step]:
    """Return the steps that install, or upgrade what is there; configuration and data stay."""
    require_known(found)
    if UNIT in found.entries and standing(found.text(UNIT)) is Standing.CHANGED:
        raise InstallError(
            f"{UNIT} was changed by hand, and an upgrade would undo that",
            f"Put the changes into `systemctl edit {NAME}`, remove the file, and run this again.",
        )
    return [*_settings(found, wanted), *_service(found, wanted), *_start(found, wanted)]


def uninstall(found: Found, *, purge: bool, is_machine: bool = True) -> list[Step]:
    """Return the steps that undo an installation; with `purge`, configuration and data as well."""
    require_known(found)
    has_unit = UNIT in found.entries
    steps: list[Step] = []
    if has_unit and is_machine:
        steps.append(Run(("systemctl", "stop", NAME)))
    steps += [Remove(path) for path in (WANTED, UNIT, SHARE) if path in found.entries]
    if has_unit and is_machine:
        steps.append(Run(("systemctl", "daemon-reload")))
    kept = [path for path in (CHANGES, SETTINGS, STATE, HELD) if path in found.entries]
    if purge:
        return [*steps, *(Remove(path) for path in kept)]
    return [*steps, *(Keep(path, "(--purge removes it)") for path in kept if path != HELD)]


def _settings(found: Found, wanted: Wanted) -> Iterator[Step]:
    yield from _folder(found, SETTINGS, _OPEN_FOLDER)
    yield from _folder(found, CREDENTIALS, _ROOTS_FOLDER)
    if SITE in found.entries:
        yield Keep(SITE)
        return
    if wanted.first is None:
        raise InstallError(f"there is no {SITE}", "Give --site and --source, or --demo.")
    for name, secret in wanted.first.credentials.items():
        yield WriteFile(CREDENTIALS / name, _ROOTS_ALONE, secret + "\n")
    if wanted.first.needs_devices:
        yield from _folder(found, CHANGES, _OPEN_FOLDER)
        yield from _file(found, DEVICES, wanted.devices)
    yield WriteFile(SITE, _OPEN, wanted.first.text)


def _service(found: Found, wanted: Wanted) -> Iterator[Step]:
    if found.text(SHARE) == str(SHIPPED):
        yield Keep(SHARE)
    else:
        yield MakeLink(SHARE, SHIPPED)
    if WANTED in found.entries:
        yield Keep(WANTED)
    elif UNIT in found.entries:
        yield Keep(UNIT, "out of the machine's start, as it was")
    else:
        yield MakeLink(WANTED, UNIT)
    yield from _file(found, UNIT, wanted.unit)


def _start(found: Found, wanted: Wanted) -> Iterator[Step]:
    if not wanted.is_machine:
        return
    yield Run(("systemctl", "daemon-reload"))
    if wanted.starts:
        is_disabled = UNIT in found.entries and WANTED not in found.entries
        yield Run(("systemctl", "try-restart" if is_disabled else "restart", NAME))


def _folder(found: Found, path: Path, mode: int) -> Iterator[Step]:
    entry = found.entries.get(path)
    yield Keep(path) if entry and entry.mode == mode else MakeFolder(path, mode)


def _file(found: Found, path: Path, text: str) -> Iterator[Step]:
    entry = found.entries.get(path)
    is_same = entry and (entry.text, entry.mode) == (text, _OPEN)
    yield Keep(path) if is_same else WriteFile(path, _OPEN, text)
