"""The machine examined: its clock, its disk, its kernel's locks, who may read the files."""

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from compliance.doctor.findings import Finding, fault, good, warning
from compliance.errors import ComplianceError, SandboxError
from compliance.selftest import paper
from compliance.selftest.findings import Findings

LEAST_FREE = 0.05
"""Of the disk; below it the database will soon be refused its writes."""

_UNSYNCHRONISED = 0x40  # STA_UNSYNC of <sys/timex.h>
_STATUS_AT = 40  # bytes to `status` in struct timex, where a long has 8
_TIMEX_BYTES = 208
_OTHERS = 0o077


def clock(status: Callable[[], int | None]) -> Finding:
    """Say whether the system's clock is kept right; a wrong one puts counts in wrong hours."""
    found = status()
    if found is None:
        return good("clock", "this system does not say whether it is kept right")
    if found & _UNSYNCHRONISED:
        return warning(
            "clock",
            "not synchronised: counts may stand in wrong hours",
            "Switch on systemd-timesyncd, chrony or ntpd, and open UDP port 123 for it.",
        )
    return good("clock", "synchronised")


def kernel_clock_status() -> int | None:
    """Return the kernel's clock status bits (adjtimex(2)); None where they cannot be had."""
    state = ctypes.create_string_buffer(_TIMEX_BYTES)
    if ctypes.sizeof(ctypes.c_long) != 8 or ctypes.CDLL(None).adjtimex(state) < 0:  # noqa: PLR2004
        return None
    return int.from_bytes(state.raw[_STATUS_AT : _STATUS_AT + 4], "little")


def disk(folder: Path) -> Finding:
    """Say whether the disk of a folder has room."""
    try:
        used = shutil.disk_usage(folder)
    except OSError as error:
        return fault("disk", f"{folder}: {error.strerror}", "Make the folder, or name another.")
    share = used.free / used.total if used.total else 0.0
    seen = f"{share:.0%} of {used.total / 1e9:.0f} GB free at {folder}"
    if share < LEAST_FREE:
        return warning("disk", seen, "Free space: a full disk keeps counts in memory, then none.")
    return good("disk", seen)


def lock(test: Callable[[], Findings], *, allow_unsandboxed: bool) -> Finding:
    """Say whether the pixel processes' lock can be had and holds."""
    try:
        findings = test()
    except SandboxError as error:
        seen, remedy = error.message, error.hint
    except ComplianceError as error:
        return fault("privacy lock", error.message, error.hint)
    else:
        seen = paper.verdict(findings)
        if findings.is_tight:
            return good("privacy lock", seen)
        remedy = (
            "Use Linux 5.13 or newer with Landlock and seccomp; `compliance self-test` says more."
        )
    if allow_unsandboxed:
        return warning("privacy lock", f"{seen}; allow_unsandboxed lets it run", remedy)
    return fault("privacy lock", seen, remedy)


def files(site: Path, database: Path | None, *, holds_secret: bool) -> Iterator[Finding]:
    """Say whether files that hold passwords or raw counts are their owner's alone.

    holds_secret: the configuration itself names a password.
    """
    if holds_secret and site.stat().st_mode & _OTHERS:
        yield warning(
            "permissions",
            f"{site} holds a password and others may read it",
            f"chmod 600 {site}, or write ${{NAME}} in place of the password.",
        )
    if database and database.exists():
        if database.stat().st_mode & _OTHERS:
            yield fault(
                "permissions",
                f"others may read {database}",
                f"chmod 600 {database}; it was changed.",
            )
        elif not os.access(database, os.R_OK | os.W_OK):
            yield warning(
                "permissions",
                f"{database} belongs to another user",
                "Examine as the service's user or as root to see all.",
            )
        else:
            yield good("permissions", f"{database} is its owner's alone")
