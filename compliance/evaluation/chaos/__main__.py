"""`make chaos`: a site in simulated time, everything that can befall it, and what it loses."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from compliance.evaluation.chaos.chaos import survive
from compliance.evaluation.chaos.daemon import CAMERAS
from compliance.evaluation.chaos.plan import HOUR_SECONDS, plan
from compliance.evaluation.chaos.power import cuts, record, wrong_after
from compliance.evaluation.chaos.report import document, sentence, table
from compliance.evaluation.chaos.verdict import faults
from compliance.evaluation.program import conclude, run
from compliance.terminal import bar, out, say

_JSON_FILE = "chaos.json"
_TALLIES = 60


def main(
    *,
    hours: Annotated[float, typer.Option(help="Simulated hours of peace between.", min=0.1)] = 6.0,
    seed: Annotated[int, typer.Option(help="Another number is other troubles.", min=0)] = 1,
    power_cuts: Annotated[int, typer.Option(help="How many.", min=0)] = 300,
    folder: Annotated[Path, typer.Option("--out", help=f"Folder for {_JSON_FILE}.")] = Path(
        "var/chaos"
    ),
) -> None:
    """Let everything befall a site that can, and see where every passage is."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="compliance-chaos-") as place:
        (Path(place) / "site").mkdir()
        with bar("chaos") as advance:
            survived = survive(
                plan(seed, CAMERAS, hours * HOUR_SECONDS), Path(place) / "site", advance
            )
        out.print(table(survived), soft_wrap=False)
        say(sentence(survived))
        unlit = _cut_the_power(Path(place) / "power", power_cuts, seed)
    file = folder / _JSON_FILE
    told = {**document(survived), "power_cuts": power_cuts, "power_faults": unlit}
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    say(f"Wrote {file}.")
    conclude([*faults(survived), *unlit])


def _cut_the_power(folder: Path, at_most: int, seed: int) -> list[str]:
    """Cut the power so often while a store works; return what was wrong afterwards."""
    folder.mkdir()
    wrong = []
    with bar("power cuts") as advance:
        recording = record(folder, _TALLIES) if at_most else None
        for number, cut in enumerate(cuts(recording, seed, at_most) if recording else ()):
            with TemporaryDirectory(dir=folder.parent) as place:
                if fault := wrong_after(cut, Path(place)):
                    wrong.append(f"power cut after step {cut.after}, {cut.fate.value}: {fault}")
            advance((number + 1) / at_most)
    say(f"{at_most} power cuts all over the taking of {_TALLIES} tallies: {len(wrong)} lost any.")
    return wrong


if __name__ == "__main__":
    run(main)
