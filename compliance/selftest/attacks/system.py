"""Ways to win privileges, to change the system, or to have the kernel do one's work."""

from compliance.pixels.lock import kernel
from compliance.pixels.lock.seccomp import machine
from compliance.pixels.lock.syscalls import Machine
from compliance.selftest.attack import Attack, Bait, Kind, call

_SET_NAME, _SET_DUMPABLE, _SET_SECCOMP, _SET_TRACER = 15, 4, 22, 0x59616D61
_NEW_USER, _NEW_NET, _NEW_MOUNTS = 0x10000000, 0x40000000, 0x00020000
_SELF_RING = -5  # KEY_SPEC_USER_SESSION_KEYRING
_X32_GETPID = 0x40000000 | 39

_How = tuple[str, *tuple[int | str | bytes | None, ...]]
"""A call by its name, and its arguments."""

_DEADLY: dict[str, _How] = {
    "make a ring of calls (io_uring)": ("io_uring_setup", 1, None),
    "enter a ring of calls (io_uring)": ("io_uring_enter", 0, 0, 0, 0, None, 0),
    "prepare a ring of calls (io_uring)": ("io_uring_register", 0, 0, None, 0),
    "load a program into the kernel (BPF)": ("bpf", 0, None, 0),
    "watch the processor's counters (perf)": ("perf_event_open", None, 0, -1, -1, 0),
    "store a key": ("add_key", "user", "way-out", b"x", 1, _SELF_RING),
    "ask for a key": ("request_key", "user", "way-out", None, 0),
    "read a keyring": ("keyctl", 0, _SELF_RING, 0, 0, 0),
    "leave for another user namespace": ("unshare", _NEW_USER),
    "leave for another network": ("unshare", _NEW_NET),
    "leave for other mounts": ("unshare", _NEW_MOUNTS),
    "join a namespace": ("setns", 0, 0),
    "mount": ("mount", None, None, None, 0, None),
    "unmount": ("umount2", None, 0),
    "change the root by pivoting": ("pivot_root", None, None),
    "change the root": ("chroot", None),
    "take a tree of mounts": ("open_tree", -1, None, 0),
    "move a mount": ("move_mount", -1, None, -1, None, 0),
    "open a file system": ("fsopen", None, 0),
    "configure a file system": ("fsconfig", -1, 0, None, None, 0),
    "mount a file system": ("fsmount", -1, 0, 0),
    "pick a file system": ("fspick", -1, None, 0),
    "change a mount": ("mount_setattr", -1, None, 0, None, 0),
    "learn a file's handle": ("name_to_handle_at", -1, None, None, None, 0),
    "open a file by its handle": ("open_by_handle_at", -1, None, 0),
    "load a kernel module": ("init_module", None, 0, None),
    "load a kernel module from a file": ("finit_module", -1, None, 0),
    "unload a kernel module": ("delete_module", None, 0),
    "load another kernel": ("kexec_load", 0, 0, None, -1),
    "load another kernel from a file": ("kexec_file_load", -1, -1, 0, None, 0),
    "restart the machine": ("reboot", 0, 0, 0, None),
    "swap to a file": ("swapon", None, 0),
    "stop swapping": ("swapoff", None),
    "log processes to a file": ("acct", "/nowhere/at/all"),
    "change quotas": ("quotactl", -1, None, 0, None),
    "read the kernel's log": ("syslog", 3, None, 0),
    "set the clock": ("settimeofday", 1, None),
    "set a clock": ("clock_settime", -1, None),
    "name the machine": ("sethostname", None, -1),
    "name the machine's domain": ("setdomainname", None, -1),
    "reach devices directly": ("iopl", 3),
    "reach a device's port directly": ("ioperm", 0, 1, 1),
    "change the processor's tables": ("modify_ldt", 0, None, 0),
}
_REFUSED: dict[str, _How] = {
    "become another user": ("setuid", 65_534),
    "become another group": ("setgid", 65_534),
    "become another user for good": ("setresuid", 65_534, 65_534, 65_534),
    "give up its groups": ("setgroups", 0, None),
    "change what it sees files as": ("setfsuid", 65_534),
    "allow debuggers and core dumps again": ("prctl", _SET_DUMPABLE, 1, 0, 0, 0),
    "call itself something that others read": ("prctl", _SET_NAME, b"way-out", 0, 0, 0),
    "choose who may trace it": ("prctl", _SET_TRACER, -1, 0, 0, 0),
    "have the kernel write later (AIO)": ("io_setup", 1, bytes(8)),
    "make a timer": ("timer_create", 0, None, bytes(4)),
    "make a timer with a descriptor": ("timerfd_create", 0, 0),
    "make an event": ("eventfd2", 0, 0),
    "watch many descriptors": ("epoll_create1", 0),
    "receive signals as a file": ("signalfd4", -1, bytes(8), 8, 0),
    "ask for the mask of new files": ("umask", 0o77),
}
_REFUSED_ONLY_LOCKED: dict[str, _How] = {
    "change its capabilities": ("capset", None, None),
    "change its filter": ("prctl", _SET_SECCOMP, 2, 0, 0, 0),
    "add a filter": ("seccomp", 1, 0, None),
    "add rules for files": ("landlock_restrict_self", -1, 0),
    "submit what the kernel writes later (AIO)": ("io_submit", 0, 1, None),
    "tune the clock": ("clock_adjtime", 0, None),
    "watch all files": ("fanotify_init", 0, 0),
    "hang up the terminal": ("vhangup",),
    "write everything to the disk": ("sync",),
    "make the newest call known": ("file_setattr", -1, None, None, 0, 0),
}


def attacks(_: Bait) -> tuple[Attack, ...]:
    """Return the attacks of this group; the deadly ones would be harmless if they got through."""
    return (
        *(Attack(words, call(*how)) for words, how in _REFUSED.items()),
        *(
            Attack(words, call(*how), Kind.REFUSED_ONLY_LOCKED)
            for words, how in _REFUSED_ONLY_LOCKED.items()
        ),
        *(Attack(words, call(*how), Kind.DEADLY) for words, how in _DEADLY.items()),
        Attack("make a call as another kind of program (x32)", _call_as_x32, Kind.DEADLY),
    )


def _call_as_x32() -> int:
    if machine() is not Machine.X86_64:
        raise NotImplementedError
    return kernel.call(_X32_GETPID)
