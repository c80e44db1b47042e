"""Papers written to files, with faults told plainly."""

from pathlib import Path

from compliance.errors import ComplianceError


def write_text(path: Path, text: str) -> Path:
    """Write a paper, its folder made when missing; return the path. Raises ComplianceError."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> Path:
    """Write a paper as `write_text` does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise ComplianceError(
            f"{path}: cannot be written: {error.strerror}", "Name another place to write to."
        ) from None
    return path
