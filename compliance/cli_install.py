"""The commands that put the daemon into service and take it out again; cli.py joins them."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from compliance.errors import ConfigError
from compliance.terminal import say

if TYPE_CHECKING:
    from compliance.installing.first_site import FirstSite
    from compliance.installing.found import Found
    from compliance.installing.steps import Step

_MACHINE = Path("/")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; do nothing.")]
Root = Annotated[Path, typer.Option(help="Another machine's root folder; nothing is started.")]


def install(
    site: Annotated[str, typer.Option(help="The site's name, such as lyon-01.")] = "",
    camera: Annotated[str, typer.Option(help="The first camera's name.")] = "",
    area: Annotated[str, typer.Option(help="The area it is published with.")] = "",
    source: Annotated[
        str, typer.Option(help="Its address, without the password, or a device /dev/video0.")
    ] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="File with its password, which is asked for otherwise.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Count the bundled street.")] = False,
    start: Annotated[bool, typer.Option(help="Start the service, or start it anew.")] = True,
    dry_run: DryRun = False,
    root: Root = _MACHINE,
    program: Annotated[
        Path | None, typer.Option(help="What the unit starts; this program by default.")
    ] = None,
) -> None:
    """Put the daemon into service under systemd, as root; once more upgrades it.

    What is not given is asked for. A configuration that is there is kept, and so are all data.
    """
    from compliance.installing.carry_out import require_machine
    from compliance.installing.first_site import demo_site
    from compliance.installing.found import look
    from compliance.installing.places import SHIPPED, SITE
    from compliance.installing.plan import Wanted, require_known
    from compliance.installing.plan import install as plan
    from compliance.installing.unit import sealed

    is_machine = root == _MACHINE
    if is_machine and not dry_run:
        require_machine()
    path = _program(program, is_machine=is_machine)
    found = look(root)
    require_known(found)
    first = None
    if SITE in found.entries:
        _require_good(found)
    else:
        first = demo_site() if demo else _asked(site, camera, area, source, password_file)
    unit, devices = (
        (SHIPPED / "systemd" / name).read_text(encoding="utf-8")
        for name in ("compliance.service", "devices.conf")
    )
    wanted = Wanted(sealed(unit, path), devices, first, starts=start, is_machine=is_machine)
    _carry_out(plan(found, wanted), root, dry_run=dry_run)
    if not dry_run and is_machine:
        say(f"Installed. Look: systemctl status compliance; journalctl -u compliance. Edit {SITE}.")


def uninstall(
    purge: Annotated[
        bool, typer.Option("--purge", help="Configuration, credentials and data as well.")
    ] = False,
    dry_run: DryRun = False,
    root: Root = _MACHINE,
) -> None:
    """Take the daemon out of service; configuration and data are kept unless --purge."""
    from compliance.installing.carry_out import require_machine
    from compliance.installing.found import look
    from compliance.installing.plan import uninstall as plan

    is_machine = root == _MACHINE
    if is_machine and not dry_run:
        require_machine()
    steps = plan(look(root), purge=purge, is_machine=is_machine)
    if not steps:
        say("Nothing is installed.")
        return
    _carry_out(steps, root, dry_run=dry_run)


def _program(named: Path | None, *, is_machine: bool) -> Path:
    """Return what the unit is to start, once the service's user can."""
    from compliance.installing.program import (
        Program,
        require_reachable,
        require_readable,
        this_program,
    )

    program = Program(named, ()) if named else this_program()
    require_reachable(program)
    if is_machine:
        require_readable(program)
    return program.path


def _require_good(found: "Found") -> None:
    """Raise ConfigError when the configuration that is there would not run as a service."""
    from compliance.installing.first_site import parsed, require_serviceable
    from compliance.installing.places import SITE

    require_serviceable(parsed(found.text(SITE), found.credentials, os.environ))


def _carry_out(steps: "Iterable[Step]", root: Path, *, dry_run: bool) -> None:
    """Do the steps, each told when it is done; of a dry run, tell what would be."""
    from compliance.installing.carry_out import carry_out

    for step in steps:
        if not dry_run:
            carry_out(step, root)
        say(f"would {step}" if dry_run else str(step))
    if dry_run:
        say("Nothing was done.")


def _asked(
    site: str, camera: str, area: str, source: str, password_file: Path | None
) -> "FirstSite":
    """Return the first configuration, from what was given and, at a terminal, asked."""
    from compliance.installing.first_site import Answers, first_site, password_in, wants_password

    is_terminal = sys.stdin.isatty()
    if password_in(source):
        raise ConfigError(
            "--source holds a password, and the shell keeps what was typed",
            "Change the password if others use this machine. Leave it out of the address: it is "
            "asked for, or read with --password-file.",
        )
    if not is_terminal and not (site and source):
        raise ConfigError(
            "there is no configuration yet, and nobody to ask",
            "Give --site and --source (and --camera, --area), or --demo.",
        )
    site = site or typer.prompt("Name of this site")
    if is_terminal:
        camera = camera or typer.prompt("Name of the first camera", default="door")
        area = area or typer.prompt("Area it is published with", default="entrance")
        source = source or typer.prompt("Its address, such as rtsp://viewer@camera.lan/stream")
    password = ""
    if password_file:
        password = _secret_in(password_file)
    elif is_terminal and wants_password(source):
        password = typer.prompt("Its password", hide_input=True, default="", show_default=False)
    return first_site(Answers(site, camera or "door", area or "entrance", source, password))


def _secret_in(file: Path) -> str:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read as text", "Store the bare password in it."
        ) from error
    return text.rstrip("\r\n")
