"""One attack, what it is given to work with, and what may come of it."""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from compliance.pixels.lock import kernel
from compliance.pixels.lock.seccomp import machine
from compliance.pixels.lock.syscalls import number

NO_SUCH_CALL = -1
"""In place of an errno: this processor has no such call."""

_SHUT = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS})


@dataclass(frozen=True, slots=True)
class Bait:
    """What the attacks are aimed at; it stands open without the lock."""

    folder: str
    """A folder with one file, `kept`, that anybody may write to."""
    tcp_port: int
    """Somebody listens there on 127.0.0.1."""
    victim: int
    """Number of a process of the same user."""

    @property
    def shared_memory(self) -> str:
        """Return where shared memory with a name would stand as a file."""
        return f"/dev/shm/compliance-{self.victim}"  # noqa: S108 - made by nobody, if all is well


class Kind(Enum):
    """How an attack ends when the lock holds, and whether it may be tried without one."""

    REFUSED = "refused"
    REFUSED_ONLY_LOCKED = "refused, and harmful or meaningless without the lock"
    DEADLY = "deadly"


@dataclass(frozen=True, slots=True)
class Attack:
    """A way out, in the words of whoever would use it."""

    words: str
    act: Callable[[], int]
    """Raises OSError when the way is shut."""
    kind: Kind = Kind.REFUSED
    is_main: bool = False
    """Tried at each start of the daemon too."""


class Result(Enum):
    """What came of an attack."""

    REFUSED = "refused"
    KILLED = "killed"
    ABSENT = "this processor has no such call"
    OPEN = "OPEN: it worked"
    REACHED = "OPEN: it reached the kernel"
    """The lock let it through; the kernel refused for a reason of its own."""
    SILENT = "UNKNOWN: no answer came"

    @property
    def is_shut(self) -> bool:
        """Whether nothing could leave this way."""
        return self in {Result.REFUSED, Result.KILLED, Result.ABSENT}


def result_of(number: int) -> Result:
    """Return what an errno says; 0 is success."""
    if number == NO_SUCH_CALL:
        return Result.ABSENT
    if number == 0:
        return Result.OPEN
    return Result.REFUSED if number in _SHUT else Result.REACHED


def tried(attack: Attack) -> int:
    """Try an attack and return its errno, 0 when it worked."""
    try:
        attack.act()
    except NotImplementedError:
        return NO_SUCH_CALL
    except OSError as error:
        return error.errno or errno.EIO
    except Exception:  # noqa: BLE001 - the attacks after this one are made too
        return errno.EIO
    return 0


def call(name: str, *arguments: int | str | bytes | None) -> Callable[[], int]:
    """Return a raw system call to be made, with no library between."""

    def act() -> int:
        known = number(name, machine())
        if known is None:
            raise NotImplementedError
        return kernel.call(known, *(_plain(argument) for argument in arguments))

    return act


def _plain(argument: int | str | bytes | None) -> int | bytes | None:
    return os.fsencode(argument) if isinstance(argument, str) else argument
