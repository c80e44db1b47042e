"""`make bench`: what the product costs, as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from compliance.evaluation.benchmark import outputs
from compliance.evaluation.benchmark.measure import Measured, films_of, measure, prepare
from compliance.evaluation.benchmark.parts import Part
from compliance.evaluation.benchmark.plan import QUICK, Plan
from compliance.evaluation.benchmark.points import Bench
from compliance.evaluation.program import run
from compliance.terminal import bar, out, say

KEPT = Path("var/bench")
"""Films and nets, which are made once."""


def bench(
    *,
    only: Annotated[str, typer.Option(help=f"Parts, with commas between: {','.join(Part)}.")] = "",
    seconds: Annotated[float | None, typer.Option(help="Length of the films.", min=1)] = None,
    repeats: Annotated[int | None, typer.Option(help="Rounds.", min=1)] = None,
    folder: Annotated[Path, typer.Option("--out", help=f"Folder for {outputs.JSON_FILE}.")] = KEPT,
    quick: Annotated[bool, typer.Option("--quick", help="Once and shortly, to try it.")] = False,
) -> None:
    """Measure the product beside bare decoding and the classic pipeline, in one run."""
    plan = QUICK if quick else Plan()
    plan = replace(plan, seconds=seconds or plan.seconds, repeats=repeats or plan.repeats)
    parts = _parts(only)
    outputs.prepare(folder)
    outputs.prepare(KEPT)
    where = Bench(plan.main, plan.sub, plan.seconds, KEPT, KEPT, plan.classic_seconds)
    with bar("making films, once") as advance:
        missing = prepare(where, parts, advance)
    with bar("measuring") as advance:
        measured = measure(where, plan, [p for p in parts if p not in missing], advance)
    measured.notes.update(missing)
    _show(parts, measured)
    films = {film.name: round(film.bits_per_second(KEPT)) for film in films_of(where, parts)}
    about = outputs.About(plan.seconds, plan.repeats, quick, films)
    content = outputs.document(measured.rows, measured.notes, about)
    file = folder / outputs.JSON_FILE
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    say(f"Wrote {file}.")


def _parts(only: str) -> Sequence[Part]:
    try:
        chosen = [Part(word.strip()) for word in only.split(",")] if only else list(Part)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; the parts are {', '.join(Part)}") from None
    return [part for part in Part if part in chosen]


def _show(parts: Sequence[Part], measured: Measured) -> None:
    for part in parts:
        rows = [row for row in measured.rows if row.part is part]
        if rows:
            out.print(outputs.table(part, rows), soft_wrap=False)
            say("")
        if part in measured.notes:
            say(f"{part.value}: {measured.notes[part]}")


if __name__ == "__main__":
    run(bench)
