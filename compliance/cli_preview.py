"""The command that shows a camera while it is set up."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from compliance.terminal import err, say


def preview(
    camera: Annotated[
        str,
        typer.Argument(
            metavar="CAMERA",
            help="A camera's name, or a source: /dev/video0, a file, an rtsp address.",
        ),
    ],
    site: Annotated[
        Path | None, typer.Argument(metavar="SITE.TOML", help="The site's configuration.")
    ] = None,
    show_faces: Annotated[
        bool, typer.Option("--show-faces", help="Do not pixelate faces.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Look although the service holds the camera.")
    ] = False,
    lens_degrees: Annotated[
        float | None,
        typer.Option(help="The lens's horizontal angle of view, for distances.", min=5, max=170),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            help="Port of the page, on this machine alone; 0 takes any.", min=0, max=65535
        ),
    ] = 8719,
) -> None:
    """Look at a camera while setting it up: what would be counted, live, and nothing stored."""
    from compliance import config
    from compliance.attended.keys import stop_with_terminal
    from compliance.preview.allowed import refuse_as_service, refuse_beside_service
    from compliance.preview.subject import find_subject, shows_a_password

    refuse_as_service(os.environ, has_terminal=sys.stdin.isatty())
    settings = config.load(site, os.environ) if site else None
    subject = find_subject(camera, settings, Path.cwd(), os.environ)
    if settings and subject.is_of_the_site and not anyway:
        refuse_beside_service(settings)
    if shows_a_password(camera):
        err.print(
            "Everybody on this machine can list the password in this command: write "
            "'rtsp://user:${NAME}@...' and export NAME."
        )
    from compliance.preview.show import Wish, show

    show(Wish(subject, port, show_faces, lens_degrees), stop_with_terminal(), say)
