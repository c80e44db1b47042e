"""What operators read in the terminal while the daemon runs, as text."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.asking import address
from compliance.camera import Camera
from compliance.config import Config
from compliance.counts.disclosure import Release
from compliance.counts.rates import UNKNOWN_MODELS, of_releases
from compliance.models import LABELS

if TYPE_CHECKING:  # the daemon, which this serves, must not load the side of the pixels
    from compliance.pixels.inspect import ImageFaces, InspectedFace


def greeting(config: Config, path: Path, port: int) -> str:
    """Return what runs, where to look and how to stop."""
    here = address(replace(config, http_port=port))
    minutes = config.bucket.total_seconds() / 60
    lines = [
        f"Site {config.site} is being counted.",
        *(f"  camera    {_described(camera)}" for camera in config.cameras),
        f"  released  every {minutes:.0f} minutes, from {config.minimum_count} passages on"
        + (f", with noise of epsilon {config.noise_epsilon:g}" if config.noise_epsilon else ""),
        f"  database  {config.database.label}",
        f"  page      {here}/",
        f"  metrics   {here}/metrics",
        f"  figures   {here}/api/v1/compliance",
        f"  report    compliance report {path}    (in another terminal)",
        "  stop      Ctrl-C",
    ]
    if config.exposure.tokens:
        lines.append("  access    with a token: `compliance token NAME` makes one")
    if config.allow_unsandboxed:
        lines.append("  WARNING   allow_unsandboxed: cameras may run without the privacy lock")
    return "\n".join(lines)


def release_line(release: Release) -> str:
    """Return one released row in words."""
    counts = release.counts
    span = f"{release.start:%Y-%m-%d %H:%M} to {release.end:%H:%M} UTC"
    line = f"released  {release.area}, {span}: {counts.passages} passages"
    if counts.withheld:
        return f"{line}, outcomes withheld: all who were decided did alike"
    if release.noise_epsilon:
        line += f" with noise of epsilon {release.noise_epsilon:g}"
    found = of_releases([release], UNKNOWN_MODELS, None)
    if found.rate is None or found.interval is None:
        return f"{line}, none decided"
    return (
        f"{line}, {found.rate:.0%} of {counts.decided} decided with a mask "
        f"(95 %: {found.interval.low:.0%} to {found.interval.high:.0%})"
    )


def nothing_released(minimum_count: int) -> str:
    """Return why a report is empty."""
    return (
        f"Nothing is published: fewer than {minimum_count} people passed, or all who were decided "
        "did alike (`compliance example-config` explains protect_homogeneous)."
    )


def faces_text(image: "ImageFaces") -> str:
    """Return what a photograph shows, a line per face."""
    if image.error:
        return f"{image.path}: {image.error}"
    count = "1 face" if len(image.faces) == 1 else f"{len(image.faces)} faces"
    return "\n".join([f"{image.path}: {count}", *(f"  {_judged(face)}" for face in image.faces)])


def _judged(face: "InspectedFace") -> str:
    x1, y1, x2, y2 = face.box
    shares = ", ".join(
        f"{label} {share:.0%}" for label, share in zip(LABELS, face.probabilities, strict=True)
    )
    return f"{x2 - x1:.0f} x {y2 - y1:.0f} px at ({x1:.0f}, {y1:.0f}): {shares}"


def _described(camera: Camera) -> str:
    words = f"{camera.name}, area {camera.area}: {camera.source.label}"
    if camera.recording is None:
        return words
    speed = camera.recording.speed
    pace = "as fast as the machine can" if speed is None else f"at {speed:g} x real time"
    return f"{words}, replayed {pace}{', over and over' if camera.recording.loop else ''}"
