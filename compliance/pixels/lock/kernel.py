"""The kernel's own functions that Python has no names for. Sources: prctl(2), syscall(2)."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def prctl(option: int, value: int = 0) -> int:
    """Ask about this process, or change it. Raises OSError."""
    nothing = ctypes.c_ulong(0)
    return _checked(_libc.prctl(option, ctypes.c_ulong(value), nothing, nothing, nothing))


def call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call by its number; integers are passed 64 bits wide, bytes by address.

    Raises OSError.
    """
    return _checked(_libc.syscall(ctypes.c_long(number), *map(_wide, arguments)))


def address(data: bytes) -> int:
    """Return where the bytes lie in memory; they must be kept alive by the caller."""
    return ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0


def _wide(argument: int | bytes | None) -> ctypes.c_long | bytes | None:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
