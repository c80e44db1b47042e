"""Cameras tried out before they are counted on: each in a process of its own, with a deadline."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from compliance import sight as sights
from compliance.advice import View, advise
from compliance.camera import Camera, SourceKind
from compliance.faults import Fault, explain
from compliance.models import Confusion, Models
from compliance.sight import Sight

MEASURED_SECONDS = 2.0
"""How long a live stream's frame rate is measured."""

WATCHED_SECONDS = 5.0
"""How long faces are looked for."""

RECORDED_SECONDS = 60.0
"""How much of a recording is looked at, if it can be in that time."""

MOST_FACES = 1000
"""Told of one camera, the first of them."""

_START_SECONDS = 20.0  # for a process to start and load its libraries, on a busy machine
_AT_ONCE = 4

_LARGE_PX = 1920 * 1200  # decoding is most of a camera's cost, and grows with this
_SMALL_PX = 360  # of the shorter side; a face four metres away is a few pixels then
_SLOW_START_SECONDS = 4.0
_FAST_PER_SECOND = 31.0

_CODEC = re.compile(r"[a-z0-9_]{1,32}")
_LARGEST_SIDE_PX = 65_535
_MOST_PER_SECOND = 1000.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What a camera sends."""

    codec: str
    width_px: int
    height_px: int
    frames_per_second: float | None
    """Measured for a live stream, declared in a file; None where neither is known."""
    first_frame_seconds: float
    """From the beginning of the opening to the first decoded frame."""
    faces_px: tuple[float, ...] = ()
    """The longer side of each face followed, at its largest, in the full picture."""
    sight: Sight = Sight.CLEAR
    """BLACK or COVERED where every picture was."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """How a camera answered."""

    camera: Camera
    fault: Fault
    """NONE when frames came."""
    findings: Findings | None
    by_size: dict[str, Confusion] | None = None
    """The models' confusion by the size of the face; None: faces were not looked for."""

    @property
    def is_good(self) -> bool:
        """Say whether the camera can be counted on."""
        return self.findings is not None

    def __str__(self) -> str:
        """Return one line for an operator, and one more for each piece of advice."""
        head = f"{self.camera.name} ({self.camera.source.label})"
        if self.findings is None:
            return f"{head}: {self.fault.name.lower()}: {explain(self.fault)}"
        lines = [f"{head}: {describe(self.findings)}"]
        lines += [f"  {sentence}" for sentence in advice(self.camera, self.findings)]
        if self.by_size is not None:
            view = View(self.camera, self.findings.width_px, self.findings.height_px)
            said = advise(view, self.findings.faces_px, self.by_size)
            lines += [f"  {sentence}" for sentence in said.sentences]
        return "\n".join(lines)


def probe_all(cameras: Iterable[Camera], models: Models | None = None) -> Iterator[ProbeResult]:
    """Try every camera, a few at a time, and yield the results in the cameras' order.

    With models, faces are looked for as well.
    """
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        yield from threads.map(partial(probe, models=models), cameras)


