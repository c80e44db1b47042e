"""Limits that need nothing but the asking: no core dump, no growing file, no new descriptor.

Sources: setrlimit(2), prctl(2), capset(2), Linux's Documentation/userspace-api/no_new_privs.rst.
"""

import os
import resource
import struct
from pathlib import Path

from compliance.pixels.lock import kernel
from compliance.pixels.lock.seccomp import machine
from compliance.pixels.lock.syscalls import number

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION = 0x20080522
_NO_CAPABILITIES = bytes(24)


def give_up_dumps() -> None:
    """Leave nothing to a core dump or a debugger, and let no open file grow. Raises OSError."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    kernel.prctl(_PR_SET_DUMPABLE, 0)


def give_up_privileges() -> None:
    """Keep no capability, though it be root's, and let nothing add any. Raises OSError.

    Seccomp and Landlock ask for the latter. A service manager may forbid the former to whoever
    has none, so then it is not tried.
    """
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if _has_capabilities():
        header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
        kernel.call(number("capset", machine()) or 0, header, _NO_CAPABILITIES)


def _has_capabilities() -> bool:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    sets = (line.split()[1] for line in lines if line.startswith(("CapPrm", "CapEff", "CapInh")))
    return any(int(each, 16) for each in sets)


def give_up_descriptors(highest: int) -> None:
    """Leave no number free below the limit of open descriptors. Raises OSError."""
    while (spare := os.dup(0)) < highest:
        pass
    os.close(spare)
    _limit(resource.RLIMIT_NOFILE, highest + 1)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))
