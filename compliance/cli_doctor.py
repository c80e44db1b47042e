"""The command that examines a site; cli.py joins it to the others."""

import os
from datetime import UTC, datetime

import typer

from compliance.cli_report import Site
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
