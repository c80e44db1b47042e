"""How the programs of `make bench`, `soak`, `chaos` and `fleet` run, and how they end."""

import sys
from collections.abc import Callable, Sequence

import typer
from rich.markup import escape

from compliance.errors import ComplianceError
from compliance.terminal import complain, err, say


def run(main: Callable[..., None]) -> None:
    """Run it with the command line's options; a fault is told in words, with exit code 1."""
    try:
        typer.run(main)
    except ComplianceError as error:
        complain(error)
        sys.exit(1)


def conclude(wrong: Sequence[str]) -> None:
    """Say what was wrong, with exit code 1, or that nothing was."""
    for fault in wrong:
        err.print(f"[bold red]wrong:[/] {escape(fault)}")
    if wrong:
        raise typer.Exit(1)
    say("All is well.")
