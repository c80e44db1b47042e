"""Where the report is made: the kernel's features, and the versions that are installed."""

import platform
import re
from importlib import metadata

from compliance.errors import SandboxError
from compliance.papers.facts import MachineFacts
from compliance.pixels.lock import landlock, seccomp

_PRODUCT = "compliance"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_NOT_TO_RUN = re.compile(r"extra == .(test|training)\b")


def read_machine() -> MachineFacts:
    """Return what this machine is."""
    return MachineFacts(
        kernel=platform.release(),
        processor=platform.machine(),
        landlock=landlock.version(),
        has_seccomp=_has_seccomp(),
        python=platform.python_version(),
        versions=tuple(_versions()),
    )


def _has_seccomp() -> bool:
    try:
        seccomp.check()
    except SandboxError:
        return False
    return True


def _versions() -> list[tuple[str, str]]:
    """Return what is installed of the libraries that the product asks for to run."""
    try:
        wanted = metadata.requires(_PRODUCT) or []
    except metadata.PackageNotFoundError:
        return []
    to_run = (text for text in wanted if not _NOT_TO_RUN.search(text))
    names = sorted({match.group().lower() for text in to_run if (match := _NAME.match(text))})
    return [(name, version) for name in names if (version := _version(name))]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
