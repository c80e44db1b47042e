"""`make fleet`: many sites in one database and one server of metrics, and how it all grows."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from compliance.evaluation.benchmark.outputs import prepare
from compliance.evaluation.fleet.fleet import measure
from compliance.evaluation.fleet.plan import Plan
from compliance.evaluation.fleet.report import document, tables
from compliance.evaluation.program import run
from compliance.terminal import bar, out, say

_JSON_FILE = "fleet.json"


def main(
    *,
    sites: Annotated[int, typer.Option(help="How many, at the most.", min=2)] = 100,
    days: Annotated[int, typer.Option(help="Of history.", min=7)] = 365,
    seed: Annotated[int, typer.Option(help="Another number is other people.", min=0)] = 1,
    patience: Annotated[
        int, typer.Option(help="Seconds for a question to every site's rows.", min=1)
    ] = 20,
    folder: Annotated[Path, typer.Option("--out", help=f"Folder for {_JSON_FILE}.")] = Path(
        "var/fleet"
    ),
) -> None:
    """Measure a fleet of simulated sites as it grows from 10 to so many."""
    prepare(folder)
    plan = Plan(sites=sites, days=days, seed=seed, patience_seconds=patience)
    load = os.getloadavg()
    with TemporaryDirectory(prefix="compliance-fleet-") as place, bar("fleet") as advance:
        measured = measure(plan, Path(place), advance)
    for table in tables(measured):
        out.print(table, soft_wrap=False)
        say("")
    for note in measured.notes:
        say(note)
    say(f"{sites} sites x {plan.areas} areas x {days} days became {measured.rows:,} released rows.")
    file = folder / _JSON_FILE
    file.write_text(json.dumps(document(measured, load), indent=2) + "\n", encoding="utf-8")
    say(f"Wrote {file}.")


if __name__ == "__main__":
    run(main)
