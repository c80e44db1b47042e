"""An audit put together: a page for phones, a desk in the database, a terminal to end it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ssl import SSLContext
from threading import Event

from compliance.attended.guard import new_token
from compliance.attended.keys import INPUT_GONE, terminal_keys, wait_for_end
from compliance.attended.names import any_name, is_loopback, of_the_network, of_this_machine
from compliance.attended.serving import served
from compliance.audit.greeting import address, code, greeting
from compliance.audit.intervals import Clock, Post
from compliance.audit.server import build_app
from compliance.camera import Clock as CameraClock
from compliance.config import Config
from compliance.counts.auditing.desk import open_desk
from compliance.counts.auditing.pairs import Audit
from compliance.counts.disclosure import ModelIdentity
from compliance.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asked for."""

    config: Config
    area: str
    """Empty: the only one."""
    models: ModelIdentity
    host: str
    port: int
    """0: any that is free."""
    tls: SSLContext | None = None


def audit(
    wish: Wish,
    stop: Event,
    clock: Clock,
    say: Callable[[str], None],
    draw: Callable[[list[str]], None] = lambda _: None,
) -> None:
    """Serve the page until q is typed, the terminal goes, or `stop` is set.

    `draw` shows the lines of the QR code. Raises ConfigError, ServeError, and StoreError when
    the database is not there or cannot be written.
    """
    post, token = post_of(wish.config, wish.area), new_token()
    with open_desk(wish.config.database.url, wish.config.site) as desk:
        names = _names(wish)
        app = build_app(token, post, wish.models, desk, clock, lambda each: say(kept(each)), names)
        with served(app, wish.host, wish.port, wish.tls) as port, terminal_keys() as keys:
            url = address(wish.host, port, token, is_encrypted=wish.tls is not None)
            draw(code(url))
            say(greeting(post, wish.host, url))
            is_input_gone = wait_for_end(keys, stop)
    with suppress(OSError):  # the terminal may have gone
        say(f"Audit ended{INPUT_GONE if is_input_gone else ''}.")


def post_of(config: Config, area: str) -> Post:
    """Return where people stand; raises ConfigError when nobody can stand there."""
    areas = config.areas
    names = ", ".join(areas)
    if not area and len(areas) > 1:
        raise ConfigError("several areas are configured", f"Add --area, one of: {names}.")
    area = area or names
    if area not in areas:
        raise ConfigError(f"--area: {area} is not configured", f"The areas are: {names}.")
    if any(camera.clock is CameraClock.RECORDING for camera in areas[area]):
        raise ConfigError(
            f"area {area} is a recording",
            "An audit needs a person who stands at the camera while it counts.",
        )
    cameras = tuple(camera.name for camera in areas[area])
    return Post(config.site, area, cameras, config.bucket, config.retention)


def kept(audit: Audit) -> str:
    """Return what is told of an interval that was handed in: not what was seen."""
    start, end = audit.start.astimezone(), audit.end.astimezone()
    return f"{start:%Y-%m-%d %H:%M} to {end:%H:%M} at {audit.camera} was handed in."


def _names(wish: Wish) -> Callable[[str], bool]:
    if wish.tls:
        return any_name
    return of_this_machine if is_loopback(wish.host) else of_the_network
