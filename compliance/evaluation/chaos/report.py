"""A survival told: a table to read, and JSON to keep."""

from dataclasses import asdict

from rich.table import Column, Table

from compliance.evaluation.chaos.chaos import Survived
from compliance.evaluation.chaos.verdict import MOST_MINUTES, Line, faults, lines

_SHOWN = ("what befell it", "times", "back in s", "lost", "minutes", "at most", "stated")


def table(survived: Survived) -> Table:
    """Return what was lost in which trouble."""
    first, *rest = _SHOWN
    shown = Table(Column(first, no_wrap=True), *rest)
    for line in lines(survived):
        shown.add_row(*_cells(line))
    return shown


def sentence(survived: Survived) -> str:
    """Return the account in one sentence."""
    stored, told, seen = survived.stored, lines(survived), survived.account.seen.passages
    return (
        f"In {survived.simulated_seconds / 3600:.1f} hours {seen} passed: "
        f"{stored['totals'].passages} published, "
        f"{stored['pending'].passages + stored['open_buckets'].passages} pending, "
        f"{sum(line.lost for line in told)} lost in {sum(line.minutes for line in told)} minutes "
        f"under way, {sum(line.stated for line in told)} newer than a restored backup."
    )


def document(survived: Survived) -> dict[str, object]:
    """Return everything as JSON takes it."""
    return {
        "simulated_seconds": round(survived.simulated_seconds),
        "troubles": [{**asdict(line), "trouble": line.trouble.value} for line in lines(survived)],
        "skipped": sorted({event.trouble.value for event in survived.skipped}),
        "seen": survived.account.seen.passages,
        "taken": survived.account.taken.passages,
        "stored": {stage: counts.passages for stage, counts in survived.stored.items()},
        "faults": faults(survived),
    }


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.trouble.value,
        str(line.times),
        f"{line.back_seconds:.1f}",
        str(line.lost),
        str(line.minutes),
        str(MOST_MINUTES.get(line.trouble, 0) * line.times),
        str(line.stated or ""),
    )
