"""A network and a file tree of their own for a test's scene, as another process."""

import json
import os
import subprocess
import sys
from shutil import which
from typing import Any

import pytest

SCENE_SECONDS = 150


def played(module: str, *arguments: str, needs: tuple[str, ...] = ()) -> Any:  # noqa: ANN401
    """Run a module in namespaces of its own; return the JSON it printed.

    The test is skipped where the system lacks a program or permits no namespaces.
    """
    for program in ("unshare", "ip", *needs):
        if which(program) is None:
            pytest.skip(f"needs the program {program}")
    apart = ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("namespaces are not permitted here")
    command = [*apart, sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SCENE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def bring_up_loopback() -> None:
    """Make 127.0.0.1 reachable in this process's own network."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
