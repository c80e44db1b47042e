"""The unit as it is installed: with its program's path, and a seal that tells changes by hand."""

from enum import Enum
from hashlib import sha256
from pathlib import Path

from compliance.installing.places import PROGRAM

_SEAL = "# Written by compliance install, sha256 "


class Standing(Enum):
    """What a unit file that was found is."""

    OURS = "ours"
    CHANGED = "changed"
    """Ours, and changed by hand since."""
    FOREIGN = "foreign"


def sealed(template: str, program: Path) -> str:
    """Return the shipped unit for a program, with the seal in front."""
    body = template.replace(f"ExecStart={PROGRAM} ", f"ExecStart={program} ")
    return f"{_SEAL}{_digest(body)}\n{body}"


def standing(text: str) -> Standing:
    """Say whose a unit file is."""
    seal, _, body = text.partition("\n")
    if not seal.startswith(_SEAL):
        return Standing.FOREIGN
    return Standing.OURS if seal == _SEAL + _digest(body) else Standing.CHANGED


def _digest(body: str) -> str:
    return sha256(body.encode()).hexdigest()
