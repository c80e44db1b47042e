"""One camera tried out, in a process of its own: a request on stdin, an answer on stdout."""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from statistics import median

from compliance.camera import Camera, Source, SourceKind
from compliance.faults import Fault
from compliance.pixels.capture import CaptureFault, Frame, Stream, open_source
from compliance.probing import MEASURED_SECONDS, Findings


def probe_camera(camera: Camera) -> Findings:
    """Open a camera and read for a moment.

    Raises CaptureFault when no frame comes.
    """
    began = time.monotonic()
    timeouts = (camera.open_timeout_seconds, camera.read_timeout_seconds)
    with open_source(camera.source, *timeouts) as stream:
        stream.prime()
        first_frame_seconds = time.monotonic() - began
        rate = stream.frames_per_second if stream.is_recording else _measured(stream)
        return Findings(
            codec=stream.codec,
            width_px=stream.width_px,
            height_px=stream.height_px,
            frames_per_second=rate,
            first_frame_seconds=first_frame_seconds,
        )


def _measured(stream: Stream) -> float | None:
    """Return a live stream's usual frame rate, as declared where too few frames come."""
    times = [frame.seconds for frame in _for_a_moment(stream)][1:]  # the first has no stamp
    steps = [later - earlier for earlier, later in pairwise(times)]
    step_seconds = median(steps) if steps else 0.0
    return 1 / step_seconds if step_seconds else stream.frames_per_second


def _for_a_moment(stream: Stream) -> Iterator[Frame]:
    """Yield a live stream's frames while it is measured; an early end is no fault here."""
    ends = time.monotonic() + MEASURED_SECONDS
    try:
        for frame in stream.frames():
            yield frame
            if time.monotonic() > ends:
                return
    except CaptureFault:
        return


def _camera(request: dict[str, object]) -> Camera:
    source = Source(SourceKind(request["kind"]), str(request["address"]), "the camera")
    return Camera(
        number=0,
        name="probed",
        area="probed",
        source=source,
        open_timeout_seconds=float(str(request["open_timeout_seconds"])),
        read_timeout_seconds=float(str(request["read_timeout_seconds"])),
    )


def _answer(camera: Camera) -> dict[str, object]:
    try:
        return {"fault": Fault.NONE.value, **asdict(probe_camera(camera))}
    except CaptureFault as error:
        return {"fault": error.fault.value}
    except MemoryError:
        return {"fault": Fault.OUT_OF_MEMORY.value}


def main() -> None:
    """Answer the one request on standard input."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = _answer(_camera(json.load(sys.stdin)))
    os.write(sys.stdout.fileno(), json.dumps(answer).encode())


if __name__ == "__main__":
    main()
