"""The assembled filter gives every system call of both processors the verdict the rules state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.lock import policy
from compliance.pixels.lock.bpf import MOST_INSTRUCTIONS, Code, Condition, Verdict, all_of, answer
from compliance.pixels.lock.filter import Program, build
from compliance.pixels.lock.held import Held
from compliance.pixels.lock.policy import Channel
from compliance.pixels.lock.syscalls import FIRST_UNKNOWN, Machine, names, number
from tests.pixels.lock.machine import Call, call, verdict

PID = 4711
CHANNEL = Channel(3, 48)
BARE = Held()
STREAM = Held(sockets=(4, 6))
DEVICE = Held(devices=(5,))
FILE = Held(files=(4,))
BOUND = set(policy.conditions(BARE, CHANNEL, PID))

QBUF, DQBUF, STREAMOFF, REQBUFS = 0xC058560F, 0xC0585611, 0x40045613, 0xC0145608
THREAD = 0x3D0F00  # what glibc starts a thread with
SIGCHLD = 17
EMPTY_PATH = 0x1000

WAYS_OUT = """
    open openat openat2 creat rename renameat2 unlinkat linkat symlinkat mkdirat mknodat chmod
    truncate ftruncate fallocate pwrite64 writev pwritev pwritev2 sendfile splice tee vmsplice
    copy_file_range socket socketpair connect bind listen accept4 sendmsg sendmmsg recvmsg
    setsockopt fork vfork clone3 memfd_create memfd_secret shmget shmat msgget msgsnd semget
    mq_open pipe2 dup dup3 eventfd2 epoll_create1 timerfd_create signalfd4 inotify_init1
    pidfd_open pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo prctl seccomp
    pkey_mprotect remap_file_pages setuid setresuid capset setpriority sched_setaffinity