def probe(
    camera: Camera, within_seconds: float | None = None, models: Models | None = None
) -> ProbeResult:
    """Try one camera; never hangs, and raises nothing for whatever the camera does."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "compliance.pixels.probe"],
            input=_request(camera, models.detector.path.parent if models else None),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries print addresses with their credentials
            timeout=deadline_seconds(camera) if within_seconds is None else within_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ProbeResult(camera, Fault.TIMEOUT, None)
    fault, findings = read_answer(done.stdout)
    return ProbeResult(camera, fault, findings, models.confusion_by_size if models else None)


def deadline_seconds(camera: Camera) -> float:
    """Return after how long a probe is given up: opening takes up to twice its time."""
    allowed = 2 * camera.open_timeout_seconds + 2 * camera.read_timeout_seconds
    return _START_SECONDS + MEASURED_SECONDS + WATCHED_SECONDS + allowed


def read_answer(data: bytes) -> tuple[Fault, Findings | None]:
    """Read what the probing process wrote, trusting nothing; nonsense is CRASHED."""
    try:
        answer = json.loads(data)
        fault = Fault(answer["fault"])
        if fault is not Fault.NONE:
            return fault, None
        findings = Findings(
            codec=str(answer["codec"]),
            width_px=int(answer["width_px"]),
            height_px=int(answer["height_px"]),
            frames_per_second=_rate(answer["frames_per_second"]),
            first_frame_seconds=float(answer["first_frame_seconds"]),
            faces_px=tuple(float(side) for side in answer.get("faces_px", ())),
            sight=Sight(answer.get("sight", Sight.CLEAR)),
        )
    except (ValueError, TypeError, KeyError, OverflowError):
        return Fault.CRASHED, None
    return (Fault.NONE, findings) if _is_possible(findings) else (Fault.CRASHED, None)


def describe(findings: Findings) -> str:
    """Return codec, size, frame rate and time to the first frame in words."""
    rate = findings.frames_per_second
    shown = "frame rate unknown" if rate is None else f"{rate:.3g} frames a second"
    size = f"{findings.width_px}x{findings.height_px}"
    return f"{findings.codec}, {size}, {shown}, first frame after {_seconds(findings)}"


def advice(camera: Camera, findings: Findings) -> tuple[str, ...]:
    """Return what could be better about a camera that works, a sentence each."""
    return tuple(sentence for sentence in _advice(camera, findings) if sentence)


def _advice(camera: Camera, findings: Findings) -> Iterator[str]:
    width, height, rate = findings.width_px, findings.height_px, findings.frames_per_second
    if findings.sight is not Sight.CLEAR:
        yield sights.explain(findings.sight)
    if width * height > _LARGE_PX:
        yield (
            "the picture is very large, and decoding it is most of the work: a second stream of "
            "1280x720 to 1920x1080 counts as well, unless faces are far away"
        )
    if min(width, height) < _SMALL_PX:
        yield (
            f"the picture is very small: only faces of {camera.minimum_face_px} px and more are "
            "counted, so choose a larger stream, or expect many `unknown`"
        )
    if rate is not None and rate < camera.analysed_per_second:
        yield (
            f"it sends fewer frames than the {camera.analysed_per_second:g} a second that are "
            "analysed: people who walk fast may be counted twice or missed"
        )
    is_live = camera.source.kind is not SourceKind.FILE
    if is_live and rate is not None and rate > _FAST_PER_SECOND:
        yield "every frame costs its decoding: 10 to 25 a second are enough, set in the camera"
    if is_live and findings.first_frame_seconds > _SLOW_START_SECONDS:
        yield (
            "the first frame comes late, and so it will after each interruption: set the camera "
            "to a key frame every second or two"
        )


def _request(camera: Camera, models: Path | None) -> bytes:
    """Return what the probing process reads from its standard input, no other eyes on it."""
    return json.dumps(
        {
            "kind": camera.source.kind.value,
            "address": camera.source.address,
            "open_timeout_seconds": camera.open_timeout_seconds,
            "read_timeout_seconds": camera.read_timeout_seconds,
            "detector_width_px": camera.detector_width_px,
            "analysed_per_second": camera.analysed_per_second,
            "include": camera.include,
            "exclude": camera.exclude,
            "models": str(models) if models else None,
        }
    ).encode()


def _rate(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, (int, float)) or not 0 < value < _MOST_PER_SECOND:
        raise ValueError
    return float(value)


def _is_possible(findings: Findings) -> bool:
    sides = (findings.width_px, findings.height_px)
    return (
        _CODEC.fullmatch(findings.codec) is not None
        and all(0 < side <= _LARGEST_SIDE_PX for side in sides)
        and findings.first_frame_seconds >= 0
        and len(findings.faces_px) <= MOST_FACES
        and all(0 < side < 2 * _LARGEST_SIDE_PX for side in findings.faces_px)
    )


def _seconds(findings: Findings) -> str:
    return f"{findings.first_frame_seconds:.2f} s"
