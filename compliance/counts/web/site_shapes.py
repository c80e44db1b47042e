"""The shapes of what the API tells of a site itself, and of what went wrong."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from compliance.counts.web.shapes import Count, Shape, Share


class Totals(Shape):
    """Sums of everything ever released, what expired included; they advance at a release only."""

    passages: Count
    decided: Count
    mask: Count
    incorrect: Count
    no_mask: Count
    unknown: Count
    withheld: Count
    observed_seconds: Count = Field(description="Camera seconds really watched.")


class Area(Shape):
    """What is published as one."""

    name: str
    cameras: list[str] = Field(description="Empty for an area that is no longer configured.")
    releases: Count = Field(description="That are kept.")
    first_start: datetime | None = Field(description="Start of the first release that is kept.")
    newest_end: datetime | None = Field(description="End of the newest one.")
    totals: Totals


class Areas(Shape):
    """Every area, by name."""

    site: str
    time_zone: str
    items: list[Area]


class Camera(Shape):
    """How a camera is; nothing in it counts people."""

    name: str
    area: str
    up: bool = Field(description="Its frames arrive.")
    fault: str | None = Field(description="What keeps it down.")
    sight: str | None = Field(description="What stands against its picture while it is up.")
    says: str = Field(description="The same in words, with what to do; empty when all is well.")
    restarts: Count = Field(description="Of its pixel process, since the daemon's start.")
    locked: bool | None = Field(
        description="Its pixel process is locked down; null before its first word."
    )
    analysed_share: Share = Field(
        description="Of the configured rate at which frames are analysed."
    )
    shed: bool = Field(description="It is stopped for want of time on the machine.")


class Cameras(Shape):
    """Every camera, in the configuration's order."""

    site: str
    items: list[Camera]


class ModelFile(Shape):
    """One model, as the manifest has it and as was verified at the start."""

    identity: str = Field(description="name@version, as it stands on every release.")
    name: str
    version: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Score(Shape):
    """A score on held-out pictures, with its 95 % interval where one was measured."""

    value: float
    low: float | None
    high: float | None


class Calls(Shape):
    """What held-out faces of one true outcome were called."""

    mask: Count
    incorrect: Count
    no_mask: Count
    missed: Count


class Confusion(Shape):
    """Held-out faces by true outcome; the corrected rate inverts it."""

    mask: Calls
    incorrect: Calls
    no_mask: Calls


class Model(Shape):
    """The models that count."""

    detector: ModelFile
    classifier: ModelFile
    scores: dict[str, Score] = Field(description="The classifier's, by name; empty if unknown.")
    confusion: Confusion
    confusion_by_size: dict[str, Confusion] = Field(
        description="The same by the shorter side of the face."
    )


class ConfiguredCamera(Shape):
    """A camera as configured; its source without a credential."""

    name: str
    area: str
    source: str
    clock: Literal["wall", "recording"]
    analysed_per_second: float
    minimum_face_px: int
    detector_width_px: int
    include: list[list[tuple[float, float]]]
    exclude: list[list[tuple[float, float]]]
    priority: int


class Http(Shape):
    """How the port is reached."""

    host: str
    port: int
    tls: bool
    tokens: bool = Field(description="Whether a token is needed.")
    behind_proxy: bool


class Configuration(Shape):
    """What the daemon was told, without what is secret or a path of the machine."""

    version: str = Field(description="Of the product.")
    site: str
    time_zone: str
    bucket_minutes: int
    minimum_count: int
    homogeneous_hours: int | None = Field(
        description="How long an interval in which all did alike waits; null: it does not."
    )
    noise_epsilon: float | None = Field(
        description="What noise lets a release tell of a passage at most; null: none is added."
    )
    retention_days: int
    database: str
    forward: str | None = Field(
        description="The database that released rows are forwarded to; null: none."
    )
    http: Http
    allow_unsandboxed: bool
    cameras: list[ConfiguredCamera]


class ParameterFault(Shape):
    """One parameter that cannot be used."""

    parameter: str
    detail: str = Field(description="What was found, and what to write.")


class Problem(Shape):
    """Why there is no answer (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    parameters: list[ParameterFault] | None = None
