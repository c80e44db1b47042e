"""The numbers of the system calls are the kernel's."""

import re
import shutil
import subprocess

import pytest

from compliance.pixels.lock.syscalls import FIRST_UNKNOWN, Machine, names, number

_ARM64 = """
#define __BITS_PER_LONG 64
#define __ARCH_WANT_RENAMEAT
#define __ARCH_WANT_NEW_STAT
#define __ARCH_WANT_SET_GET_RLIMIT
#define __ARCH_WANT_SYS_CLONE3
#define __ARCH_WANT_MEMFD_SECRET
#include <asm-generic/unistd.h>
"""
HEADERS = {Machine.X86_64: "#include <asm/unistd_64.h>\n", Machine.ARM64: _ARM64}


def told_by_headers(source: str) -> dict[str, int]:
    command = ["cc", "-E", "-dM", "-x", "c", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("needs the kernel's headers (package linux-libc-dev)")
    defined = dict(re.findall(r"#define (__NR\w+) (\w+)", done.stdout))
    found = {}
    for name, value in defined.items():
        last = value
        while last in defined:
            last = defined[last]
        if name.startswith("__NR_") and last.isdigit():
            found[name.removeprefix("__NR_")] = int(last)
    return found


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler to read the headers")
@pytest.mark.parametrize("machine", Machine)
def test_every_number_is_the_one_of_the_kernels_headers(machine: Machine) -> None:
    headers = told_by_headers(HEADERS[machine])
    shared = headers.keys() & set(names())
    assert len(shared) > 300
    assert {n: number(n, machine) for n in shared} == {n: headers[n] for n in shared}


@pytest.mark.parametrize("machine", Machine)
def test_no_number_is_given_twice_or_lies_beyond_the_list(machine: Machine) -> None:
    numbers = [number(name, machine) for name in names()]
    given = [each for each in numbers if each is not None]
    assert len(given) == len(set(given))
    assert max(given) == FIRST_UNKNOWN - 1


def test_an_unknown_name_is_no_call() -> None:
    with pytest.raises(KeyError):
        number("launch_missiles", Machine.X86_64)
