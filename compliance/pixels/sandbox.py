"""The lock: what a pixel process gives up for good before it reads a second frame.

Landlock takes every file and TCP port, resource limits take core dumps, file growth and further
descriptors. A seccomp allow-list belongs here too, as the last step, once it is written.
Sources: Linux's Documentation/userspace-api/landlock.rst and no_new_privs.rst, prctl(2).
"""

import ctypes
import os
import resource
import signal
import struct
from pathlib import Path

from compliance.errors import SandboxError

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NAME = 15
_PR_SET_NO_NEW_PRIVS = 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same numbers on every architecture
_ASK_VERSION = 1

_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Every right over files that Landlock knows from each version on."""
_TCP_RIGHTS_VERSION, _TCP_RIGHTS = 4, 0b11  # bind, connect
_SCOPES_VERSION, _SCOPES = 6, 0b11  # abstract sockets and signals to the outside

_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def be_named(name: str) -> None:
    """Show a name of at most 15 letters in lists of processes."""
    _libc.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def landlock_version() -> int:
    """Return the kernel's Landlock ABI version; 0 when there is none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)))


def is_available() -> bool:
    """Whether this system can lock a pixel process in."""
    return landlock_version() > 0


def lock() -> None:
    """Give up files, TCP, new descriptors, core dumps and privileges, until the process ends.

    Call it while one thread runs: Landlock binds the calling thread and those it starts later.
    Raises SandboxError when a part cannot be had; the parts before it stay locked.
    """
    try:
        _refuse_other_threads()
        descriptors = _fill_descriptors()
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, 0)
        _prctl(_PR_SET_DUMPABLE, 0)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _landlock()
        _limit(resource.RLIMIT_NOFILE, descriptors)
    except OSError as error:
        message = f"the lock cannot be had: {error}"
        raise SandboxError(message) from error


def _refuse_other_threads() -> None:
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        message = f"{threads} threads run before the lock, which would bind only one"
        raise SandboxError(message, "let every library work with one thread")


def _landlock() -> None:
    version = landlock_version()
    if not version:
        message = "this kernel has no Landlock, or it is switched off"
        raise SandboxError(message, "use Linux 5.13 or newer with `landlock` in `lsm=`")
    fields = [max(rights for since, rights in _FILE_RIGHTS.items() if since <= version)]
    if version >= _TCP_RIGHTS_VERSION:
        fields.append(_TCP_RIGHTS)
    if version >= _SCOPES_VERSION:
        fields.append(_SCOPES)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = _checked(_libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    try:
        _checked(_libc.syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def _fill_descriptors() -> int:
    """Close the gaps among the open descriptors and return a limit that leaves none free."""
    highest = max(fd for fd in _listed_descriptors() if _is_open(fd))
    while (spare := os.dup(0)) < highest:
        pass
    os.close(spare)
    return highest + 1


def _listed_descriptors() -> list[int]:
    return [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _prctl(option: int, value: int) -> None:
    nothing = ctypes.c_long(0)
    _checked(_libc.prctl(option, ctypes.c_long(value), nothing, nothing, nothing))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
