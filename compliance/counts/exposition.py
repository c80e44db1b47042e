"""Every exported metric: its name, its HELP text and how values become samples."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)

from compliance.counts.frames import FrameCounter
from compliance.counts.load import Load
from compliance.counts.reader import Total
from compliance.faults import Fault
from compliance.sight import Sight
from compliance.tally import Health, State


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model judges."""

    role: str
    """`detector` or `classifier`."""
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LockTest:
    """What the test of the privacy lock at the start found."""

    parts: Mapping[str, bool]
    """Whether each part of the lock can be had here."""
    shut: int
    """Ways out that were tried and found shut."""
    open: int


@dataclass(frozen=True, slots=True)
class Stream:
    """How a camera and its pixel process are."""

    is_up: bool = False
    restarts: int = 0
    fault: Fault = Fault.NONE
    sight: Sight = Sight.CLEAR
    analysed_share: float = 1.0
    is_shed: bool = False
    is_elsewhere: bool = False
    frames: FrameCounter = field(default_factory=FrameCounter)
    load: Load = field(default_factory=Load)
    health: Health | None = None


def published(totals: Iterable[Total]) -> Iterable[Metric]:
    """Return everything ever released, by area."""
    passages = CounterMetricFamily(
        "compliance_passages",
        "People who passed, by outcome: mask, incorrect (worn, but nose or mouth uncovered), "
        "no_mask, unknown, and withheld (people of an interval in which all who were decided did "
        "alike: their number alone is released). Advances only when an interval is released, and "
        "survives restarts. Compliance rate = mask / (mask + incorrect + no_mask).",
        labels=("site", "area", "outcome"),
    )
    observed = CounterMetricFamily(
        "compliance_observed_seconds",
        "Seconds really watched, summed over the area's cameras. Advances only when an interval "
        "is released, and survives restarts.",
        labels=("site", "area"),
    )
    expected = CounterMetricFamily(
        "compliance_expected_seconds",
        "Seconds that should have been watched, summed over the area's cameras; coverage is "
        "observed / expected over the same time. Advances only when an interval is released, and "
        "survives restarts.",
        labels=("site", "area"),
    )
    for total in totals:
        for outcome, count in asdict(total.counts).items():
            passages.add_metric((total.site, total.area, outcome), count)
        observed.add_metric((total.site, total.area), total.observed_seconds)
        expected.add_metric((total.site, total.area), total.expected_seconds)
    return passages, observed, expected


def elsewhere(site: str, streams: Mapping[str, Stream]) -> Metric:
    """Return which cameras another machine counts."""
    found = GaugeMetricFamily(
        "compliance_stream_elsewhere",
        "1 while another machine of the site counts the camera and this one stands by: then it "
        "tells nothing else of it. Else 0.",
        labels=("site", "camera"),
    )
    for camera, stream in streams.items():
        found.add_metric((site, camera), stream.is_elsewhere)
    return found


def streams(site: str, streams: Mapping[str, Stream]) -> Iterable[Metric]:
    """Return whether each camera is up, and if not, why."""
    is_up = GaugeMetricFamily(
        "compliance_stream_up",
        "1 while the camera's frames arrive, else 0.",
        labels=("site", "camera"),
    )
    restarts = CounterMetricFamily(
        "compliance_stream_restarts",
        "Restarts of the camera's pixel process since the daemon's start.",
        labels=("site", "camera"),
    )
    fault = GaugeMetricFamily(
        "compliance_stream_fault",
        "1 for the fault that keeps the camera down, 0 for every other one; all 0 while it is up. "
        "The log says what to do about each.",
        labels=("site", "camera", "fault"),
    )
    for camera, stream in streams.items():
        is_up.add_metric((site, camera), stream.is_up)
        restarts.add_metric((site, camera), stream.restarts)
        for each in Fault:
            if each is not Fault.NONE:
                fault.add_metric((site, camera, each.name.lower()), each is stream.fault)
    return is_up, restarts, fault


def conditions(site: str, streams: Mapping[str, Stream]) -> Iterable[Metric]:
    """Return what lessens each camera's figures while it is up, and who is stopped."""
    degraded = GaugeMetricFamily(
        "compliance_stream_degraded",
        "1 for what stands against the camera's picture while its frames arrive, else 0. In black, "
        "covered and frozen time nothing counts as watched. Taken from minutes of evidence and "
        "told for 20 minutes at least, so that it says nothing of who passes.",
        labels=("site", "camera", "reason"),
    )
    share = GaugeMetricFamily(
        "compliance_stream_analysed_share",
        "Share of the configured rate at which frames are analysed: 1, or less while the machine "
        "is short of time, for all cameras alike and not below 2 frames a second.",
        labels=("site", "camera"),
    )
    shed = GaugeMetricFamily(
        "compliance_stream_shed",
        "1 while the camera is stopped for want of time on the machine, else 0; those of the "
        "lowest priority are stopped first.",
        labels=("site", "camera"),
    )
    for camera, stream in streams.items():
        for each in Sight:
            if each is not Sight.CLEAR:
                is_told = stream.is_up and each is stream.sight
                degraded.add_metric((site, camera, each.name.lower()), is_told)
        share.add_metric((site, camera), stream.analysed_share)
        shed.add_metric((site, camera), stream.is_shed)
    return degraded, share, shed


