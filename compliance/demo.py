"""The bundled demo in a folder of its own, where its database may be made."""

import shutil
from pathlib import Path

from compliance.errors import ConfigError
from compliance.shipped import shipped

_FILES = ("site.toml", "street.mp4")


def prepared(folder: Path) -> Path:
    """Copy the demo's files to the folder where they are missing; return its configuration."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            if not (folder / name).exists():
                shutil.copyfile(shipped("config") / "demo" / name, folder / name)
    except OSError as error:
        message = f"{folder}: {error.strerror}"
        raise ConfigError(message, "Name a folder that may be written to.") from error
    return folder / "site.toml"
