"""What a process holds open: what its lock must leave usable is decided by this alone."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_VIDEO_MAJOR = 81  # Linux's Documentation/admin-guide/devices.txt: video4linux


@dataclass(frozen=True, slots=True)
class Held:
    """Descriptors by what they are; all others may be read and no more."""

    sockets: tuple[int, ...] = ()
    devices: tuple[int, ...] = ()
    """Cameras of this machine (V4L2)."""
    files: tuple[int, ...] = ()
    highest: int = 2
    """The highest number that is open."""


def held() -> Held:
    """Return what this process holds open."""
    found = descriptors()
    return Held(
        sockets=tuple(fd for fd, each in found.items() if stat.S_ISSOCK(each.st_mode)),
        devices=tuple(fd for fd, each in found.items() if _is_camera(each)),
        files=tuple(fd for fd, each in found.items() if stat.S_ISREG(each.st_mode)),
        highest=max(found),
    )


def descriptors() -> dict[int, os.stat_result]:
    """Return what is open, in order, without the descriptor that served to list it."""
    found = {}
    for fd in sorted(int(entry.name) for entry in Path("/proc/self/fd").iterdir()):
        with suppress(OSError):
            found[fd] = os.fstat(fd)
    return found


def _is_camera(found: os.stat_result) -> bool:
    return stat.S_ISCHR(found.st_mode) and os.major(found.st_rdev) == _VIDEO_MAJOR
