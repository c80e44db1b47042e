"""Ways to start another process, to become another program, or to reach into other processes."""

import os
import struct
from collections.abc import Callable

from compliance.selftest.attack import Attack, Bait, Kind, call

_SIGCHLD, _VFORK, _SHARED_MEMORY, _NEW_USER = 17, 0x4000, 0x100, 0x10000000
_SEIZE, _TRACEME = 0x4206, 0
_LIMIT_CORE, _LIMIT_FILE_SIZE, _LIMIT_DESCRIPTORS = 4, 1, 7
_PROGRAM = "/bin/true"


def attacks(bait: Bait) -> tuple[Attack, ...]:
    """Return the attacks of this group."""
    victim, own = bait.victim, os.getpid()
    endless = struct.pack("=qq", -1, -1)
    thread = struct.pack("=8Q", 0, 0, 0, 0, _SIGCHLD, 0, 0, 0)
    information = struct.pack("=iii116x", 34, 0, -1)
    sets = bytes(128)
    return (
        Attack("fork", call("fork"), Kind.REFUSED_ONLY_LOCKED),
        Attack("fork sharing memory", call("vfork"), Kind.REFUSED_ONLY_LOCKED),
        Attack("fork by clone", _clone(_SIGCHLD), Kind.REFUSED_ONLY_LOCKED, is_main=True),
        Attack(
            "fork as for a new program",
            _clone(_VFORK | _SHARED_MEMORY | _SIGCHLD),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack(
            "fork into a user namespace", _clone(_NEW_USER | _SIGCHLD), Kind.REFUSED_ONLY_LOCKED
        ),
        Attack(
            "fork by the newest call", call("clone3", thread, len(thread)), Kind.REFUSED_ONLY_LOCKED
        ),
        Attack("run a program", call("execve", _PROGRAM, None, None), Kind.DEADLY, is_main=True),
        Attack(
            "run a program by its descriptor",
            call("execveat", -100, _PROGRAM, None, None, 0),
            Kind.DEADLY,
        ),
        Attack("signal the main process", call("kill", victim, 0), is_main=True),
        Attack("signal every process", call("kill", -1, 0)),
        Attack("signal its own group", call("kill", 0, 0)),
        Attack("signal a thread of the main process", call("tgkill", victim, victim, 0)),
        Attack("signal a thread by the oldest call", call("tkill", victim, 0)),
        Attack(
            "queue a signal with a value",
            call("rt_sigqueueinfo", victim, 34, information),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack("get hold of another process", call("pidfd_open", victim, 0)),
        Attack(
            "signal a process in hand",
            call("pidfd_send_signal", 0, 0, None, 0),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack("join another process group", call("setpgid", 0, own)),
        Attack("lead a session of its own", call("setsid")),
        Attack(
            "slow another process down",
            call("setpriority", 0, victim, 0),
            Kind.REFUSED_ONLY_LOCKED,
        ),
        Attack("choose another's processor", call("sched_setaffinity", 0, 128, b"\xff" * 128)),
        Attack("change how it is scheduled", call("sched_setscheduler", 0, 0, bytes(4))),
        Attack("read another's limits", call("prlimit64", victim, _LIMIT_CORE, None, bytes(16))),
        Attack("allow itself core dumps", call("prlimit64", 0, _LIMIT_CORE, endless, None)),
        Attack("allow itself growing files", call("prlimit64", 0, _LIMIT_FILE_SIZE, endless, None)),
        Attack("allow itself descriptors", call("setrlimit", _LIMIT_DESCRIPTORS, endless)),
        Attack("wait for other processes", call("wait4", -1, None, 1, None)),
        Attack(
            "trace another process", call("ptrace", _SEIZE, victim, 0, 0), Kind.DEADLY, is_main=True
        ),
        Attack("be traced", call("ptrace", _TRACEME, 0, 0, 0), Kind.DEADLY),
        Attack(
            "read another process's memory",
            call("process_vm_readv", victim, sets, 1, sets, 1, 0),
            Kind.DEADLY,
        ),
        Attack(
            "write another process's memory",
            call("process_vm_writev", victim, sets, 1, sets, 1, 0),
            Kind.DEADLY,
        ),
        Attack(
            "advise on another process's memory",
            call("process_madvise", 0, sets, 1, 20, 0),
            Kind.DEADLY,
        ),
        Attack("compare with another process", call("kcmp", own, victim, 0, 0, 0), Kind.DEADLY),
        Attack("take over a descriptor in hand", call("pidfd_getfd", 0, 3, 0), Kind.DEADLY),
    )


def _clone(flags: int) -> Callable[[], int]:
    return call("clone", flags, 0, 0, 0, 0)
