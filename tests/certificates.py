"""Certificates for tests, made by openssl; tests that want one skip without it."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Pair:
    """A certificate that signed itself, and its key."""

    certificate: Path
    key: Path


def made(folder: Path, name: str = "server", days: int = 30, *options: str) -> Pair:
    """Make a certificate of localhost and 127.0.0.1 that ends in so many days."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl (package openssl)")
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    command = ["openssl", "req", "-x509", "-nodes", "-keyout", pair.key, "-out", pair.certificate]
    command += ["-days", str(days), "-subj", f"/CN={name}"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    kind = options or ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    subprocess.run([*map(str, command), *kind], check=True, capture_output=True)
    pair.key.chmod(0o600)
    return pair
