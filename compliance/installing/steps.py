"""What an installation does, step by step; each can be told before and after it is done."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MakeFolder:
    """Make a folder and those above it, or correct its mode."""

    path: Path
    mode: int

    def __str__(self) -> str:
        return f"make folder {self.path}, mode {self.mode:04o}"


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a file whole, in one moment; its text may be a secret and never shows itself."""

    path: Path
    mode: int
    text: str = field(repr=False)

    def __str__(self) -> str:
        return f"write {self.path}, mode {self.mode:04o}"


@dataclass(frozen=True, slots=True)
class MakeLink:
    """Have a path lead to another, whatever link stood there."""

    path: Path
    target: Path

    def __str__(self) -> str:
        return f"link {self.path} to {self.target}"


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a file or link, or a folder with all that is in it."""

    path: Path

    def __str__(self) -> str:
        return f"remove {self.path}"


@dataclass(frozen=True, slots=True)
class Run:
    """Run a command of the system."""

    command: tuple[str, ...]

    def __str__(self) -> str:
        return f"run {' '.join(self.command)}"


@dataclass(frozen=True, slots=True)
class Keep:
    """Do nothing, and say of what."""

    path: Path
    why: str = "as it is"

    def __str__(self) -> str:
        return f"keep {self.path} {self.why}"


Step = MakeFolder | WriteFile | MakeLink | Remove | Run | Keep
