"""The allow-list as a program that the kernel runs at every system call; pure."""

from collections.abc import Sequence

from compliance.pixels.lock import policy
from compliance.pixels.lock.bpf import (
    Code,
    Field,
    Instruction,
    Verdict,
    all_of,
    answer,
    load,
    when,
)
from compliance.pixels.lock.held import Held
from compliance.pixels.lock.policy import Alternatives, Channel
from compliance.pixels.lock.syscalls import FIRST_UNKNOWN, Machine, number

_X32 = 0x40000000  # the mark of the x32 calls, which come under x86-64's own name

Program = list[Instruction]


def build(machine: Machine, held: Held, channel: Channel, pid: int) -> Program:
    """Return the program for a processor, what is open, the channel and the process's number."""
    free = [_verdict(machine, name, Verdict.ALLOW) for name in sorted(policy.FREE)]
    bound = [
        _bound(machine, name, alternatives)
        for name, alternatives in policy.conditions(held, channel, pid).items()
    ]
    unknown = [_verdict(machine, name, Verdict.UNKNOWN) for name in sorted(policy.UNKNOWN)]
    deadly = [_verdict(machine, name, Verdict.KILL) for name in sorted(policy.DEADLY)]
    return [
        *_refuse_other_machines(machine),
        load(Field.NUMBER),
        *when(Code.JUMP_AT_LEAST, _X32, [answer(Verdict.KILL)]),
        *when(Code.JUMP_AT_LEAST, FIRST_UNKNOWN, [answer(Verdict.UNKNOWN)]),
        *(step for part in (*free, *bound, *unknown, *deadly) for step in part),
        answer(Verdict.REFUSE),
    ]


def _refuse_other_machines(machine: Machine) -> Program:
    """End a process that calls as on another processor, whose numbers mean other calls."""
    return [
        load(Field.ARCHITECTURE),
        *[Instruction(Code.JUMP_EQUAL, machine.audit, 1, 0), answer(Verdict.KILL)],
    ]


def _verdict(machine: Machine, name: str, verdict: Verdict) -> Program:
    return _at(machine, name, [answer(verdict)])


def _bound(machine: Machine, name: str, alternatives: Alternatives) -> Program:
    allowed: Program = []
    for conditions in alternatives:
        allowed += all_of(conditions, [answer(Verdict.ALLOW)])
    return _at(machine, name, [*allowed, answer(Verdict.REFUSE)])


def _at(machine: Machine, name: str, then: Sequence[Instruction]) -> Program:
    """Do something about one call; nothing where the processor has no such call."""
    calls = number(name, machine)
    return when(Code.JUMP_EQUAL, calls, then) if calls is not None else []
