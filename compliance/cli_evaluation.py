"""The commands that measure the product, on photographs and on simulated streets."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from compliance.errors import DataError
from compliance.models import SHIPPED_MODELS
from compliance.terminal import bar, err, out, say

ModelsFolder = Annotated[
    Path, typer.Option("--models", help="Folder of a manifest and its models.", show_default=False)
]

_JSON_FILE = "counting.json"
_CHOICE = SHIPPED_MODELS / "portraits.json"


def evaluate_counting(
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
    held_out: Annotated[
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
    models: ModelsFolder = SHIPPED_MODELS,
    folder: Annotated[
        Path | None, typer.Option("--out", help=f"Folder to write {_JSON_FILE} to.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep in the models' manifest how surely was judged.")
    ] = False,
) -> None:
    """Count people on simulated streets, and compare with how many there were."""
    from compliance.evaluation.counting import reference, report, streets
    from compliance.evaluation.street.casting import Faces, read_cast

    cast = read_cast(Faces(faces, truth, annotations, held_out, choice, masks), models)
    order = streets.Order(people, seed)
    with bar("streets") as advance:
        counted = streets.count_streets(order, cast, models, advance)
    say(report.to_text(report.lines(counted, seed)))
    if folder:
        content = report.to_json(order, models, counted)
        _write(folder, json.dumps(content, indent=2) + "\n")
        say(f"Wrote {folder / _JSON_FILE}.")
    if keep:
        say(f"Wrote {reference.keep_sureness(models, order, counted)}.")


def _write(folder: Path, text: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _JSON_FILE).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{folder}: cannot be written: {error.strerror}"
        raise DataError(message, "Name another folder with --out.") from error


def evaluate(
    truth: Annotated[
        Path, typer.Option(help="The labelled faces: a truth.json, or a folder of PASCAL VOC.")
    ],
    images: Annotated[
        Path | None, typer.Option(help="Folder of the photographs.", show_default="beside it")
    ] = None,
    annotations: Annotated[
        Path | None, typer.Option(help="Corrections, tags and places to ignore.")
    ] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Only what training keeps for validation.")
    ] = False,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Repeat with blurred, dark, ... pictures.")
    ] = False,
    models: ModelsFolder = SHIPPED_MODELS,
    folder: Annotated[Path, typer.Option("--out", help="Where the report goes.")] = Path(
        "evaluation"
    ),
    save_worst: Annotated[
        bool, typer.Option("--save-worst", help="Write and show pictures of the worst mistakes.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Of the intervals' chance.", min=0)] = 1,
) -> None:
    """Measure the models on labelled photographs: a report to read, to look at and to compute."""
    from compliance.evaluation import evaluate as measuring
    from compliance.evaluation import outputs
    from compliance.evaluation.conditions import CONDITIONS
    from compliance.evaluation.selection import Selection
    from compliance.evaluation.summary import summary

    outputs.prepare(folder)
    selection = Selection(truth, images, annotations, held_out)
    what = outputs.about(selection, models, seed)
    with bar(truth.name) as advance:
        report = measuring.evaluate(
            selection,
            models,
            conditions=CONDITIONS if conditions else (),
            seed=seed,
            progress=advance,
        )
    outputs.write(folder, what, report, with_worst=save_worst)
    out.print(summary(what, report), soft_wrap=False)
    for fault in report.faults:
        err.print(escape(fault))
    say(f"Wrote {folder / outputs.JSON_FILE} and {folder / outputs.PAGE_FILE}.")
