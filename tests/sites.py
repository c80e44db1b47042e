"""A site of one camera for tests: its file, its configuration, its daemon as a process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compliance.config import Config, parse
from tests.servers import free_port


def site_file(
    folder: Path, source: str, camera: str = "", port: int | None = None, publish: str = ""
) -> Path:
    path = folder / "site.toml"
    path.write_text(
        f"""
        site = "trial"
        [publish]
        bucket_minutes = 20
        minimum_count = 5
        {publish}
        [http]
        port = {port or free_port()}
        [[cameras]]
        name = "door"
        area = "entrance"
        source = "{source}"
        {camera}
        """
    )
    return path


def configured(folder: Path, source: str, camera: str = "") -> Config:
    path = site_file(folder, source, camera)
    return parse(path.read_text(), path, {})


@contextmanager
def running_site(path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "compliance", "run", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
