"""The wheel, built from this checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def built_wheel(folder: Path) -> Path:
    """Build the wheel into a folder; skips where its builder cannot be had."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip("needs setuptools from a package index")
    assert done.returncode == 0, done.stderr
    [built] = folder.glob("*.whl")
    return built
