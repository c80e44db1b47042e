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
    from compliance.asking import TOKEN_VARIABLE
    from compliance.papers.gather import gather
    from compliance.papers.html import to_html
    from compliance.papers.markdown import to_markdown
    from compliance.papers.report import privacy_report as report
    from compliance.papers.saved_test import find_self_test
    from compliance.papers.writing import write_text

    settings = config.load(site, os.environ)
    now = date.replace(tzinfo=UTC) if date else datetime.now(UTC)
    token = os.environ.get(TOKEN_VARIABLE, "")
    facts = gather(settings, now, find_self_test(settings, self_test), token)
    document = report(facts)
    html = write_text(out / "privacy-report.html", to_html(document))
    markdown = write_text(out / "privacy-report.md", to_markdown(document))
    say(f"Wrote {html} and {markdown}.")
    say(f"The operator still has to fill in {len(document.boxes)} boxes; the last page lists them.")
    for problem in (facts.store.problem, facts.service.problem, facts.models.problem):
        if problem:
            say(f"Not in it: {problem}")


def notice(
    out: Annotated[Path, typer.Option(help="The .pdf or .html to write.")] = Path("notice.pdf"),
    site: Annotated[
        Path | None,
        typer.Argument(metavar="[SITE.TOML]", help="To say how large published totals are."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(help="en, de, fr, da, no or sv; several stand on one sheet."),
    ] = None,
    paper: Annotated[str, typer.Option(help="A4 or A3.")] = "A4",
    url: Annotated[str, typer.Option(help="Where the full information is; becomes a code.")] = "",
    controller: Annotated[str, typer.Option(help="Who is responsible: name, address.")] = "",
    contact: Annotated[str, typer.Option(help="How to reach them.")] = "",
    officer: Annotated[str, typer.Option(help="Data protection officer, where there is one.")] = "",
    purpose: Annotated[
        list[str] | None, typer.Option(help="Instead of the sign's own words; de=... for one.")
    ] = None,
    legal_basis: Annotated[
        list[str] | None, typer.Option(help="Of the processing; de=... for one language.")
    ] = None,
) -> None:
    """Make the sign for the door; what is missing on it is marked and listed."""
    from compliance.papers.notice.content import Notice, by_language, checked_url, one_line
    from compliance.papers.notice.making import Wish, make, numbers_of

    made = Notice(
        controller=one_line(controller),
        contact=one_line(contact),
        officer=one_line(officer),
        url=checked_url(url) if url else "",
        purpose=by_language(purpose or ()),
        basis=by_language(legal_basis or ()),
        numbers=numbers_of(site, os.environ) if site else None,
    )
    for line in make(Wish(out, made, tuple(language or ()), paper), datetime.now(UTC)):
        say(line)
