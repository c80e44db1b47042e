"""What a program did to its files, as strace(1) tells it; reading and parsing apart."""

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.chaos.disk import Made, Moved, Removed, Said, Sized, Step, Synced, Wrote

_CALLS = (
    "openat,pwrite64,write,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,sync_file_range,"
    "unlink,unlinkat,rename,renameat,renameat2,sendfile,copy_file_range"
)
_LONGEST_WRITE = 70_000
_CALL = re.compile(r"^\d+\s+(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>\d+)(?P<what><.*>)?$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_DESCRIPTOR = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")


def traced(command: Sequence[str], folder: Path) -> list[Step]:
    """Run a program and return what it did in a folder, and what it said, in order.

    Paths are told from the folder on. Raises DataError when the program fails, or did what this
    cannot follow.
    """
    log = folder.with_name(f"{folder.name}.strace")
    tracer = ["strace", "-f", "-y", "-xx", "-s", str(_LONGEST_WRITE), "-e", f"trace={_CALLS}"]
    done = subprocess.run(  # noqa: S603 - our own program under a tracer
        [*tracer, "-o", str(log), *command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DataError(f"the traced program failed: {done.stderr.strip()[-500:]}")
    with log.open(encoding="ascii", errors="replace") as lines:
        return list(steps(lines, folder, lambda path: (folder / path).read_bytes()))


def steps(lines: Iterable[str], folder: Path, content: Callable[[str], bytes]) -> Iterator[Step]:
    """Yield what a trace tells of a folder, and of standard output.

    `content` returns what a file holds from which another was copied. Raises DataError where bytes
    were written in a way that their place or content is not told.
    """
    for line in lines:
        call = _CALL.match(line.rstrip())
        if not call:
            continue  # it failed, or is none
        told = _Told(call["arguments"], folder)
        if call["name"] == "write" and call["arguments"].startswith("1<"):
            yield Said(told.strings[0].decode())
        elif call["name"] == "sendfile" and told.held is not None:
            source, offset, length = told.copied_from, told.offset, int(call["result"])
            yield Wrote(told.held, offset, content(source)[offset : offset + length])
        elif told.held is not None:
            yield _on_file(call["name"], told.held, told)
        else:
            yield from _on_names(call["name"], told)


class _Told:
    """The arguments of a call; paths in the folder are told from there on, others are None."""

    def __init__(self, arguments: str, folder: Path) -> None:
        self._folder = str(folder)
        self._arguments = arguments
        self.strings = [_plain(text) for text in _STRING.findall(arguments)]
        descriptor = _DESCRIPTOR.match(arguments)
        self.held = self._inside(_plain(descriptor[1])) if descriptor else None

    @property
    def paths(self) -> list[str | None]:
        return [self._inside(text) for text in self.strings]

    @property
    def number(self) -> int:
        """The last argument."""
        return int(self._arguments.rpartition(",")[2])

    @property
    def offset(self) -> int:
        """Where sendfile(2) was asked to begin."""
        found = re.search(r"\[(\d+)\]", self._arguments)
        return int(found[1]) if found else 0

    @property
    def copied_from(self) -> str:
        source = re.search(_DESCRIPTOR.pattern.lstrip("^"), self._arguments.partition(", ")[2])
        return (source and self._inside(_plain(source[1]))) or ""

    def makes(self) -> bool:
        return "O_CREAT" in self._arguments

    def _inside(self, path: bytes) -> str | None:
        text = path.decode(errors="replace")
        if text == self._folder:
            return "."
        head = f"{self._folder}/"
        return text.removeprefix(head) if text.startswith(head) else None


def _on_file(name: str, path: str, told: _Told) -> Step:
    match name:
        case "pwrite64":
            return Wrote(path, told.number, told.strings[0])
        case "ftruncate":
            return Sized(path, told.number)
        case "fsync" | "fdatasync":
            return Synced(path)
    raise DataError(f"{name} on {path} cannot be followed")


def _on_names(name: str, told: _Told) -> Iterator[Step]:
    match name, told.paths:
        case "openat", [str(path)] if told.makes():
            yield Made(path)
        case "unlink" | "unlinkat", [str(path)]:
            yield Removed(path)
        case "rename" | "renameat" | "renameat2", [str(path), str(to)]:
            yield Moved(path, to)


def _plain(told: str) -> bytes:
    r"""Return what strace wrote as `\x2f\x74`."""
    return bytes.fromhex(told.replace("\\x", ""))
