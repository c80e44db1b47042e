"""A comparison as text: JSON for machines, a table and a sentence for a terminal."""

import json
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts.comparison import Comparison, Difference, Side
from compliance.counts.correction import Refused
from compliance.counts.report_text import (
    corrected_with_interval,
    figures_record,
    noise_told,
    percent,
    rate_with_interval,
    span,
)

_DIGITS = 4


def to_json(found: Comparison, names: tuple[str, str], zone: ZoneInfo) -> str:
    """Return both sides by their names, with the report's figures, and their differences."""
    return json.dumps(to_record(found, names, zone), indent=2, ensure_ascii=False) + "\n"


def to_record(found: Comparison, names: tuple[str, str], zone: ZoneInfo) -> dict[str, object]:
    """Return the same as values that JSON has."""
    sides = zip(("first", "second"), names, (found.first, found.second), strict=True)
    whole: dict[str, object] = {key: _side(side, name, zone) for key, name, side in sides}
    whole["difference"] = _difference(found.raw)
    refused = found.corrected if isinstance(found.corrected, Refused) else None
    whole["corrected_difference"] = _difference(_known(found.corrected))
    whole["corrected_refused"] = refused.reason if refused else None
    whole["cautions"] = list(found.cautions)
    whole["verdict"] = verdict(found)
    return whole


def to_table(found: Comparison, names: tuple[str, str], zone: ZoneInfo) -> Table:
    """Return the two sides beside each other, with the difference in percentage points."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for name in ("", *names, "Difference"):
        table.add_column(name, overflow="fold")
    first, second = found.first, found.second
    one, other = first.figures, second.figures
    rows = (
        ("Time", _time(first, zone), _time(second, zone), ""),
        ("Decided", _decided(first), _decided(second), ""),
        (
            "Compliance",
            rate_with_interval(one.rate, one.interval),
            rate_with_interval(other.rate, other.interval),
            _points(found.raw),
        ),
        (
            "Corrected",
            corrected_with_interval(one.corrected),
            corrected_with_interval(other.corrected),
            _points(_known(found.corrected)),
        ),
        ("Unknown", percent(one.unknown_share), percent(other.unknown_share), ""),
        ("Coverage", percent(one.coverage), percent(other.coverage), ""),
    )
    for row in rows:
        table.add_row(*row)
    table.caption = f"{verdict(found)} {noise_told((one, other))}".rstrip()
    return table


def verdict(found: Comparison) -> str:
    """Return in a sentence or two whether there is a difference."""
    judged = found.judged
    if judged is None:
        said = "Nothing can be said: nobody was decided on one side."
    elif judged.is_beyond_chance:
        said = "The second rate is higher." if judged.value > 0 else "The second rate is lower."
        said += " Chance alone would show such a difference less than once in twenty times."
    else:
        said = "No difference is shown: chance alone could have made it."
    return " ".join([said, *(f"But {caution}." for caution in found.cautions)])


def _side(side: Side, name: str, zone: ZoneInfo) -> dict[str, object]:
    return {
        "name": name,
        "start": side.start.astimezone(zone).isoformat(),
        "end": side.end.astimezone(zone).isoformat(),
        **figures_record(side.figures),
    }


def _known(found: Difference | Refused) -> Difference | None:
    return None if isinstance(found, Refused) else found


def _difference(found: Difference | None) -> dict[str, float] | None:
    if found is None:
        return None
    edges = {"value": found.value, "low": found.low, "high": found.high}
    return {name: round(value, _DIGITS) for name, value in edges.items()}


def _time(side: Side, zone: ZoneInfo) -> str:
    return span(side.start.astimezone(zone), side.end.astimezone(zone))


def _decided(side: Side) -> str:
    return f"{side.figures.counts.decided} of {side.figures.counts.passages}"


def _points(found: Difference | None) -> str:
    if found is None:
        return "-"
    value, low, high = (100 * edge for edge in (found.value, found.low, found.high))
    return f"{value:+.1f} points ({low:+.1f} to {high:+.1f})"
