"""Ways to run code of one's own, or to share memory with others."""

import ctypes
import mmap

from compliance.selftest.attack import Attack, Bait, Kind, call

_READ, _WRITE, _EXECUTE = 1, 2, 4
_PRIVATE, _ANONYMOUS = 0x02, 0x20
_SOURCE = 4
_PAGE_BYTES = mmap.PAGESIZE
_CREATE = 0o1000
_MODE = 0o600
_KEY_OF_ITS_OWN = 0

_page = bytearray(2 * _PAGE_BYTES)


def attacks(_: Bait) -> tuple[Attack, ...]:
    """Return the attacks of this group."""
    somewhere = ctypes.addressof(ctypes.c_char.from_buffer(_page))
    page = (somewhere + _PAGE_BYTES - 1) // _PAGE_BYTES * _PAGE_BYTES
    everything = _READ | _WRITE | _EXECUTE
    nameless = _PRIVATE | _ANONYMOUS
    return (
        Attack(
            "get memory that can be executed",
            call("mmap", 0, _PAGE_BYTES, _READ | _EXECUTE, nameless, -1, 0),
            is_main=True,
        ),
        Attack(
            "get memory that can be written and executed",
            call("mmap", 0, _PAGE_BYTES, everything, nameless, -1, 0),
        ),
        Attack(
            "run the stream's bytes as code",
            call("mmap", 0, _PAGE_BYTES, _READ | _EXECUTE, _PRIVATE, _SOURCE, 0),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack(
            "make its data executable",
            call("mprotect", page, _PAGE_BYTES, _READ | _EXECUTE),
            is_main=True,
        ),
        Attack(
            "make its data executable under a key",
            call("pkey_mprotect", page, _PAGE_BYTES, _READ | _EXECUTE, -1),
        ),
        Attack(
            "lay memory out anew",
            call("remap_file_pages", page, _PAGE_BYTES, 0, 0, 0),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack("get memory with a descriptor", call("memfd_create", "x", 0), is_main=True),
        Attack("get secret memory", call("memfd_secret", 0), Kind.REFUSED_ONLY_LOCKED),
        Attack(
            "share memory (System V)",
            call("shmget", _KEY_OF_ITS_OWN, _PAGE_BYTES, _CREATE | _MODE),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack("join shared memory (System V)", call("shmat", 0, 0, 0), Kind.REFUSED_ONLY_LOCKED),
        Attack(
            "open a message queue (System V)",
            call("msgget", _KEY_OF_ITS_OWN, _CREATE | _MODE),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack(
            "send to a message queue (System V)",
            call("msgsnd", 0, bytes(16), 8, 0o4000),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack(
            "open semaphores (System V)",
            call("semget", _KEY_OF_ITS_OWN, 1, _CREATE | _MODE),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack(
            "open a message queue (POSIX)",
            call("mq_open", "way-out", 0o102, _MODE, None),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack("handle others' page faults", call("userfaultfd", 1), Kind.DEADLY),
        Attack(
            "have readable memory be executable (personality)",
            call("personality", 0x0400000),
            Kind.DEADLY,
        ),
    )
