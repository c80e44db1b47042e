"""The command line on a kernel that lacks a call: python -m tests.lacking CALL ARGUMENT..."""

import sys

from compliance import cli
from compliance.pixels.lock import limits, seccomp
from compliance.pixels.lock.bpf import Code, Field, Verdict, answer, load, when
from compliance.pixels.lock.syscalls import number


def lack(name: str) -> None:
    """Have the kernel answer ENOSYS to one call from now on, here and in every child."""
    calls = number(name, seccomp.machine())
    assert calls is not None
    lacking = when(Code.JUMP_EQUAL, calls, [answer(Verdict.UNKNOWN)])
    limits.give_up_privileges()
    seccomp.give_up_calls([load(Field.NUMBER), *lacking, answer(Verdict.ALLOW)])


if __name__ == "__main__":
    lack(sys.argv.pop(1))
    cli.main()
