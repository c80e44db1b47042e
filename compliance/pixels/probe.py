"""One camera tried out, in a process of its own: a request on stdin, an answer on stdout."""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from compliance.camera import Camera, Polygon, Source, SourceKind
from compliance.errors import ModelError
from compliance.faults import Fault
from compliance.pixels.capture import CaptureFault, Frame, Stream, open_source
from compliance.pixels.glance import glance
from compliance.pixels.sizes import FaceSizes
from compliance.probing import (
    MEASURED_SECONDS,
    MOST_FACES,
    RECORDED_SECONDS,
    WATCHED_SECONDS,
    Findings,
)
from compliance.sight import Sight


def probe_camera(camera: Camera, models: Path | None = None) -> Findings:
    """Open a camera and read for a moment; with a folder of models, look for faces meanwhile.

    Raises CaptureFault when no frame comes, and ModelError.
    """
    sizes = FaceSizes(camera, models, MOST_FACES) if models else None
    began = time.monotonic()
    timeouts = (camera.open_timeout_seconds, camera.read_timeout_seconds)
    with open_source(camera.source, *timeouts) as stream:
        stream.prime()
        first_frame_seconds = time.monotonic() - began
        rate, sight = _watched(stream, sizes)
        return Findings(
            codec=stream.codec,
            width_px=stream.width_px,
            height_px=stream.height_px,
            frames_per_second=rate,
            first_frame_seconds=first_frame_seconds,
            faces_px=sizes.sides_px if sizes else (),
            sight=sight,
        )


def _watched(stream: Stream, sizes: FaceSizes | None) -> tuple[float | None, Sight]:
    """Return the frame rate, measured of a live stream and else as declared, and what it shows.

    One after the other: a slow search would delay the frames that are timed. A camera is black or
    covered that is so in every picture.
    """
    measured_seconds = 0.0 if stream.is_recording else MEASURED_SECONDS
    looked_seconds = WATCHED_SECONDS if sizes else 0.0
    times, is_dark, is_flat = [], True, True
    for frame, lasted_seconds in _for_a_moment(stream, measured_seconds + looked_seconds):
        if lasted_seconds <= measured_seconds:
            times.append(frame.seconds)
        elif sizes:
            sizes.look(frame)
        seen = glance(frame.tiny())
        is_dark, is_flat = is_dark and seen.is_dark, is_flat and seen.is_flat
    rate = stream.frames_per_second if stream.is_recording else _rate(times, stream)
    return rate, Sight.BLACK if is_dark else Sight.COVERED if is_flat else Sight.CLEAR


def _rate(times: list[float], stream: Stream) -> float | None:
    """Return a live stream's usual frame rate, as declared where too few frames come."""
    steps = [later - earlier for earlier, later in pairwise(times[1:])]  # the first has no stamp
    step_seconds = median(steps) if steps else 0.0
    return 1 / step_seconds if step_seconds else stream.frames_per_second


def _for_a_moment(stream: Stream, seconds: float) -> Iterator[tuple[Frame, float]]:
    """Yield frames, and how long it has lasted, for so long; an early end is no fault here."""
    began = time.monotonic()
    try:
        for frame in stream.frames():
            lasted_seconds = time.monotonic() - began
            yield frame, lasted_seconds
            is_enough = stream.is_recording and frame.seconds > RECORDED_SECONDS
            if is_enough or lasted_seconds > seconds:
                return
    except CaptureFault:
        return


@dataclass(frozen=True, slots=True)
class _Request:
    camera: Camera
    models: Path | None


def _read(request: dict[str, object]) -> _Request:
    source = Source(SourceKind(request["kind"]), str(request["address"]), "the camera")
    camera = Camera(
        number=0,
        name="probed",
        area="probed",
        source=source,
        analysed_per_second=float(str(request["analysed_per_second"])),
        detector_width_px=int(str(request["detector_width_px"])),
        include=_polygons(request["include"]),
        exclude=_polygons(request["exclude"]),
        open_timeout_seconds=float(str(request["open_timeout_seconds"])),
        read_timeout_seconds=float(str(request["read_timeout_seconds"])),
    )
    models = request["models"]
    return _Request(camera, Path(str(models)) if models else None)


def _polygons(value: object) -> tuple[Polygon, ...]:
    polygons = value if isinstance(value, list) else []
    return tuple(tuple((float(x), float(y)) for x, y in polygon) for polygon in polygons)


def _answer(request: _Request) -> dict[str, object]:
    try:
        return {"fault": Fault.NONE.value, **asdict(probe_camera(request.camera, request.models))}
    except CaptureFault as error:
        return {"fault": error.fault.value}
    except ModelError:
        return {"fault": Fault.MODEL.value}
    except MemoryError:
        return {"fault": Fault.OUT_OF_MEMORY.value}


def main() -> None:
    """Answer the one request on standard input."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = _answer(_read(json.load(sys.stdin)))
    os.write(sys.stdout.fileno(), json.dumps(answer).encode())


if __name__ == "__main__":
    main()
