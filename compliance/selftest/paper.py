"""A self-test's findings as a person reads them and as a program does."""

import errno
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from compliance import __version__
from compliance.pixels.lock import landlock
from compliance.pixels.lock.lock import Part
from compliance.selftest.attack import Result
from compliance.selftest.capacity import THUMBNAIL_BITS, Capacity
from compliance.selftest.findings import Findings, Tried


@dataclass(frozen=True, slots=True)
class Paper:
    """Findings with all that says where and when they were made."""

    made: datetime
    findings: Findings
    capacity: Capacity
    version: str = __version__
    kernel: str = platform.release()
    machine: str = platform.machine()
    landlock_version: int = landlock.version()


def verdict(findings: Findings) -> str:
    """Return the result of all in one sentence."""
    if findings.missing:
        return "NOT LOCKED: " + "; ".join(missing_words(findings))
    count, ways = len(findings.tried), len(findings.open_ways)
    if ways:
        return f"NOT TIGHT: {ways} of {count} ways out are not shut"
    if findings.strange_bytes or findings.has_bait_changed:
        return f"NOT TIGHT: all {count} attacks were refused, and yet something came out"
    return f"All {count} ways out that were tried are shut."


def missing_words(findings: Findings) -> list[str]:
    """Return what each part of the lock that is not on would have done."""
    return [f"{part.name.lower()} ({part.value})" for part in Part if part in findings.missing]


def result_words(tried: Tried) -> str:
    """Return what came of an attack, with the kernel's own word for it."""
    name = errno.errorcode.get(tried.errno, "")
    return f"{tried.result.value} ({name})" if name else tried.result.value


def unlocked_words(tried: Tried) -> str:
    """Return what came of the attack without the lock."""
    if tried.unlocked_errno is None:
        return "not tried"
    name = errno.errorcode.get(tried.unlocked_errno, "")
    return "works" if not tried.unlocked_errno else f"not here ({name})"


def facts(paper: Paper) -> Iterator[str]:
    """Yield what else was seen, a sentence each."""
    findings = paper.findings
    if findings.analysed:
        yield (
            f"The process under attack went on: {findings.analysed} frames were decoded and "
            "judged from the first attack on."
        )
    if findings.facts:
        told = ", ".join(f"{name} {value}" for name, value in findings.facts)
        yield f"The kernel said of it meanwhile: {told}."
    controls = [t.unlocked_errno for t in findings.tried if t.unlocked_errno is not None]
    if controls:
        works = sum(number == 0 for number in controls)
        yield (
            f"Without the lock, {works} of the {len(controls)} attacks that are safe to try "
            "so succeeded; the lock is what stops them."
        )
    if any(tried.result is Result.KILLED for tried in findings.tried):
        yield "What no library ever asks for ends the process at once, and is told as `breakout`."


def capacity_words(capacity: Capacity) -> Iterator[str]:
    """Yield what the channel could carry, a sentence each."""
    kilobits = capacity.channel_bits_per_hour / 1000
    yield (
        "A pixel process that was taken over could still lie in its records. A live camera's has "
        f"room for {capacity.health_bits:.0f} bits in one about itself and "
        f"{capacity.tally_bits:.0f} in one of counts, at most {kilobits:.0f} kbit an hour, to the "
        "main process, which keeps the counts."
    )
    yield (
        "Of what it says about itself, metrics and log show at most "
        f"{capacity.told_bits_per_hour / 1000:.0f} kbit an hour, nearly all of it by the fault "
        "with which it ends: to say more it would have to be taken over anew each time."
    )
    yield (
        f"A released row of 20 minutes carries {capacity.released_bits_per_bucket:.0f} bits of "
        f"them; a grey picture of 32 x 32 px has {THUMBNAIL_BITS}."
    )


def to_json(paper: Paper) -> str:
    """Return all of it for a program."""
    findings = paper.findings
    return json.dumps(
        {
            "made": paper.made.isoformat(timespec="seconds"),
            "version": paper.version,
            "kernel": paper.kernel,
            "machine": paper.machine,
            "landlock_version": paper.landlock_version,
            "is_tight": findings.is_tight,
            "verdict": verdict(findings),
            "missing": [part.name.lower() for part in Part if part in findings.missing],
            "seconds": round(findings.seconds, 1),
            "frames_analysed_meanwhile": findings.analysed,
            "kernel_facts": dict(findings.facts),
            "capacity": asdict(paper.capacity),
            "attacks": [
                {
                    "by_way_of": tried.group,
                    "attack": tried.words,
                    "result": tried.result.name.lower(),
                    "is_shut": tried.result.is_shut,
                    "errno": errno.errorcode.get(tried.errno),
                    "without_lock": unlocked_words(tried),
                }
                for tried in findings.tried
            ],
        },
        indent=2,
    )


def to_text(paper: Paper) -> str:
    """Return all of it for a person."""
    where = f"Linux {paper.kernel} on {paper.machine}, Landlock {paper.landlock_version}"
    lines = [
        f"Self-test of the privacy lock, compliance {paper.version}",
        f"{paper.made:%Y-%m-%d %H:%M} UTC, {where}",
        "",
        verdict(paper.findings),
        *facts(paper),
        *capacity_words(paper.capacity),
        "",
    ]
    group = ""
    for tried in paper.findings.tried:
        if tried.group != group:
            group = tried.group
            lines += ["", group.capitalize(), ""]
        lines.append(f"  {tried.words:58} {result_words(tried):20} {unlocked_words(tried)}")
    return "\n".join(lines) + "\n"
