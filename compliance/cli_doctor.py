"""The command that examines a site; cli.py joins it to the others."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from compliance.cli_report import Site
from compliance.errors import DataError
from compliance.terminal import say


def doctor(site: Site) -> None:
    """Examine a site: configuration, models, lock, database, disk, clock, daemon, cameras."""
    from compliance.doctor.examine import examine
    from compliance.doctor.findings import Verdict, is_well, to_text

    findings = []
    for each in examine(site, os.environ, datetime.now(UTC)):
        say(to_text([each]))
        findings.append(each)
    faults = sum(each.verdict is Verdict.FAULT for each in findings)
    warnings = sum(each.verdict is Verdict.WARNING for each in findings)
    say(f"{len(findings)} looked at: {faults} at fault, {warnings} to be watched.")
    if not is_well(findings):
        raise typer.Exit(1)


def support_bundle(
    site: Site,
    file: Annotated[
        Path | None,
        typer.Option("--out", help="The tar.gz to write.", show_default="named by time"),
    ] = None,
) -> None:
    """Gather what helps others to help: no picture, no count, no password."""
    from compliance import config
    from compliance.asking import TOKEN_VARIABLE
    from compliance.doctor.bundle import bundle, write
    from compliance.doctor.examine import examine
    from compliance.errors import ConfigError
    from compliance.papers.service import metrics_of

    now, metrics, secrets = datetime.now(UTC), "", frozenset[str]()
    with suppress(ConfigError):
        settings = config.load(site, os.environ)
        secrets = settings.secrets
        with suppress(Exception):  # no daemon, no metrics
            metrics = metrics_of(settings, os.environ.get(TOKEN_VARIABLE, ""))
    path = file or Path(f"compliance-support-{now:%Y%m%d-%H%M%S}.tar.gz")
    files = bundle(examine(site, os.environ, now), site, metrics, secrets)
    try:
        write(path, files, now)
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}"
        raise DataError(message, "Name another file with --out.") from error
    say(f"Wrote {path}. Look into it before you send it: `tar -xzOf {path}` prints it all.")
