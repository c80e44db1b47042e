"""`make soak`: simulated cameras in trouble, and the daemon that must not mind."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from compliance.evaluation.program import conclude, run
from compliance.evaluation.soak.report import cameras_table, document, memory_table
from compliance.evaluation.soak.soak import Order, prepare, soak
from compliance.evaluation.soak.troubles import troubles
from compliance.evaluation.soak.verdict import faults, return_seconds
from compliance.terminal import bar, out, say

_JSON_FILE = "soak.json"
_MINUTES_PER_FILM = 5.0
_FEWEST_FILMS = 2


def main(
    *,
    minutes: Annotated[float, typer.Option(help="Length.", min=1)] = 60.0,
    cameras: Annotated[int, typer.Option(help="How many.", min=1)] = 8,
    seed: Annotated[int, typer.Option(help="Another number is other troubles.", min=0)] = 1,
    folder: Annotated[Path, typer.Option("--out", help=f"Folder for {_JSON_FILE}.")] = Path(
        "var/soak"
    ),
) -> None:
    """Count at cameras that fail all the time, and hold it against what is true."""
    films = max(_FEWEST_FILMS, min(cameras, round(minutes / _MINUTES_PER_FILM)))
    order = Order(seconds=minutes * 60, cameras=cameras, films=films, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="compliance-soak-") as place:
        with bar("making films") as advance:
            streets = prepare(order, Path(place), advance)
        with bar("soaking") as advance:
            events = troubles(seed, cameras, order.seconds)
            soaked = soak(order, streets, events, Path(place), advance)
    out.print(cameras_table(soaked), memory_table(soaked), soft_wrap=False)
    say(f"A trouble costs {return_seconds(soaked):.1f} s of coverage beyond its own length.")
    file = folder / _JSON_FILE
    file.write_text(json.dumps(document(soaked), indent=2) + "\n", encoding="utf-8")
    say(f"Wrote {file}.")
    conclude(faults(soaked))


if __name__ == "__main__":
    run(main)
