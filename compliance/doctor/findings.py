"""What an examination finds: a verdict, what was seen, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How bad it is."""

    GOOD = "ok"
    WARNING = "warn"
    """It counts, but not for long, or not as well as it could."""
    FAULT = "fault"
    """It does not count, or keeps no promise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    verdict: Verdict
    seen: str
    remedy: str = ""
    """What to do; empty where nothing is to be done."""


def good(what: str, seen: str) -> Finding:
    """Return that something is in order."""
    return Finding(what, Verdict.GOOD, seen)


def warning(what: str, seen: str, remedy: str) -> Finding:
    """Return that something will or may go wrong."""
    return Finding(what, Verdict.WARNING, seen, remedy)


def fault(what: str, seen: str, remedy: str) -> Finding:
    """Return that something is wrong."""
    return Finding(what, Verdict.FAULT, seen, remedy)


def to_text(findings: Iterable[Finding]) -> str:
    """Return the findings, the worst marked, each remedy below what it mends."""
    lines = []
    for each in findings:
        lines.append(f"{each.verdict.value:6}{each.what:14}{each.seen}")
        lines += [f"{'':20}{line}" for line in each.remedy.splitlines()]
    return "\n".join(lines)


def is_well(findings: Iterable[Finding]) -> bool:
    """Say whether nothing is wrong; warnings are not."""
    return all(each.verdict is not Verdict.FAULT for each in findings)
