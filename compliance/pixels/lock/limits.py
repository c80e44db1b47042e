"""Limits that need nothing but the asking: no core dump, no growing file, no new descriptor.

Sources: setrlimit(2), prctl(2), Linux's Documentation/userspace-api/no_new_privs.rst.
"""

import os
import resource

from compliance.pixels.lock import kernel

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def give_up_dumps() -> None:
    """Leave nothing to a core dump or a debugger, and let no open file grow. Raises OSError."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    kernel.prctl(_PR_SET_DUMPABLE, 0)


def give_up_privileges() -> None:
    """Let no program that is run add privileges; seccomp and Landlock ask for it."""
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)


def give_up_descriptors(highest: int) -> None:
    """Leave no number free below the limit of open descriptors. Raises OSError."""
    while (spare := os.dup(0)) < highest:
        pass
    os.close(spare)
    _limit(resource.RLIMIT_NOFILE, highest + 1)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))