"""

both = pytest.mark.parametrize("machine", Machine)


def program(machine: Machine, held: Held = BARE) -> Program:
    return build(machine, held, CHANNEL, PID)


def known(machine: Machine) -> set[str]:
    return {name for name in names() if number(name, machine) is not None}


def is_allowed(machine: Machine, held: Held, name: str, *arguments: int) -> bool:
    return verdict(program(machine, held), call(machine, name, *arguments)) is Verdict.ALLOW


@both
def test_each_call_has_the_verdict_of_its_list(machine: Machine) -> None:
    built = program(machine)
    for name in known(machine) - BOUND:
        expected = Verdict.REFUSE
        if name in policy.FREE:
            expected = Verdict.ALLOW
        if name in policy.DEADLY:
            expected = Verdict.KILL
        if name in policy.UNKNOWN:
            expected = Verdict.UNKNOWN
        assert verdict(built, call(machine, name)) is expected, name


def test_no_call_is_on_two_lists_and_all_are_known() -> None:
    lists = [policy.FREE, policy.DEADLY, policy.UNKNOWN, BOUND]
    assert sum(map(len, lists)) == len(set().union(*lists))
    assert set().union(*lists) <= set(names())


@both
def test_what_leads_out_is_on_no_list_of_allowed_calls(machine: Machine) -> None:
    built = program(machine, STREAM)
    for name in set(WAYS_OUT.split()) & known(machine):
        assert verdict(built, call(machine, name)) is not Verdict.ALLOW, name


@both
def test_only_whole_records_are_written_and_only_to_the_channel(machine: Machine) -> None:
    assert is_allowed(machine, BARE, "write", 3, 0x7F00, 48)
    for arguments in [(1, 0, 48), (2, 0, 48), (4, 0, 48), (3, 0, 47), (3, 0, 49), (3, 0, 0)]:
        assert not is_allowed(machine, BARE, "write", *arguments)
    assert not is_allowed(machine, BARE, "write", 3, 0, 48 + 2**32)


@both
def test_the_network_is_sent_to_over_the_streams_own_sockets_alone(machine: Machine) -> None:
    for fd in range(10):
        assert is_allowed(machine, STREAM, "sendto", fd, 0, 9, 0, 0, 0) is (fd in {4, 6})
    assert not is_allowed(machine, STREAM, "sendto", 4, 0, 9, 0, 0x7F0000000000, 16), "an address"
    assert not is_allowed(machine, BARE, "sendto", 4, 0, 9, 0, 0, 0)


@both
def test_a_descriptor_is_compared_as_the_kernel_reads_it(machine: Machine) -> None:
    assert is_allowed(machine, BARE, "write", 3 + 2**32, 0, 48)
    assert not is_allowed(machine, BARE, "write", 3 * 2**32, 0, 48)


@both
@pytest.mark.parametrize("name", ["mmap", "mprotect"])
def test_memory_is_had_but_none_that_can_be_executed(machine: Machine, name: str) -> None:
    assert all(is_allowed(machine, BARE, name, 0, 4096, bits) for bits in (0, 1, 2, 3))
    assert not any(is_allowed(machine, BARE, name, 0, 4096, bits) for bits in (4, 5, 6, 7))


@both
def test_threads_are_started_and_processes_are_not(machine: Machine) -> None:
    assert is_allowed(machine, BARE, "clone", THREAD)
    vfork, new_pid, new_user = 0x4000 | 0x100, 0x20000000, 0x10000000
    for flags in (SIGCHLD, vfork | SIGCHLD, new_user | SIGCHLD, THREAD | new_pid, THREAD | vfork):
        assert not is_allowed(machine, BARE, "clone", flags)


@both
def test_the_way_to_start_threads_that_cannot_be_judged_does_not_seem_to_exist(
    machine: Machine,
) -> None:
    assert verdict(program(machine), call(machine, "clone3")) is Verdict.UNKNOWN


@both
@pytest.mark.parametrize("name", ["kill", "tgkill"])
def test_signals_go_to_the_process_itself(machine: Machine, name: str) -> None:
    assert is_allowed(machine, BARE, name, PID, 6)
    assert not any(is_allowed(machine, BARE, name, pid, 6) for pid in (0, 1, PID + 1, -1, -PID))


@both
def test_limits_are_read_and_not_set(machine: Machine) -> None:
    assert is_allowed(machine, BARE, "prlimit64", 0, 7, 0, 0x7F00)
    assert is_allowed(machine, BARE, "prlimit64", PID, 7, 0, 0x7F00)
    assert not is_allowed(machine, BARE, "prlimit64", 0, 7, 0x7F00, 0)
    assert not is_allowed(machine, BARE, "prlimit64", 0, 7, 2**40, 0)
    assert not is_allowed(machine, BARE, "prlimit64", PID + 1, 7, 0, 0x7F00)


@both
def test_flags_of_a_descriptor_are_read_and_not_set(machine: Machine) -> None:
    allowed = [cmd for cmd in range(1040) if is_allowed(machine, BARE, "fcntl", 4, cmd)]
    assert allowed == [1, 3]  # F_GETFD, F_GETFL


@both
def test_the_size_is_asked_of_an_open_file_where_there_is_one(machine: Machine) -> None:
    assert is_allowed(machine, FILE, "newfstatat", 4, 0x7F00, 0x7F00, EMPTY_PATH)
    assert not is_allowed(machine, FILE, "newfstatat", 4, 0x7F00, 0x7F00, 0)
    assert not is_allowed(machine, STREAM, "newfstatat", 4, 0x7F00, 0x7F00, EMPTY_PATH)


@both
def test_a_device_is_asked_for_pictures_and_nothing_else(machine: Machine) -> None:
    for request in (QBUF, DQBUF, STREAMOFF):
        assert is_allowed(machine, DEVICE, "ioctl", 5, request)
        assert not is_allowed(machine, DEVICE, "ioctl", 4, request)
        assert not is_allowed(machine, STREAM, "ioctl", 5, request)
    assert not is_allowed(machine, DEVICE, "ioctl", 5, REQBUFS)


@both
def test_a_call_as_on_another_processor_is_deadly(machine: Machine) -> None:
    i386 = 0x40000003
    others = {each.audit for each in Machine if each is not machine} | {i386}
    for architecture in others:
        assert verdict(program(machine), Call(0, architecture)) is Verdict.KILL


@both
def test_x32_calls_are_deadly_and_calls_of_the_future_unknown(machine: Machine) -> None:
    built = program(machine)
    assert verdict(built, Call(0x40000000, machine.audit)) is Verdict.KILL
    assert verdict(built, Call(0xFFFFFFFF, machine.audit)) is Verdict.KILL
    assert verdict(built, Call(FIRST_UNKNOWN, machine.audit)) is Verdict.UNKNOWN
    assert verdict(built, Call(FIRST_UNKNOWN - 1, machine.audit)) is Verdict.REFUSE


@both
def test_a_program_with_many_descriptors_fits_the_kernel_and_its_jumps(machine: Machine) -> None:
    many = Held(sockets=tuple(range(4, 20)), devices=(20, 21), files=(22,))
    assert len(program(machine, many)) < MOST_INSTRUCTIONS / 4


words = st.integers(0, 2**32 - 1)


@given(value=words, mask=words, argument=st.integers(0, 5), is_high=st.booleans(), seen=words)
def test_a_condition_holds_when_the_masked_word_equals_the_value(
    *, value: int, mask: int, argument: int, is_high: bool, seen: int
) -> None:
    condition = Condition(argument, value & mask, mask, is_high)
    steps = [*all_of([condition], [answer(Verdict.ALLOW)]), answer(Verdict.REFUSE)]
    register = seen << 32 if is_high else seen
    arguments = tuple(register if i == argument else 0 for i in range(6))
    expected = Verdict.ALLOW if seen & mask == value & mask else Verdict.REFUSE
    assert verdict(steps, Call(0, 0, arguments)) is expected


@both
def test_only_the_instructions_listed_are_used(machine: Machine) -> None:
    assert {step.code for step in program(machine, STREAM)} <= set(Code)
