"""Where the files are that come with the product: beside a checkout, inside an installation."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return a shipped folder: `models`, `migrations` or `config`."""
    beside = _PACKAGE.parent / name
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else beside
