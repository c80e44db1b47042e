"""What the kernel tells of processes."""

import os
from contextlib import suppress
from pathlib import Path


def children_of(pid: int) -> set[int]:
    """Return every process below one, by the kernel's own list."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    direct = {int(child) for task in tasks for child in task.read_text().split()}
    return direct.union(*(children_of(child) for child in direct))


def pixel_processes() -> set[int]:
    return {pid for pid in children_of(os.getpid()) if is_named(pid, "pixels-")}


def parent_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("PPid:")[2].split()[0])


def ticks_of(pid: int) -> int:
    """Return the processor's time that a process has had; 0 when it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def is_named(pid: int, beginning: str) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith(beginning)
    except OSError:
        return False


def told_by_the_kernel(what: str) -> str:
    text = ""
    for pid in children_of(os.getpid()):
        with suppress(OSError):  # it ended in between
            text += Path(f"/proc/{pid}/{what}").read_text()
    return text
