"""A bare Debian made by debootstrap, of this machine's own release, kept outside the checkout.

python -m tests.systemd.debian makes it beforehand.
"""

import hashlib
import os
import platform
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = "systemd,systemd-sysv,python3"
_PATIENCE_SECONDS = 400
_ANSWER_SECONDS = 10


class UnavailableError(Exception):
    """There can be no such system here; says why."""


def archive(work: Path) -> Path:
    """Return an archive of the system, made within `work` where there is none from before."""
    mirror, suite = _source()
    key = hashlib.sha256(f"{suite} {PACKAGES} {platform.machine()}".encode()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "compliance-tests"
    kept = cache / f"debian-{suite}-{key}.tar"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _make(mirror, suite, work / "new")
        growing = kept.with_suffix(f".{os.getpid()}")
        run("tar", "-C", work / "new", "-cf", growing, ".")
        growing.replace(kept)
        run("rm", "-rf", "--one-file-system", work / "new")
    return kept


def run(*command: str | Path, seconds: float = 60) -> str:
    """Return what a command says; UnavailableError when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        message = f"{command[0]} is not done after {seconds:.0f} s"
        raise UnavailableError(message) from None
    if done.returncode:
        last = (done.stderr + done.stdout).strip().splitlines()[-1:]
        message = f"{command[0]} fails here: {' '.join(last)}"
        raise UnavailableError(message)
    return done.stdout


@contextmanager
def in_memory(folder: Path) -> Iterator[None]:
    """Have a folder lie in memory while the block runs: quick, and nothing of it is left."""
    run("mount", "-t", "tmpfs", "-o", "mode=755,size=2g", "compliance-tests", folder)
    try:
        yield
    finally:
        run("umount", "--recursive", folder)


def _source() -> tuple[str, str]:
    """Return the mirror and the release that this machine's own packages come from."""
    release = platform.freedesktop_os_release()
    suite = release.get("VERSION_CODENAME", "")
    wanted = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    for line in run("apt-get", "indextargets", "--format", wanted).splitlines():
        mirror, *of = line.split()
        if release.get("ID") == "debian" and of == [suite, "main"] and mirror.startswith("http"):
            return mirror, suite
    message = "this machine has no Debian mirror among apt's sources"
    raise UnavailableError(message)


def _make(mirror: str, suite: str, folder: Path) -> None:
    address = f"{mirror}dists/{suite}/Release"
    try:
        with urllib.request.urlopen(address, timeout=_ANSWER_SECONDS):  # noqa: S310 - it is HTTP
            pass
    except OSError as error:
        message = f"debootstrap cannot reach apt's mirror: {error}"
        raise UnavailableError(message) from None
    what = ("--variant=minbase", f"--include={PACKAGES}")
    run("debootstrap", *what, suite, folder, mirror, seconds=_PATIENCE_SECONDS)


if __name__ == "__main__":
    try:
        with tempfile.TemporaryDirectory() as work, in_memory(Path(work)):
            print(archive(Path(work)))  # noqa: T201 - a program
    except (UnavailableError, OSError) as error:
        raise SystemExit(str(error)) from None
