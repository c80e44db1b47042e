"""The command `evaluate-counting` as operators see it; cli.py joins it to the others."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from compliance.errors import DataError
from compliance.models import SHIPPED_MODELS

_JSON_FILE = "counting.json"
_CHOICE = SHIPPED_MODELS / "portraits.json"


def evaluate_counting(  # noqa: PLR0913, PLR0917  # typer's way of writing options
    faces: Annotated[
        Path | None,
        typer.Option(
            help="Folder of photographs.", show_default="two portraits in the public domain"
        ),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(help="What their faces wear: a truth.json.", show_default="all are bare"),
    ] = None,
    annotations: Annotated[Path | None, typer.Option(help="Corrections of that truth.")] = None,
    held_out: Annotated[  # noqa: FBT002
        bool, typer.Option("--held-out", help="Only what training keeps for validation.")
    ] = False,
    choice: Annotated[
        Path, typer.Option(help="Which labelled faces are portraits, and which are unfit.")
    ] = _CHOICE,
    masks: Annotated[
        Path | None, typer.Option(help="Folder of mask templates.", show_default="drawn masks")
    ] = None,
    people: Annotated[int, typer.Option(help="How many walk in all.", min=10)] = 1000,
    seed: Annotated[int, typer.Option(help="Another number is other streets.", min=0)] = 1,
    models: Annotated[
        Path,
        typer.Option("--models", help="Folder of a manifest and its models.", show_default=False),
    ] = SHIPPED_MODELS,
    out: Annotated[Path | None, typer.Option(help=f"Folder to write {_JSON_FILE} to.")] = None,
) -> None:
    """Count people on simulated streets, and compare with how many there were."""
    from compliance.evaluation.counting import report, streets  # noqa: PLC0415
    from compliance.evaluation.street.casting import Faces, read_cast  # noqa: PLC0415

    cast = read_cast(Faces(faces, truth, annotations, held_out, choice, masks), models)
    order = streets.Order(people, seed)
    columns = (TextColumn("streets"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    console = Console(soft_wrap=True, highlight=False, stderr=True)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("streets", total=1.0)
        counted = streets.count_streets(
            order, cast, models, lambda share: progress.update(task, completed=share)
        )
    table = report.to_text(report.lines(counted, seed))
    Console(soft_wrap=True, highlight=False).print(escape(table))
    if out:
        content = report.to_json(order, models, counted)
        _write(out, json.dumps(content, indent=2) + "\n")
        console.print(f"Wrote {out / _JSON_FILE}.")


def _write(folder: Path, text: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _JSON_FILE).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{folder}: cannot be written: {error.strerror}"
        raise DataError(message, "Name another folder with --out.") from error
