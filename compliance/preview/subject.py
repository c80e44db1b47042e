"""Which camera is looked at: one of a site's, or a source named by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.camera import Camera, Source, SourceKind
from compliance.config import Config
from compliance.credentials import Credentials
from compliance.errors import ConfigError
from compliance.models import SHIPPED_MODELS
from compliance.sources import parse_source, passwords


@dataclass(frozen=True, slots=True)
class Subject:
    """A camera to look at."""

    camera: Camera
    models: Path
    """Folder of the manifest and the model files."""
    site: Config | None = None
    """The site whose configuration was given; None without one."""

    @property
    def is_of_the_site(self) -> bool:
        """Say whether the site's service would look at the same source."""
        if self.site is None:
            return False
        addresses = {camera.source.address for camera in self.site.cameras}
        return self.camera.source.address in addresses


def find_subject(
    named: str, site: Config | None, folder: Path, environment: Mapping[str, str]
) -> Subject:
    """Return the site's camera of that name, or else the source: a stream, a device or a file.

    A recording is looked at in its own time, whatever its speed. A file is looked for from
    `folder`. Raises ConfigError when it is neither.
    """
    models = site.models if site else SHIPPED_MODELS
    for camera in site.cameras if site else ():
        if camera.name == named:
            return Subject(replace(camera, recording=None), models, site)
    source = _source(named, site, folder, environment)
    return Subject(Camera(0, source.label, "site", source), models, site)


def shows_a_password(named: str) -> bool:
    """Say whether the text holds a password, which everybody on the machine can list then."""
    return any("${" not in password for password in passwords(named))


def _source(
    named: str, site: Config | None, folder: Path, environment: Mapping[str, str]
) -> Source:
    try:
        source = parse_source(named, folder, Credentials(environment).expand)
    except ValueError as error:
        message = f"CAMERA: {error}"
        raise ConfigError(message, _cameras(site)) from None
    if source.kind is SourceKind.FILE and not Path(source.address).exists():
        message = f"{source.label}: is neither a camera's name, a file, a device nor an address"
        raise ConfigError(message, _cameras(site))
    return source


def _cameras(site: Config | None) -> str:
    if site is None:
        return "A camera's name needs the site's file: compliance preview NAME SITE.TOML"
    names = ", ".join(camera.name for camera in site.cameras)
    return f"The site's cameras are: {names}."
