"""Seccomp: every thread of the process makes the system calls of a list and no others.

Source: seccomp(2).
"""

import platform
import struct

from compliance.errors import SandboxError
from compliance.pixels.lock import kernel
from compliance.pixels.lock.bpf import Verdict, assemble
from compliance.pixels.lock.filter import Program
from compliance.pixels.lock.syscalls import Machine, number

_SET_MODE_FILTER, _ASK_ACTION = 1, 2
_ALL_THREADS = 1  # SECCOMP_FILTER_FLAG_TSYNC


def machine() -> Machine:
    """Return which processor this is. Raises SandboxError for one without a list of calls."""
    name = platform.machine()
    if struct.calcsize("P") == 8:  # noqa: PLR2004 - bytes of an address: no 32-bit Python
        for each in Machine:
            if each.value == name:
                return each
    message = f"no list of system calls is known for this processor ({name})"
    raise SandboxError(message, "run on 64-bit x86 or ARM, with a 64-bit Python")


def check() -> None:
    """Raise SandboxError where no list of system calls can be kept to."""
    ask = number("seccomp", machine()) or 0
    try:
        kernel.call(ask, _ASK_ACTION, 0, struct.pack("=I", Verdict.KILL))
    except OSError as error:
        message = f"this kernel has no seccomp filters, or something forbids them ({error})"
        hint = "use Linux 4.14 or newer with CONFIG_SECCOMP_FILTER"
        raise SandboxError(message, hint) from error


def give_up_calls(program: Program) -> None:
    """Have all threads run the program at every call from now on. Raises SandboxError, OSError."""
    check()
    install = number("seccomp", machine()) or 0
    steps = assemble(program)
    described = struct.pack("@HP", len(program), kernel.address(steps))
    stray = kernel.call(install, _SET_MODE_FILTER, _ALL_THREADS, described)
    if stray:
        message = f"thread {stray} has filters of its own, and would not be bound"
        raise SandboxError(message)
