"""Films made: streets rendered once and encoded in every size asked; a program of its own.

`python -m compliance.evaluation.benchmark.filming FOLDER FILMS`, where FILMS is JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from compliance.evaluation.benchmark.films import FRAMES_PER_SECOND, Film, Size
from compliance.evaluation.benchmark.lanes import walks
from compliance.evaluation.street.demo import astronaut
from compliance.evaluation.street.people import make_figure
from compliance.evaluation.street.plan import LONGEST_WALK_SECONDS, StreetSettings
from compliance.evaluation.street.portraits import aligned
from compliance.evaluation.street.render import Frame, render

_KEY_FRAME_EVERY = 2 * FRAMES_PER_SECOND


def film_all(folder: Path, films: Sequence[Film], on_frame: Callable[[], None]) -> None:
    """Make these films; those that differ only in their coding are rendered once.

    Raises DataError when the portrait that people wear is not installed.
    """
    scenes = dict.fromkeys((film.people, film.seconds) for film in films)
    for people, seconds in scenes:
        of_scene = [f for f in films if (f.people, f.seconds) == (people, seconds)]
        _film(folder, of_scene, people, seconds, on_frame)


def _film(
    folder: Path, films: Sequence[Film], people: int, seconds: float, on_frame: Callable[[], None]
) -> None:
    largest = max((film.size for film in films), key=lambda size: size.width_px)
    with ExitStack() as opened:
        writers = [opened.enter_context(_writer(folder, film)) for film in films]
        for number, frame in enumerate(_frames(people, largest, seconds)):
            if number == films[0].frames:
                return
            for film, write in zip(films, writers, strict=True):
                write(_sized(frame, film.size))
            on_frame()


def _frames(people: int, size: Size, seconds: float) -> Iterator[Frame]:
    settings = StreetSettings(
        seconds=max(seconds, LONGEST_WALK_SECONDS),
        people=people,
        width_px=size.width_px,
        height_px=size.height_px,
        frames_per_second=FRAMES_PER_SECOND,
        light_swing=0.0,
    )
    everybody = walks(people, seconds)
    face = aligned(astronaut())
    figures = [make_figure(walk, [face], ()) for walk in everybody]
    return (shot.frame for shot in render(settings, everybody, figures))


def _sized(frame: Frame, size: Size) -> Frame:
    if frame.shape[1] == size.width_px:
        return frame
    shape = (size.width_px, size.height_px)
    return np.asarray(cv2.resize(frame, shape, interpolation=cv2.INTER_AREA), np.uint8)


@contextmanager
def _writer(folder: Path, film: Film) -> Iterator[Callable[[Frame], None]]:
    """Open a film; what is yielded appends a frame. It gets its name once it is whole."""
    unfinished = folder / f".{film.name}.unfinished.mp4"
    with av.open(str(unfinished), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
        _set(stream, film)

        def write(frame: Frame) -> None:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))

        yield write
        container.mux(stream.encode(None))
    unfinished.replace(film.path(folder))


def _set(stream: VideoStream, film: Film) -> None:
    """Encode as a camera does: a constant rate, a key frame every two seconds."""
    stream.width, stream.height = film.size.width_px, film.size.height_px
    stream.pix_fmt = "yuv420p"
    rate = film.size.bits_per_second
    stream.bit_rate = rate
    stream.codec_context.gop_size = _KEY_FRAME_EVERY
    stream.codec_context.max_b_frames = 3 if film.has_b_frames else 0
    stream.options = {
        "preset": "veryfast",
        "sc_threshold": "0",
        "maxrate": str(rate),
        "bufsize": str(rate),
    }


def _asked(text: str) -> list[Film]:
    return [Film(**(each | {"size": Size(**each["size"])})) for each in json.loads(text)]


def _tell() -> None:
    sys.stdout.write(".")
    sys.stdout.flush()


if __name__ == "__main__":
    cv2.setNumThreads(1)
    film_all(Path(sys.argv[1]), _asked(sys.argv[2]), _tell)
