"""Everything the privacy report says of a site, as values; no secret is among them."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from compliance.models import Confusion

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """One camera as configured."""

    name: str
    area: str
    kind: str
    """How the source is opened: rtsp, http, device or file."""
    label: str
    """The source without its credential."""
    clock: str
    """`wall`, or `recording` for a file on its own clock."""
    analysed_per_second: float
    minimum_face_px: int
    included: int
    """Polygons outside which the picture is blackened; 0: the whole picture is searched."""
    excluded: int
    """Polygons that are blackened."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the configuration says."""

    name: str
    cameras: tuple[CameraFacts, ...]
    bucket: timedelta
    minimum_count: int
    homogeneous_limit: timedelta | None
    """How long an interval in which all did alike waits for another; None: it does not."""
    noise_epsilon: float | None
    """Of the noise on published counts; None: there is none."""
    retention: timedelta
    http_host: str
    http_port: int
    is_loopback: bool
    """Only this machine reaches the HTTP server."""
    asks_for_token: bool
    """Whoever asks the HTTP server must have a token."""
    is_encrypted: bool
    """The HTTP server speaks TLS."""
    is_behind_proxy: bool
    """A proxy stands before it, which is the operator's."""
    store: str
    """The database's address without its credential."""
    allow_unsandboxed: bool
    has_public_page: bool = False
    """The page for passers-by is served."""
    forward: str = ""
    """Address, without its credential, of the database that rows are forwarded to; or none."""

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas in the order of their first camera."""
        return tuple(dict.fromkeys(camera.area for camera in self.cameras))


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table or view that really is in the database."""

    name: str
    columns: tuple[str, ...]
    rows: int
    """Of this site where rows carry a site, else of all."""
    oldest: datetime | None = None
    """Begin of the oldest interval; None without rows or without intervals."""
    newest: datetime | None = None
    """End of the newest interval."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of the database."""

    name: str
    size_bytes: int
    mode: int
    """Permission bits."""


@dataclass(frozen=True, slots=True)
class ReleasedFacts:
    """What was checked on the released rows themselves."""

    rows: int
    shortest: timedelta | None
    """The shortest published interval; None without rows."""
    below_minimum: int
    """Rows without noise of fewer passages than the configuration's minimum."""
    noisy: int
    """Rows with noise, whose true number of passages nobody knows any more."""
    overdue: int
    """Rows that ended before the retention; the hourly job removes them."""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What the database holds."""

    kind: str
    """SQLite or PostgreSQL, with its version; empty when it could not be read."""
    tables: tuple[TableFacts, ...] = ()
    views: tuple[str, ...] = ()
    files: tuple[FileFacts, ...] = ()
    copies: int = 0
    """Copies kept beside a SQLite file before upgrades."""
    released: ReleasedFacts | None = None
    problem: str = ""
    """Why it could not be read."""


@dataclass(frozen=True, slots=True)
class CameraState:
    """What the running daemon says of one camera."""

    name: str
    is_up: bool
    is_locked: bool | None
    """None: nothing was said yet."""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the daemon answered when it was asked."""

    version: str = ""
    cameras: tuple[CameraState, ...] = ()
    problem: str = ""
    """Why there was no answer; empty when it answered."""
    asks_for_token: bool = False
    """It is there, and that is why there was none."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model file."""

    role: str
    name: str
    version: str
    sha256: str
    """As the manifest has it."""


@dataclass(frozen=True, slots=True)
class ModelsFacts:
    """The models and what was measured of them."""

    models: tuple[ModelFacts, ...] = ()
    confusion: Confusion | None = None
    is_verified: bool = False
    """The files are the ones in the manifest."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """Where the report was made."""

    kernel: str
    processor: str
    landlock: int
    """Version of Landlock's interface; 0: there is none."""
    has_seccomp: bool
    python: str
    versions: tuple[tuple[str, str], ...]
    """Libraries that are installed, by name."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """The attacks of one kind, such as by files or by the network."""

    name: str
    tried: int
    shut: int


@dataclass(frozen=True, slots=True)
class SelfTestFacts:
    """The results of a saved self-test."""

    file: str
    made: str
    version: str
    kernel: str
    machine: str
    is_tight: bool
    """The lock is whole and nothing got out."""
    verdict: str
    """In the self-test's own words."""
    groups: tuple[GroupFacts, ...]
    open_ways: tuple[str, ...]
    bits_per_hour: float
    """At most, from a pixel process that was taken over to the main process."""
    told_bits_per_hour: float
    """At most, of these to whoever reads metrics and log; 0: an older test did not say."""
    bits_per_release: float
    """At most, of these in one published row of 20 minutes."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it."""

    on: date
    version: str
    site: SiteFacts
    store: StoreFacts
    service: ServiceFacts
    models: ModelsFacts
    machine: MachineFacts
    self_test: SelfTestFacts | None = None


def redacted(value: T, redact: Callable[[str], str]) -> T:
    """Return the value with every text in it, however deep, passed through `redact`."""
    return _redacted(value, redact)  # type: ignore[no-any-return]


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, tuple):
        return tuple(_redacted(each, redact) for each in value)
    if isinstance(value, dict):
        return {_redacted(k, redact): _redacted(v, redact) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        texts = {f.name: _redacted(getattr(value, f.name), redact) for f in fields(value)}
        return replace(value, **texts)
    return value
