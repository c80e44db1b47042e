"""The preview put together: an eye on a camera, a page on this machine, a terminal to end it."""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread

from compliance.attended.guard import new_token
from compliance.attended.keys import INPUT_GONE, terminal_keys, wait_for_end
from compliance.attended.serving import served
from compliance.camera import SourceKind
from compliance.preview.areas import Areas, areas_of
from compliance.preview.board import Board
from compliance.preview.eye import Eye, checked_models
from compliance.preview.restraint import write_no_file
from compliance.preview.server import About, build_app
from compliance.preview.subject import Subject

HOST = "127.0.0.1"

_END_SECONDS = 2.0
_TURN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asked for."""

    subject: Subject
    port: int
    """0: any that is free."""
    shows_faces: bool = False
    lens_degrees: float | None = None


def show(wish: Wish, stop: Event, say: Callable[[str], None]) -> None:
    """Show the camera until q is typed, the terminal goes, or `stop` is set.

    Nothing is said before the camera is open. Raises ModelError, ServeError, and SourceError when
    it cannot be opened at first.
    """
    board, token, camera = Board(), new_token(), wish.subject.camera
    eye = Eye(
        camera,
        checked_models(wish.subject.models),
        board,
        shows_faces=wish.shows_faces,
        lens_degrees=wish.lens_degrees,
    )
    app = build_app(token, about(wish), board, eye, lambda areas: say(to_paste(areas)))
    write_no_file()
    watching = Thread(target=_watch, args=(eye, stop), name="eye", daemon=True)
    with served(app, HOST, wish.port) as port, terminal_keys() as keys:
        watching.start()
        while not stop.is_set() and not eye.opened.wait(_TURN_SECONDS):
            pass
        if eye.opened.is_set():
            say(greeting(wish, port, token))
        is_input_gone = wait_for_end(keys, stop)
        stop.set()
        board.close()
        watching.join(_END_SECONDS)
    if eye.trouble:
        raise eye.trouble
    with suppress(OSError):  # the terminal may have gone
        if eye.latest_areas != areas_of(camera):
            say(to_paste(eye.latest_areas))
        say(f"Preview ended{INPUT_GONE if is_input_gone else ''}; nothing was stored.")


def about(wish: Wish) -> About:
    """Return what the page says of the camera and of what would be published."""
    camera, site = wish.subject.camera, wish.subject.site
    return {
        "name": camera.name,
        "area": camera.area,
        "source": camera.source.label,
        "shows_faces": wish.shows_faces,
        "is_recording": camera.source.kind is SourceKind.FILE,
        "bucket_minutes": site.bucket.total_seconds() / 60 if site else 60.0,
        "minimum_count": site.minimum_count if site else 10,
    }


def to_paste(areas: Areas) -> str:
    """Return the lines for the configuration, and where they belong."""
    return f"\n# for this camera's table in the site's file\n{areas.to_toml()}"


def greeting(wish: Wish, port: int, token: str) -> str:
    """Return where to look, from here and from afar, what it is and how to end it."""
    camera = wish.subject.camera
    source = "" if camera.source.label == camera.name else f" ({camera.source.label})"
    faces = "FACES ARE SHOWN" if wish.shows_faces else "faces are pixelated as far as found"
    return "\n".join(
        (
            f"Preview of {camera.name}{source}",
            f"  page      http://{HOST}:{port}/{token}/",
            f"  from afar ssh -L {port}:{HOST}:{port} {socket.gethostname()}",
            "            and the same page there",
            f"  pictures  shown on that page alone, stored nowhere; {faces}",
            "  counts    as the service would count; nothing is published or kept",
            "  tell      the people before the camera, their representatives, and whoever",
            "            answers for data protection, that you are looking",
            "  end       q or Ctrl-C",
        )
    )


def _watch(eye: Eye, stop: Event) -> None:
    try:
        eye.watch(stop)
    finally:
        stop.set()
