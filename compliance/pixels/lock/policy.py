"""Which system calls a locked pixel process may make, and what becomes of the others; pure.

What is not named here is refused (EPERM), so that a library that asks for more than it needs
carries on. What no library asks for, only somebody who has broken in, ends the process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.pixels.lock.bpf import WHOLE, Condition
from compliance.pixels.lock.held import Held


def _named(text: str) -> frozenset[str]:
    return frozenset(text.split())


FREE = _named(
    """
    read readv pread64 lseek fstat close poll ppoll select pselect6 recvfrom getsockopt
    munmap mremap brk madvise
    futex futex_wait futex_wake futex_requeue futex_waitv membarrier set_robust_list rseq
    gettid getcpu sched_yield sched_getaffinity exit exit_group
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait sigaltstack restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time
    getpid getppid getuid geteuid getgid getegid getrandom getrusage sysinfo
    """
)
"""Reading what is open, memory, threads, signals to itself, the time, facts about itself."""

DEADLY = _named(
    """
    execve execveat
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd
    io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd
    add_key request_key keyctl init_module finit_module delete_module kexec_load kexec_file_load
    reboot swapon swapoff acct quotactl syslog settimeofday clock_settime sethostname setdomainname
    unshare setns mount umount2 pivot_root chroot open_tree open_tree_attr move_mount
    fsopen fsconfig fsmount fspick mount_setattr name_to_handle_at open_by_handle_at
    personality iopl ioperm modify_ldt
    """
)
"""Programs, other processes' memory, the kernel's doors, namespaces, mounts."""

UNKNOWN = frozenset({"clone3"})
"""Answered as an older kernel would (ENOSYS): its flags lie where no filter can look."""

_PROT_EXEC = 0x4
_CLONE_THREAD = 0x00010000
_CLONE_PARTING = 0x7E02F080  # CLONE_NEW*, CLONE_PARENT, _VFORK, _PTRACE, _PIDFD
_F_GETFD, _F_GETFL = 1, 3
_AT_EMPTY_PATH = 0x1000
_VIDIOC_QBUF, _VIDIOC_DQBUF, _VIDIOC_STREAMOFF = 0xC058560F, 0xC0585611, 0x40045613

Alternatives = tuple[tuple[Condition, ...], ...]
"""A call is allowed when every condition of any of them holds."""


@dataclass(frozen=True, slots=True)
class Channel:
    """The one way out: a descriptor, and the only length that may be written to it."""

    descriptor: int
    record_bytes: int


def conditions(held: Held, channel: Channel, pid: int) -> Mapping[str, Alternatives]:
    """Return under which conditions the calls are allowed that are neither free nor refused."""
    # A C library may ask an open file's size in a way that could ask about any path as well.
    size_of_open = ((Condition(3, _AT_EMPTY_PATH, _AT_EMPTY_PATH),),) if held.files else ()
    return {
        "write": ((_is(0, channel.descriptor), *_is_long(2, channel.record_bytes)),),
        "sendto": tuple((_is(0, fd), *_is_long(4, 0)) for fd in held.sockets),
        "mmap": ((_has_not(2, _PROT_EXEC),),),
        "mprotect": ((_has_not(2, _PROT_EXEC),),),
        "clone": ((Condition(0, _CLONE_THREAD, _CLONE_THREAD | _CLONE_PARTING),),),
        "kill": ((_is(0, pid),),),
        "tgkill": ((_is(0, pid),),),
        "prlimit64": tuple((_is(0, who), *_is_long(2, 0)) for who in (0, pid)),
        "fcntl": tuple((_is(1, command),) for command in (_F_GETFD, _F_GETFL)),
        "newfstatat": size_of_open,
        "ioctl": tuple(_pairs(held.devices, (_VIDIOC_DQBUF, _VIDIOC_QBUF, _VIDIOC_STREAMOFF))),
    }


def _is(argument: int, value: int) -> Condition:
    """Compare an `int`: of its register the kernel looks at the low half only."""
    return Condition(argument, value)


def _is_long(argument: int, value: int) -> tuple[Condition, Condition]:
    """Compare a length or an address: the whole register."""
    return Condition(argument, value), Condition(argument, 0, WHOLE, is_high=True)


def _has_not(argument: int, mask: int) -> Condition:
    return Condition(argument, 0, mask)


def _pairs(descriptors: Iterable[int], requests: Iterable[int]) -> Iterable[tuple[Condition, ...]]:
    requests = tuple(requests)
    return ((_is(0, fd), _is(1, request)) for fd in descriptors for request in requests)
