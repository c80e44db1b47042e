"""The daemon's processes as the kernel shows them, to whoever may run the daemon."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from compliance.evaluation.soak.slope import Series

_KB_PER_MB = 1024


class Kind(Enum):
    """What a process is for."""

    MAIN = "main"
    SERVER = "fork server"
    """What pixel processes are forked from."""
    TRACKER = "resource tracker"
    PIXELS = "pixels"


@dataclass(frozen=True, slots=True)
class Sample:
    """One process at one moment."""

    at_seconds: float
    pid: int
    kind: Kind
    megabytes: float
    """Anonymous memory in use: what a leak makes grow."""
    threads: int
    descriptors: int | None
    """None where the kernel does not tell, as of a locked process."""


def children(pid: int) -> set[int]:
    """Return the processes a process has started."""
    found: set[int] = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found |= {int(child) for child in listed.read_text().split()}
    return found


def descendants(pid: int) -> set[int]:
    """Return every process below one."""
    direct = children(pid)
    return direct.union(*(descendants(child) for child in direct))


def sample(main: int, at_seconds: float) -> list[Sample]:
    """Return a sample of the daemon's every process."""
    direct = children(main)
    kinds = {main: Kind.MAIN} | {pid: _helper(pid) for pid in direct}
    kinds |= {below: Kind.PIXELS for pid in direct for below in descendants(pid)}
    samples = []
    for pid, kind in kinds.items():
        with suppress(OSError, KeyError):  # it ended in between
            samples.append(_sample(pid, kind, at_seconds))
    return samples


def is_alive(pid: int) -> bool:
    """Whether there is such a process, be it a zombie."""
    return Path(f"/proc/{pid}").exists()


def zombies(pid: int) -> set[int]:
    """Return the processes below one that ended and were never asked for."""
    return {each for each in descendants(pid) if _status(each).get("State", "").startswith("Z")}


def series(samples: Iterable[Sample], kind: Kind, warm_up_seconds: float) -> list[Series]:
    """Return each process's memory from some time after its first sample on."""
    by_pid: defaultdict[int, list[Sample]] = defaultdict(list)
    for each in samples:
        if each.kind is kind:
            by_pid[each.pid].append(each)
    warm = [
        [each for each in of_one if each.at_seconds >= of_one[0].at_seconds + warm_up_seconds]
        for of_one in by_pid.values()
    ]
    return [
        Series(tuple(s.at_seconds for s in of_one), tuple(s.megabytes for s in of_one))
        for of_one in warm
    ]


def _sample(pid: int, kind: Kind, at_seconds: float) -> Sample:
    status = _status(pid)
    kb = int(status["RssAnon"].split()[0])
    try:
        descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        descriptors = None
    return Sample(at_seconds, pid, kind, kb / _KB_PER_MB, int(status["Threads"]), descriptors)


def _helper(pid: int) -> Kind:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return Kind.SERVER
    return Kind.TRACKER if b"resource_tracker" in command else Kind.SERVER


def _status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