def frames(site: str, streams: Mapping[str, Stream]) -> Iterable[Metric]:
    """Return each camera's frames by what became of them."""
    labels = ("site", "camera")
    decoded = CounterMetricFamily(
        "compliance_frames_decoded",
        "Frames decoded since the daemon's start. Advances once a bucket: while faces are judged, "
        "frames wait, and a finer count would tell when many are.",
        labels=labels,
    )
    analysed = CounterMetricFamily(
        "compliance_frames_analysed",
        "Frames searched for faces since the daemon's start, at the configured rate, or the "
        "share of it in compliance_stream_analysed_share, whoever is in view. Advances once a "
        "bucket, since on a slow machine it would tell when many are judged.",
        labels=labels,
    )
    dropped = CounterMetricFamily(
        "compliance_frames_dropped",
        "Frames due for analysis that came too late for it since the daemon's start; a rising "
        "share means too slow a machine or network. Advances once a bucket, since on a slow "
        "machine it would tell when many are judged.",
        labels=labels,
    )
    for camera, stream in streams.items():
        decoded.add_metric((site, camera), stream.load.frames.decoded)
        analysed.add_metric((site, camera), stream.load.frames.analysed)
        dropped.add_metric((site, camera), stream.load.frames.dropped)
    return decoded, analysed, dropped


def workers(site: str, streams: Mapping[str, Stream]) -> Iterable[Metric]:
    """Return each pixel process's lag and lock; a silent one has neither."""
    lag = GaugeMetricFamily(
        "compliance_frame_lag_seconds",
        "Mean age of the newest analysed frame over the last bucket, in whole seconds: finer, it "
        "would tell when many are judged. Absent while the camera is down.",
        labels=("site", "camera"),
    )
    sandboxed = GaugeMetricFamily(
        "compliance_worker_sandboxed",
        "1 when the camera's pixel process is locked down, 0 when it runs without the lock "
        "(allow_unsandboxed = true); absent before its first word.",
        labels=("site", "camera"),
    )
    for camera, stream in streams.items():
        if stream.health is None:
            continue
        sandboxed.add_metric((site, camera), stream.health.is_sandboxed)
        lag_seconds = stream.load.lag_seconds
        if stream.is_up and stream.health.state is State.RUNNING and lag_seconds is not None:
            lag.add_metric((site, camera), lag_seconds)
    return lag, sandboxed


def lock(site: str, test: LockTest | None) -> Iterable[Metric]:
    """Return what was found of the lock; nothing before it was tested."""
    parts = GaugeMetricFamily(
        "compliance_lock_part",
        "1 when this part of the pixel processes' lock can be had on this machine, as found at "
        "the daemon's start; 0 only with allow_unsandboxed = true.",
        labels=("site", "part"),
    )
    attacks = GaugeMetricFamily(
        "compliance_lock_attacks",
        "Ways out of a locked process that were tried at the daemon's start, by whether they "
        "were found shut or open.",
        labels=("site", "result"),
    )
    if test:
        for name, is_on in test.parts.items():
            parts.add_metric((site, name), is_on)
        attacks.add_metric((site, "shut"), test.shut)
        attacks.add_metric((site, "open"), test.open)
    return parts, attacks


def store_errors(site: str, count: int) -> Metric:
    """Return the failed writes."""
    errors = CounterMetricFamily(
        "compliance_store_errors",
        "Writes the database refused since the daemon's start; each is tried again.",
        labels=("site",),
    )
    errors.add_metric((site,), count)
    return errors


def identity(version: str, models: Iterable[ModelInfo]) -> Iterable[Metric]:
    """Return which version and which models run."""
    build = InfoMetricFamily("compliance_build", "The product's version.")
    build.add_metric((), {"version": version})
    model = InfoMetricFamily("compliance_model", "The models that judge.", labels=("role",))
    for each in models:
        identity = {"name": each.name, "version": each.version, "sha256": each.sha256}
        model.add_metric((each.role,), identity)
    return build, model
