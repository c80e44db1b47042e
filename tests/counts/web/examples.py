"""The examples in the API's description: asked of the bundled demo, and of some made-up weeks.

`python -m tests.counts.web.examples [PORT]` writes them; with the port of a demo that has released
twice, those of the demo as well.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from compliance.counts.web.v1.described import EXAMPLES
from tests.counts.web.places import a_place, api, some_weeks
from tests.counts.web.serving import asked

OF_THE_DEMO = {
    "compliance": "compliance?by=hour&limit=2&time_zone=Europe/Paris",
    "areas": "areas?time_zone=Europe/Paris",
    "cameras": "cameras",
    "model": "model",
    "configuration": "configuration",
}
"""What a demo answers that has released once."""
OF_WEEKS = {
    "compliance_week": "compliance?by=weekday_hour&limit=2",
    "compare": "compare?area=hall&change=2026-01-12",
    "trend": "trend?area=hall&until=2026-01-14",
}
"""What takes longer than anybody watches a demo."""


def told(port: int, path: str) -> Any:  # noqa: ANN401 - JSON
    answer, body = asked(port, f"/api/v1/{path}")
    assert answer.status == 200, body
    return json.loads(body)


def write(port: int | None) -> None:
    """Ask for every example and write it."""
    for name, path in OF_THE_DEMO.items() if port else ():
        _write(name, told(port or 0, path))
    with (
        tempfile.TemporaryDirectory() as folder,
        a_place(Path(folder), some_weeks("hall", 14, 6)) as place,
        api(place) as weeks,
    ):
        for name, path in OF_WEEKS.items():
            _write(name, told(weeks.port, path))


def _write(name: str, value: object) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    Path(str(EXAMPLES)).joinpath(f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]) if len(sys.argv) > 1 else None)
