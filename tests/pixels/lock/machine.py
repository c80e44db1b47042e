"""A machine for the filter's programs, as the kernel's own would run them."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.pixels.lock.bpf import Code, Instruction, Verdict, assemble
from compliance.pixels.lock.syscalls import Machine, number

_STEP = struct.Struct("=HBBI")


@dataclass(frozen=True)
class Call:
    """A system call on its way in."""

    number: int
    architecture: int
    arguments: tuple[int, ...] = ()

    def packed(self) -> bytes:
        """Return it as `struct seccomp_data`."""
        registers = [a % 2**64 for a in (*self.arguments, *[0] * 6)][:6]
        return struct.pack("<IIQ6Q", self.number, self.architecture, 0, *registers)


def call(machine: Machine, name: str, *arguments: int) -> Call:
    known = number(name, machine)
    assert known is not None
    return Call(known, machine.audit, arguments)


def verdict(program: Sequence[Instruction], call: Call) -> Verdict:
    """Run the assembled program to its answer."""
    steps = list(_STEP.iter_unpack(assemble(program)))
    data, seen, at = call.packed(), 0, 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        match code:
            case Code.LOAD:
                assert value % 4 == 0
                (seen,) = struct.unpack_from("<I", data, value)
            case Code.AND:
                seen &= value
            case Code.JUMP_EQUAL:
                at += if_true if seen == value else if_false
            case Code.JUMP_AT_LEAST:
                at += if_true if seen >= value else if_false
            case Code.RETURN:
                return Verdict(value)
