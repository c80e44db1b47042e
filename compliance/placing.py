"""Where a recording begins in its area's time, so that nothing published is counted into again."""

from dataclasses import replace
from datetime import datetime

from compliance.camera import Camera
from compliance.errors import ConfigError


def placed_in_time(camera: Camera, reached: datetime | None) -> Camera:
    """Return the camera with its recording where the area's time can take it.

    A looped recording goes on where its area's time has come to. Raises ConfigError when a
    recording that is played once begins before that, since what is published stays as it is.
    """
    recording = camera.recording
    if recording is None or reached is None or recording.start >= reached:
        return camera
    if recording.loop:
        return replace(camera, recording=replace(recording, start=reached))
    raise ConfigError(
        f"cameras[{camera.number}].start: {recording.start.isoformat()} lies before "
        f"{reached.isoformat()}, up to which area {camera.area} is counted already",
        "Choose a later start, another area, or another database under [store] url.",
    )
