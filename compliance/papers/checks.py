"""What the running system itself says of the promises, beside the tests: pure."""

from dataclasses import fields

from compliance.papers.facts import Facts
from compliance.papers.wording import bytes_mode, counted, span, stamp
from compliance.sureness import Sureness

LISTED_COLUMNS = frozenset(
    {
        "site", "area", "camera", "last_sequence", "closed_until", "start", "end",
        "mask", "incorrect", "no_mask", "unknown",
        "observed_ms", "observed_seconds", "expected_seconds", "detector", "classifier", "withheld",
        *(field.name for field in fields(Sureness)),
        "releases", "seen_mask", "seen_incorrect", "seen_no_mask",
        "noise_epsilon", "noise_variance",
        "machine", "expires", "handed_in", "name", "value",
    }
)  # fmt: skip
"""Everything a table of counts may hold, as DESIGN lists it."""

OF_MIGRATIONS = "alembic_version"
_PRIVATE = 0o600


def checked_here(facts: Facts) -> dict[int, tuple[str, ...]]:
    """Return by promise what was found on this system; nothing where it could not be read."""
    found = {
        1: _intervals(facts),
        2: _columns(facts),
        3: [*_lock(facts), *_self_test(facts)],
        5: _minimum(facts),
        6: _retention(facts),
        9: _names(facts),
    }
    return {number: tuple(sentences) for number, sentences in found.items() if sentences}


def _intervals(facts: Facts) -> list[str]:
    released = facts.store.released
    if not released or released.shortest is None:
        return []
    return [
        (
            f"The shortest of {counted(released.rows, 'published row')} is "
            f"{span(released.shortest)} long; the bucket is {span(facts.site.bucket)}."
        )
    ]


def _columns(facts: Facts) -> list[str]:
    tables = [table for table in facts.store.tables if table.name != OF_MIGRATIONS]
    if not tables:
        return []
    others = sorted({c for table in tables for c in table.columns} - LISTED_COLUMNS)
    if others:
        return [f"NOT ON THE LIST, to be looked into: the columns {', '.join(others)}."]
    columns = sum(len(table.columns) for table in tables)
    return [f"{columns} columns in {len(tables)} tables were found; all are on the list."]


def _lock(facts: Facts) -> list[str]:
    states = facts.service.cameras
    if not states:
        return []
    locked = sum(state.is_locked is True for state in states)
    unlocked = [state.name for state in states if state.is_locked is False]
    silent = len(states) - locked - len(unlocked)
    said = [f"Of {counted(len(states), 'pixel process')} the daemon calls {locked} locked."]
    if silent:
        said.append(f"{silent} had not begun to watch and said nothing of it yet.")
    if unlocked:
        said.append(f"RUNNING WITHOUT THE LOCK: {', '.join(unlocked)}.")
    return said


def _self_test(facts: Facts) -> list[str]:
    test, machine = facts.self_test, facts.machine
    if test is None:
        return ["No saved self-test was found for this report."]
    said = [f"Self-test of {stamp(test.made)}: {test.verdict}"]
    if test.open_ways:
        said.append(f"NOT SHUT: {'; '.join(test.open_ways)}.")
    if (test.version, test.kernel) != (facts.version, machine.kernel):
        said.append(
            f"It was made with version {test.version} on kernel {test.kernel}; this report with "
            f"version {facts.version} on kernel {machine.kernel}. Make it again."
        )
    return said


def _minimum(facts: Facts) -> list[str]:
    released = facts.store.released
    if not released or not released.rows:
        return []
    few = released.below_minimum
    exact = released.rows - released.noisy
    said = f"{few} of {counted(exact, 'published row')} hold fewer than the minimum of "
    reason = " A row from before the minimum was raised may be one." if few else ""
    found = [f"{said}{facts.site.minimum_count} passages in force today.{reason}"] if exact else []
    if released.noisy:
        found.append(
            f"{counted(released.noisy, 'published row')} with noise cannot be checked: their true "
            "numbers were deleted when they were published."
        )
    return found


def _retention(facts: Facts) -> list[str]:
    said = []
    if facts.store.released:
        overdue = facts.store.released.overdue
        said.append(f"{counted(overdue, 'published row')} older than the retention were found.")
    open_to_others = [file for file in facts.store.files if file.mode & ~_PRIVATE]
    if facts.store.files:
        said.append(
            f"Files of the database that others than their owner may use: {len(open_to_others)} "
            f"of {len(facts.store.files)}."
        )
    said += [
        f"Open to others: {file.name}, mode {bytes_mode(file.mode)}." for file in open_to_others
    ]
    return said


def _names(facts: Facts) -> list[str]:
    site = facts.site
    reach = "this machine alone" if site.is_loopback else "other machines"
    return [
        (
            f"The configuration names {counted(len(site.cameras), 'camera')}, one database and one "
            f"address to listen on, which {reach} can reach."
        )
    ]
