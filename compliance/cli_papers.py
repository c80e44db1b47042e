"""The commands that write papers: the privacy report and the sign for the door."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from compliance.terminal import say

_DAY = ["%Y-%m-%d"]


def privacy_report(
    out: Annotated[Path, typer.Option(help="Folder to write the report to.")],
    site: Annotated[
        Path, typer.Argument(metavar="[SITE.TOML]", help="The site's configuration.")
    ] = Path("site.toml"),
    self_test: Annotated[
        Path | None,
        typer.Option(help="A saved self-test; else self-test.json beside the database."),
    ] = None,
    date: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="Date of the report; today's by default.")
    ] = None,
) -> None:
    """Write what a data protection officer needs, from the running system."""
    from compliance import config
    from compliance.papers.gather import gather
    from compliance.papers.html import to_html
    from compliance.papers.markdown import to_markdown
    from compliance.papers.report import privacy_report as report
    from compliance.papers.saved_test import find_self_test
    from compliance.papers.writing import write_text

    settings = config.load(site, os.environ)
    now = date.replace(tzinfo=UTC) if date else datetime.now(UTC)
    facts = gather(settings, now, find_self_test(settings, self_test))
    document = report(facts)
    html = write_text(out / "privacy-report.html", to_html(document))
    markdown = write_text(out / "privacy-report.md", to_markdown(document))
    say(f"Wrote {html} and {markdown}.")
    say(f"The operator still has to fill in {len(document.boxes)} boxes; the last page lists them.")
    for problem in (facts.store.problem, facts.service.problem, facts.models.problem):
        if problem:
            say(f"Not in it: {problem}")
