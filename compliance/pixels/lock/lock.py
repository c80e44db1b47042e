"""The lock put on: load everything first, then this, then never anything new again.

Each part shuts what it can by itself, so that a fault in one leaves the others.
"""

import os
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path

from compliance.errors import SandboxError
from compliance.pixels.lock import landlock, limits, seccomp
from compliance.pixels.lock.filter import build
from compliance.pixels.lock.held import held
from compliance.pixels.lock.policy import Channel
from compliance.tally import RECORD_SIZE_BYTES

CHANNEL = Channel(descriptor=3, record_bytes=RECORD_SIZE_BYTES)
"""Where a pixel process finds the way out."""


class Part(Enum):
    """What the lock is made of."""

    DUMPS = "no core dump, no debugger, no growing file"
    PRIVILEGES = "no new privileges"
    FILES = "no file, no TCP port (Landlock)"
    DESCRIPTORS = "no new descriptor"
    CALLS = "no system call but those of a list (seccomp)"


class IncompleteLockError(SandboxError):
    """Parts of the lock cannot be had; those that can are on."""

    def __init__(self, missing: dict[Part, SandboxError]) -> None:
        told = "; ".join(error.message for error in missing.values())
        hints = "; ".join(dict.fromkeys(e.hint for e in missing.values() if e.hint))
        super().__init__(f"the privacy lock cannot be had: {told}", hints)
        self.missing = frozenset(missing)
        """The parts that are not on."""


def check() -> None:
    """Raise IncompleteLockError where this system cannot lock a pixel process in."""
    _all({Part.FILES: landlock.check, Part.CALLS: seccomp.check})


def is_available() -> bool:
    """Say whether this system can lock a pixel process in."""
    try:
        check()
    except IncompleteLockError:
        return False
    return True


def lock_in(channel: Channel = CHANNEL) -> None:
    """Give up everything but reading what is open and records on the channel, for good.

    Call it while one thread runs: Landlock binds the calling thread and those it starts later.
    Raises IncompleteLockError when a part cannot be had; all the others are on then.
    """
    open_ = held()
    _all(
        {
            Part.DUMPS: limits.give_up_dumps,
            Part.PRIVILEGES: limits.give_up_privileges,
            Part.FILES: _give_up_files,
            Part.DESCRIPTORS: lambda: limits.give_up_descriptors(open_.highest),
            Part.CALLS: lambda: seccomp.give_up_calls(
                build(seccomp.machine(), open_, channel, os.getpid())
            ),
        }
    )


def _all(parts: Mapping[Part, Callable[[], None]]) -> None:
    """Do something about every part, even after another one failed."""
    missing: dict[Part, SandboxError] = {}
    for part, act in parts.items():
        try:
            act()
        except SandboxError as error:
            missing[part] = error
        except OSError as error:
            missing[part] = SandboxError(f"{part.value}: {error}")
    if missing:
        raise IncompleteLockError(missing)


def _give_up_files() -> None:
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        message = f"{threads} threads run before the lock, and files would be shut to one only"
        raise SandboxError(message, "let every library work with one thread")
    landlock.give_up_files()
