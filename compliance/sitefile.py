"""The shape of site.toml: every key, its type, range and default."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from compliance.camera import Clock, SourceKind
from compliance.models import SHIPPED_MODELS
from compliance.moments import UTC
from compliance.sitevalues import (
    BucketMinutes,
    CentralText,
    DatabaseText,
    FilePath,
    Host,
    Label,
    MinimumCount,
    Polygons,
    SourceText,
    Speed,
    Start,
    ZoneName,
    between,
)


class Table(BaseModel):
    """A table of the file: types are strict, unknown keys refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class CameraTable(Table):
    """`[[cameras]]`, one for each camera. The order of the keys is the order of their checks."""

    name: Label = Field(description='name the camera, such as name = "door"')
    area: Label = "site"
    source: SourceText = Field(
        description='name what it watches, such as source = "rtsp://camera.lan/stream"'
    )
    clock: Literal["wall", "recording"] = Field("wall", validate_default=True)
    start: Start | None = Field(None, validate_default=True)
    speed: Speed = 1.0
    loop: bool = False
    analysed_per_second: Annotated[float, between(1, 30)] = 5.0
    minimum_face_px: Annotated[int, between(8, 1000)] = 24
    detector_width_px: Annotated[int, between(160, 1920)] = 640
    include: Polygons = []
    exclude: Polygons = []
    open_timeout_seconds: Annotated[float, between(1, 120)] = 5.0
    read_timeout_seconds: Annotated[float, between(1, 120)] = 8.0
    priority: Annotated[int, between(0, 9)] = 5

    @field_validator("clock")
    @classmethod
    def _clock_fits_the_source(cls, clock: str, info: ValidationInfo) -> str:
        source = info.data.get("source")
        if source and source.kind is SourceKind.FILE and clock == Clock.WALL.value:
            raise ValueError(
                'is for live sources; replay a file with clock = "recording" and start = '
                "the time of its first frame"
            )
        if source and source.kind is not SourceKind.FILE and clock == Clock.RECORDING.value:
            raise ValueError('is for files; a live source has clock = "wall"')
        return clock

    @field_validator("start")
    @classmethod
    def _recording_has_a_start(cls, start: Start | None, info: ValidationInfo) -> Start | None:
        if start is None and info.data.get("clock") == Clock.RECORDING.value:
            raise ValueError(
                "is missing; write the time of the first frame, "
                "such as start = 2026-01-05T08:00:00+01:00"
            )
        return start

    @field_validator("start", "speed", "loop")
    @classmethod
    def _only_a_recording_is_replayed(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and value is not False and info.data.get("clock") == Clock.WALL.value:
            raise ValueError('belongs to clock = "recording"; leave it out')
        return value


class PublishTable(Table):
    """`[publish]`."""

    bucket_minutes: BucketMinutes = 60
    minimum_count: MinimumCount = 10
    protect_homogeneous: bool = True
    homogeneous_hours: Annotated[int, between(1, 744)] = 24
    noise_epsilon: Annotated[float, between(0.1, 5)] | None = None
    retention_days: Annotated[int, between(1, 3650)] = 400
    time_zone: ZoneName = UTC
    public_page: bool = False


class StoreTable(Table):
    """`[store]`."""

    url: DatabaseText = Field("sqlite:///compliance.db", validate_default=True)
    machine: Label | None = None

    @field_validator("machine")
    @classmethod
    def _machines_share_a_server(cls, machine: str | None, info: ValidationInfo) -> str | None:
        url = info.data.get("url")
        if machine and url and url.url.startswith("sqlite"):
            raise ValueError("is for machines that share a PostgreSQL database; leave it out")
        return machine


class ForwardTable(Table):
    """`[forward]`."""

    url: CentralText | None = None


class HttpTable(Table):
    """`[http]`."""

    host: Host = "127.0.0.1"
    port: Annotated[int, between(1, 65535)] = 8718
    tokens: FilePath | None = None
    certificate: FilePath | None = None
    private_key: FilePath | None = None
    behind_proxy: bool = False


class BackupTable(Table):
    """`[backup]`."""

    folder: str = "backups"
    hours: Annotated[int, between(0, 168)] = 24
    keep: Annotated[int, between(1, 365)] = 7


class ModelsTable(Table):
    """`[models]`."""

    folder: str = str(SHIPPED_MODELS)


class SiteTable(Table):
    """The whole file."""

    site: Label = Field(description='name the site, such as site = "lyon-01"')
    allow_unsandboxed: bool = False
    publish: PublishTable = PublishTable()
    store: StoreTable = Field(default={}, validate_default=True)
    forward: ForwardTable = ForwardTable()
    http: HttpTable = HttpTable()
    backup: BackupTable = BackupTable()
    models: ModelsTable = ModelsTable()
    cameras: list[CameraTable] = Field(
        min_length=1, description="describe at least one camera in a table [[cameras]]"
    )

    @field_validator("cameras")
    @classmethod
    def _machines_share_no_recording(
        cls, cameras: list[CameraTable], info: ValidationInfo
    ) -> list[CameraTable]:
        store = info.data.get("store")
        recordings = [each.name for each in cameras if each.clock != Clock.WALL.value]
        if store and store.machine and recordings:
            raise ValueError(
                f"hold recordings ({', '.join(recordings)}), which are not for several machines; "
                "replay them as a site of their own, without [store] machine"
            )
        return cameras

    @field_validator("forward")
    @classmethod
    def _forwards_to_another(cls, forward: ForwardTable, info: ValidationInfo) -> ForwardTable:
        store = info.data.get("store")
        if store and forward.url and forward.url.url == store.url.url:
            raise ValueError("names the site's own database, see [store]; leave it out")
        return forward


TABLES: dict[str, type[Table]] = {
    "": SiteTable,
    "publish": PublishTable,
    "store": StoreTable,
    "forward": ForwardTable,
    "http": HttpTable,
    "backup": BackupTable,
    "models": ModelsTable,
    "cameras": CameraTable,
}
"""The tables by the first part of their keys' path."""
