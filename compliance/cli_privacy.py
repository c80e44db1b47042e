"""The commands that prove what is promised about privacy; cli.py joins them to the others."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from compliance.cli_evaluation import ModelsFolder
from compliance.models import SHIPPED_MODELS
from compliance.terminal import bar, out, say

if TYPE_CHECKING:
    from compliance.selftest.paper import Paper


def self_test(
    video: Annotated[
        Path | None,
        typer.Argument(help="What the attacked process watches; the bundled demo by default."),
    ] = None,
    models: ModelsFolder = SHIPPED_MODELS,
    quick: Annotated[
        bool, typer.Option("--quick", help="Try the main ways out only, as at each start.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(help="Write the result here, as JSON if it ends in .json.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Attack a pixel process from inside: every way out must be shut. Takes a minute or two."""
    from compliance.pixels.lock import lock
    from compliance.selftest import paper, tester
    from compliance.selftest.capacity import capacity

    if quick:
        findings = tester.quick()
    else:
        with bar("attacking") as advance:
            findings = tester.thorough(models, advance, video or tester.DEMO)
    made = paper.Paper(datetime.now(UTC), findings, capacity())
    if save:
        text = paper.to_json(made) if save.suffix == ".json" else paper.to_text(made)
        save.write_text(text, encoding="utf-8")
    if as_json:
        print(paper.to_json(made))
    else:
        _show(made)
    if findings.missing:
        lock.check()  # names what this system lacks
    if not findings.is_tight:
        raise typer.Exit(1)


def _show(made: "Paper") -> None:
    from compliance.selftest import paper

    table = Table("By way of", "Attack", "Result", "Without the lock")
    for tried in made.findings.tried:
        style = "" if tried.result.is_shut else "bold red"
        told = (paper.result_words(tried), paper.unlocked_words(tried))
        table.add_row(tried.group, tried.words, *told, style=style)
    if made.findings.tried:
        out.print(table)
    say(paper.verdict(made.findings))
    if not made.findings.missing:
        for sentence in (*paper.facts(made), *paper.capacity_words(made.capacity)):
            say(sentence)
