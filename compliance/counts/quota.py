"""The processor time that this service's group of processes is allowed, and whether it ran out.

A quota, such as systemd's CPUQuota= or a container's limit of processors, does not show in what the
machine's processors idle: a group that has used its share of a period waits for the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Periods:
    """A group's periods since it was made."""

    passed: int = 0
    throttled: int = 0
    """Those in which it had to wait, its time being used up."""


NO_QUOTA = Periods()


def read_periods(
    mine: Path = Path("/proc/self/cgroup"), groups: Path = Path("/sys/fs/cgroup")
) -> Periods:
    """Return the periods of the innermost group with a quota that this process is in.

    Zeros where there is none, or the kernel does not tell. See cgroups(7): of the second version,
    or of the first one's controller `cpu`.
    """
    try:
        for folder in _folders(mine.read_text(encoding="utf-8"), groups):
            file = folder / "cpu.stat"
            if file.is_file() and (found := parse_periods(file.read_text(encoding="ascii"))).passed:
                return found
    except (OSError, ValueError):
        pass
    return NO_QUOTA


def parse_periods(text: str) -> Periods:
    """Return what a `cpu.stat` says of its group's quota; zeros without one."""
    values = dict(line.split() for line in text.splitlines())
    return Periods(int(values.get("nr_periods", 0)), int(values.get("nr_throttled", 0)))


def _folders(mine: str, groups: Path) -> Iterator[Path]:
    """Yield the folders of the groups a process is in, by its `/proc/self/cgroup`, inmost first."""
    for line in mine.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        root = groups / "cpu" if controllers else groups
        inner = PurePosixPath(path)
        for group in (inner, *inner.parents):
            yield root / str(group).lstrip("/")
