"""A real daemon that runs short of memory or of descriptors, and then has them again."""

import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from urllib.request import urlopen

import pytest

from tests.fakes import until
from tests.processes import children_of, is_named, parent_of
from tests.servers import free_port
from tests.sites import running_site

DEMO = Path(__file__).parents[2] / "config/demo/street.mp4"
SPARE_BYTES = 4 << 20

pytestmark = pytest.mark.timeout(240)


@dataclass
class Site:
    """Two cameras at work."""

    port: int
    process: "Popen[str]"

    def metric(self, name: str) -> dict[str, float]:
        """Return a metric by camera; empty while it cannot be had."""
        with (
            suppress(OSError),
            urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer,
        ):
            line = rf'^{name}\{{camera="(\w+)".*\}} (\S+)$'
            found = re.findall(line, answer.read().decode(), re.MULTILINE)
            return {camera: float(value) for camera, value in found}
        return {}

    def is_up(self) -> bool:
        return self.metric("compliance_stream_up") == {"left": 1.0, "right": 1.0}

    def restarts(self) -> dict[str, float]:
        return self.metric("compliance_stream_restarts_total")

    def pixels(self) -> list[int]:
        return sorted(pid for pid in children_of(self.process.pid) if is_named(pid, "pixels-"))


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    port, path = free_port(), folder / "site.toml"
    cameras = (
        f"""
        [[cameras]]
        name = "{name}"
        source = "{DEMO}"
        clock = "recording"
        start = 2026-01-05T08:00:00Z
        loop = true
        analysed_per_second = 2
        """
        for name in ("left", "right")
    )
    path.write_text(f'site = "trial"\n[http]\nport = {port}\n{"".join(cameras)}')
    with running_site(path) as process:
        site = Site(port, process)
        assert until(site.is_up, 60)
        yield site


def stopped(site: Site) -> str:
    """Ask it to end; return what it said."""
    site.process.send_signal(signal.SIGTERM)
    output, _ = site.process.communicate(timeout=30)
    assert site.process.returncode == 0, output
    assert "everything counted is kept" in output
    assert "Traceback" not in output
    return output


def test_a_pixel_process_that_gets_no_memory_ends_alone_and_comes_back_with_it(
    tmp_path: Path,
) -> None:
    with a_site(tmp_path) as site:
        victim, other = site.pixels()
        server = parent_of(victim)
        before = resource.prlimit(server, resource.RLIMIT_AS)
        limit = size_bytes(server) + SPARE_BYTES  # whoever comes from it inherits its limit
        resource.prlimit(server, resource.RLIMIT_AS, (limit, before[1]))
        os.kill(victim, signal.SIGKILL)
        assert until(lambda: sum(site.restarts().values()) >= 2, 60)
        assert other in site.pixels()
        resource.prlimit(server, resource.RLIMIT_AS, before)
        assert until(site.is_up, 90)
        assert other in site.pixels()
        stopped(site)


def size_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def test_a_main_process_without_descriptors_stays_up_and_has_its_cameras_back_with_them(
    tmp_path: Path,
) -> None:
    with a_site(tmp_path) as site:
        main, (victim, other) = site.process.pid, site.pixels()
        before = resource.prlimit(main, resource.RLIMIT_NOFILE)
        held = {int(fd.name) for fd in Path(f"/proc/{main}/fd").iterdir()}
        free = min(set(range(1000)) - held)
        resource.prlimit(main, resource.RLIMIT_NOFILE, (free, before[1]))
        os.kill(victim, signal.SIGKILL)
        assert until(lambda: victim not in site.pixels())
        assert not until(lambda: len(site.pixels()) == 2, 4)
        assert site.process.poll() is None
        assert site.pixels() == [other]
        resource.prlimit(main, resource.RLIMIT_NOFILE, before)
        assert until(site.is_up, 90)
        assert other in site.pixels()
        stopped(site)
