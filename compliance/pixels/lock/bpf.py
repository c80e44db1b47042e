"""Classic BPF as seccomp runs it: instructions, and small parts put together; pure.

Source: Linux's Documentation/userspace-api/seccomp_filter.rst, include/uapi/linux/bpf_common.h
and seccomp.h. Every jump leads forward, over at most 255 instructions.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

MOST_INSTRUCTIONS = 4096
WHOLE = 0xFFFFFFFF
"""A mask that leaves 32 bits as they are."""

_ARGUMENTS = 16  # where they begin in `struct seccomp_data`, 64 bits each


class Code(IntEnum):
    """The instructions used here."""

    LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
    AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
    JUMP_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
    JUMP_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
    RETURN = 0x06  # BPF_RET | BPF_K


class Verdict(IntEnum):
    """What becomes of a system call."""

    ALLOW = 0x7FFF0000
    REFUSE = 0x00050001  # SECCOMP_RET_ERRNO with EPERM
    UNKNOWN = 0x00050026  # SECCOMP_RET_ERRNO with ENOSYS
    KILL = 0x80000000  # SECCOMP_RET_KILL_PROCESS


class Field(IntEnum):
    """Where a fact about the call lies in `struct seccomp_data`."""

    NUMBER = 0
    ARCHITECTURE = 4


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step; a jump passes over `if_true` or `if_false` instructions."""

    code: Code
    value: int
    if_true: int = 0
    if_false: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """What an argument is compared with: its low or high 32 bits, masked, equal a value."""

    argument: int
    value: int
    mask: int = WHOLE
    is_high: bool = False


def load(field: int) -> Instruction:
    """Look at the 32 bits that begin at this byte of `struct seccomp_data`."""
    return Instruction(Code.LOAD, field)


def answer(verdict: Verdict) -> Instruction:
    """End with a verdict."""
    return Instruction(Code.RETURN, verdict)


def when(test: Code, value: int, then: Sequence[Instruction]) -> list[Instruction]:
    """Go through `then` if what was looked at passes the test, else over it."""
    return [Instruction(test, value, 0, len(then)), *then]


def all_of(conditions: Iterable[Condition], then: Sequence[Instruction]) -> list[Instruction]:
    """Go through `then` if every condition holds, else over it."""
    program = list(then)
    for condition in reversed(tuple(conditions)):
        program = [*_look(condition), *when(Code.JUMP_EQUAL, condition.value, program)]
    return program


def _look(condition: Condition) -> list[Instruction]:
    at = _ARGUMENTS + 8 * condition.argument + 4 * condition.is_high  # little-endian
    masked = [] if condition.mask == WHOLE else [Instruction(Code.AND, condition.mask)]
    return [load(at), *masked]


def assemble(program: Sequence[Instruction]) -> bytes:
    """Return the program as an array of `struct sock_filter`.

    Raises ValueError when the kernel would not take it.
    """
    if len(program) > MOST_INSTRUCTIONS:
        message = f"{len(program)} instructions are more than {MOST_INSTRUCTIONS}"
        raise ValueError(message)
    try:
        packed = [struct.pack("=HBBI", i.code, i.if_true, i.if_false, i.value) for i in program]
    except struct.error as error:
        message = f"an instruction does not fit its fields: {error}"
        raise ValueError(message) from error
    return b"".join(packed)
