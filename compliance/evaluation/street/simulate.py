"""Simulate a street: a clip whose every face and every outcome is known."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import av
import av.error
from av.video.stream import VideoStream

from compliance.errors import DataError
from compliance.evaluation.street.people import make_figure
from compliance.evaluation.street.plan import StreetSettings, plan
from compliance.evaluation.street.portraits import Portrait, aligned
from compliance.evaluation.street.render import Frame, render
from compliance.evaluation.street.street_truth import Sighting, Truth, person_truth, write_truth
from compliance.evaluation.street.templates import Template

Progress: TypeAlias = Callable[[int, int], None]
"""Told after every frame: frames written, frames in all."""


def simulate(
    settings: StreetSettings,
    portraits: Sequence[Portrait],
    video: Path,
    truth: Path,
    *,
    templates: Sequence[Template] = (),
    quality: int = 23,
    progress: Progress | None = None,
) -> Truth:
    """Render the street of `settings` to an mp4 (H.264) and its truth to a JSON file.

    portraits: see read_portraits; templates: see read_templates, none for drawn masks.
    quality: x264's constant rate factor, 0 to 51, less is better.
    The same arguments give the same street. Raises DataError when a file cannot be written.
    """
    walks = plan(settings)
    faces = [aligned(portrait) for portrait in portraits]
    figures = [make_figure(walk, faces, templates) for walk in walks]
    frames: list[tuple[Sighting, ...]] = []
    total = round(settings.seconds * settings.frames_per_second)
    with _writer(settings, video, quality) as write:
        for shot in render(settings, walks, figures):
            write(shot.frame)
            frames.append(shot.sightings)
            if progress:
                progress(len(frames), total)
    known = tuple(frames)
    seen = (person_truth(w.person, w.wears, known, settings.frames_per_second) for w in walks)
    people = tuple(person for person in seen if person is not None)
    rate = settings.frames_per_second
    result = Truth(video.name, settings.width_px, settings.height_px, rate, people, known)
    try:
        write_truth(result, truth)
    except OSError as error:
        raise DataError(f"{truth} cannot be written: {error.strerror}") from error
    return result


@contextmanager
def _writer(
    settings: StreetSettings, path: Path, quality: int
) -> Iterator[Callable[[Frame], None]]:
    """Open an mp4; what is yielded appends one frame. A clip cut short by an error is removed."""
    unfinished = path.with_name(f".{path.stem}.unfinished.mp4")
    try:
        with av.open(str(unfinished), "w", format="mp4", options=_INDEX_FIRST) as container:
            stream = container.add_stream("libx264", rate=settings.frames_per_second)
            stream.width, stream.height = settings.width_px, settings.height_px
            stream.pix_fmt = "yuv420p"
            stream.options = {"crf": str(quality), "preset": "veryfast"}
            stream.codec_context.gop_size = 2 * settings.frames_per_second
            yield lambda frame: _append(container, stream, frame)
            container.mux(stream.encode(None))
        unfinished.replace(path)
    except (av.error.FFmpegError, OSError) as error:
        raise DataError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _append(container: av.container.OutputContainer, stream: VideoStream, frame: Frame) -> None:
    container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))


_INDEX_FIRST = {"movflags": "+faststart"}
