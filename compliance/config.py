"""site.toml read into frozen values; every fault reported at once, with its key path."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from compliance.camera import Camera, Clock, Polygon, Recording
from compliance.complaints import Complaint, across_cameras, from_validation, of_exposure
from compliance.counts.backups import BACKUP_DEFAULT, BackupTerms
from compliance.credentials import Credentials, Unused
from compliance.databases import Database
from compliance.errors import ConfigError
from compliance.exposure import LOOPBACK, Exposure
from compliance.moments import UTC
from compliance.sitefile import CameraTable, PublishTable, SiteTable
from compliance.sitevalues import Surroundings
from compliance.sources import passwords

KEPT_CREDENTIALS = "credentials"
"""Folder beside the configuration whose files systemd gives to the service."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the daemon is told."""

    site: str
    database: Database
    cameras: tuple[Camera, ...]
    """In the file's order; at least one."""
    models: Path
    """Folder of the manifest and the model files."""
    machine: str | None = None
    """Which of the machines it is that count the site together; None: it counts alone."""
    bucket: timedelta = timedelta(hours=1)
    minimum_count: int = 10
    homogeneous_limit: timedelta | None = timedelta(hours=24)
    """How long an interval in which all did alike waits for another; None: it does not."""
    noise_epsilon: float | None = None
    """What a passage may tell at most, of counts that get noise; None: they get none."""
    retention: timedelta = timedelta(days=400)
    backup: BackupTerms = BACKUP_DEFAULT
    """Of a SQLite database."""
    forward: Database | None = None
    """Where released rows are forwarded to; None: nowhere."""
    time_zone: ZoneInfo = UTC
    """Whose hours and days are told unless another is asked for."""
    public_page: bool = False
    """The page for passers-by is served."""
    http_host: str = "127.0.0.1"
    http_port: int = 8718
    exposure: Exposure = LOOPBACK
    allow_unsandboxed: bool = False
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Every credential in use, for a Redactor."""

    @property
    def areas(self) -> dict[str, tuple[Camera, ...]]:
        """The cameras of each area, areas in the order of their first camera."""
        names = dict.fromkeys(camera.area for camera in self.cameras)
        return {name: tuple(c for c in self.cameras if c.area == name) for name in names}


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """Return the configuration in the file.

    Raises ConfigError naming every fault: the key's path, the value found and the remedy.
    """
    return parse(_read(path), path, environment)


def load_for_store(path: Path, environment: Mapping[str, str]) -> Config:
    """Return the configuration for a command that opens the database and nothing else.

    Of the secrets only the database's need to be there. Raises ConfigError as `load` does.
    """
    return checked(_toml(_read(path), path), path, environment, of_all_else=Unused())


def parse(text: str, path: Path, environment: Mapping[str, str]) -> Config:
    """Return the configuration in `text`; `path` names it and is where relative paths begin.

    Raises ConfigError as `load` does.
    """
    return checked(_toml(text, path), path, environment)


def checked(
    values: Mapping[str, object],
    path: Path,
    environment: Mapping[str, str],
    of_all_else: Credentials | None = None,
) -> Config:
    """Return the configuration with the file's `values`; `path` is as in `parse`.

    of_all_else: secrets that are not the database's; None: they are found like those. Raises
    ConfigError as `load` does.
    """
    folder = path.absolute().parent
    credentials = Credentials(environment, folder / KEPT_CREDENTIALS)
    around = Surroundings(folder, credentials, of_all_else or credentials)
    table, complaints = _validated(values, around)
    complaints += across_cameras(values.get("cameras")) + of_exposure(values.get("http"))
    if complaints or table is None:
        raise _error(path, complaints)
    return _config(table, folder, credentials.read)


def _read(path: Path) -> str:
    hint = "Start from what `compliance example-config` prints, where every key is explained."
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = f"{path}: there is no such file"
    except UnicodeDecodeError as error:
        message = f"{path}: byte {error.start} is not UTF-8 text"
    except OSError as error:
        message, hint = f"{path}: {error.strerror}", "Check its path, owner and mode."
    raise ConfigError(message, hint)


def _toml(text: str, path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{path} is not TOML: {error}"
    raise ConfigError(message, "Put text in quotes, and one `key = value` on each line.")


def _validated(
    values: Mapping[str, object], around: Surroundings
) -> tuple[SiteTable | None, list[Complaint]]:
    # Complaints leave this function, the ValidationError does not: it holds the values found.
    try:
        return SiteTable.model_validate(values, context=around), []
    except ValidationError as error:
        return None, from_validation(error)


def _error(path: Path, complaints: list[Complaint]) -> ConfigError:
    count = "1 fault" if len(complaints) == 1 else f"{len(complaints)} faults"
    lines = "".join(f"\n  {complaint}" for complaint in complaints)
    return ConfigError(
        f"{path} has {count}:{lines}",
        "`compliance example-config` prints a file in which every key is explained.",
    )


def _config(table: SiteTable, folder: Path, read: frozenset[str]) -> Config:
    cameras = tuple(_camera(number, camera) for number, camera in enumerate(table.cameras))
    databases = [each.url for each in (table.store.url, table.forward.url) if each]
    addresses = [*databases, *(camera.source.address for camera in cameras)]
    return Config(
        site=table.site,
        database=table.store.url,
        machine=table.store.machine,
        cameras=cameras,
        models=folder / table.models.folder,
        bucket=timedelta(minutes=table.publish.bucket_minutes),
        minimum_count=table.publish.minimum_count,
        homogeneous_limit=_homogeneous_limit(table.publish),
        noise_epsilon=table.publish.noise_epsilon,
        retention=timedelta(days=table.publish.retention_days),
        backup=BackupTerms(
            folder / table.backup.folder, timedelta(hours=table.backup.hours), table.backup.keep
        ),
        forward=table.forward.url,
        public_page=table.publish.public_page,
        time_zone=table.publish.time_zone,
        http_host=table.http.host,
        http_port=table.http.port,
        exposure=Exposure(
            table.http.tokens,
            table.http.certificate,
            table.http.private_key,
            table.http.behind_proxy,
        ),
        allow_unsandboxed=table.allow_unsandboxed,
        secrets=read.union(*(passwords(address) for address in addresses)),
    )


def _homogeneous_limit(table: PublishTable) -> timedelta | None:
    """Return how long an interval in which all did alike waits; noise takes the place of that."""
    is_protected = table.protect_homogeneous and table.noise_epsilon is None
    return timedelta(hours=table.homogeneous_hours) if is_protected else None


def _camera(number: int, table: CameraTable) -> Camera:
    return Camera(
        number=number,
        name=table.name,
        area=table.area,
        source=table.source,
        recording=_recording(table),
        analysed_per_second=table.analysed_per_second,
        minimum_face_px=table.minimum_face_px,
        detector_width_px=table.detector_width_px,
        include=_polygons(table.include),
        exclude=_polygons(table.exclude),
        open_timeout_seconds=table.open_timeout_seconds,
        read_timeout_seconds=table.read_timeout_seconds,
        priority=table.priority,
    )


def _recording(table: CameraTable) -> Recording | None:
    if table.clock == Clock.WALL.value or table.start is None:
        return None
    return Recording(table.start, table.speed, table.loop)


def _polygons(polygons: list[list[list[float]]]) -> tuple[Polygon, ...]:
    return tuple(tuple((x, y) for x, y in polygon) for polygon in polygons)
