"""A support bundle: what helps others to help, and nothing that may not be sent.

It holds no picture, no count, no password: the examination, the configuration with its secrets
and addresses masked, versions, the machinery's metrics, and the log, which holds neither.
"""

import io
import json
import platform
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path

from compliance import __version__
from compliance.doctor.findings import Finding, to_text
from compliance.redact import Redactor

_UNIT = "compliance"
_LOG_LINES = 3000
_PRIVATE = 0o600
_OF_PEOPLE = re.compile(r"compliance_(passages|observed_seconds|expected_seconds|score_drift)")
_SECRET_LINE = re.compile(r"(?i)^(\s*[\w.-]*(?:password|secret|token|key)[\w.-]*\s*=\s*).+$")


def bundle(
    findings: Iterable[Finding], site: Path, metrics: str, secrets: Iterable[str]
) -> dict[str, str]:
    """Return the bundle's files by name, every one redacted.

    metrics: a daemon's exposition, empty without one; what tells of people is left out.
    """
    redacted = Redactor(secrets)
    files = {
        "examination.txt": to_text(findings) + "\n",
        "site.toml": _without_secrets(site),
        "versions.json": json.dumps(versions(), indent=2) + "\n",
        "metrics.txt": machinery(metrics),
        "log.txt": _log(),
    }
    return {name: redacted(text) for name, text in files.items()}


def machinery(metrics: str) -> str:
    """Return an exposition without the lines that tell of people."""
    lines = (line for line in metrics.splitlines() if not _OF_PEOPLE.search(line))
    return "".join(f"{line}\n" for line in lines)


def versions() -> Mapping[str, object]:
    """Return which product, Python, kernel and libraries run."""
    libraries = {each.metadata["Name"]: each.version for each in distributions()}
    return {
        "compliance": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "libraries": dict(sorted(libraries.items(), key=lambda each: each[0].lower())),
    }


def write(path: Path, files: Mapping[str, str], made: datetime) -> None:
    """Write the files into a tar.gz readable by its owner alone."""
    path.touch(mode=_PRIVATE, exist_ok=False)
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"compliance-support/{name}")
            entry.size, entry.mtime, entry.mode = len(content), int(made.timestamp()), _PRIVATE
            archive.addfile(entry, io.BytesIO(content))


def _without_secrets(site: Path) -> str:
    try:
        text = site.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read: {error}\n"
    return "\n".join(_SECRET_LINE.sub(r"\1***", line) for line in text.splitlines()) + "\n"


def _log() -> str:
    """Return the service's newest lines from the journal, where there is one."""
    program = shutil.which("journalctl")
    if program is None:
        return "there is no journalctl here\n"
    command = [program, "-u", _UNIT, "-n", str(_LOG_LINES), "--no-pager", "-o", "short-iso"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    return done.stdout or done.stderr
