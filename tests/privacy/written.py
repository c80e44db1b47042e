"""Which files a traced program wrote to: by what the kernel was asked, not by guess."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

STRACE = shutil.which("strace")
_CALLS = "openat,open,creat,openat2,rename,renameat,renameat2,link,linkat,memfd_create"
_OPENED = re.compile(r'(?:openat|open|creat)\((?:[^,"]+, )?"(?P<path>[^"]*)"(?P<rest>.*)')
_WRITABLE = ("O_WRONLY", "O_RDWR", "O_CREAT")
_RENAMED = re.compile(r'(?:rename|link)\w*\(.*"(?P<path>[^"]*)"')


def traced(command: Sequence[str], log: Path) -> list[str]:
    """Return the command with a recorder of every file it and its children open."""
    assert STRACE
    return [STRACE, "-f", "-qq", "-s", "4096", "-e", f"trace={_CALLS}", "-o", str(log), *command]


def written(log: Path, folder: Path) -> set[Path]:
    """Return what was opened for writing, made or renamed; relative paths are below `folder`."""
    paths = set()
    for line in log.read_text(errors="replace").splitlines():
        if " = -1 " in line:
            continue
        opened, renamed = _OPENED.search(line), _RENAMED.search(line)
        if opened and any(flag in opened["rest"] for flag in _WRITABLE):
            paths.add(folder / opened["path"])
        if renamed:
            paths.add(folder / renamed["path"])
    return paths


def memory_of(pid: int, folder: Path) -> bytes:
    """Return the memory of a running process, as root may read it."""
    dump = folder / f"memory.{pid}"
    command = ["gcore", "-o", str(folder / "memory"), str(pid)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    content = dump.read_bytes()
    dump.unlink()
    return content
