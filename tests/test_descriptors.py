"""A limit on open files that is too low is raised, or told plainly before anything starts."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.descriptors import enough
from compliance.errors import ComplianceError
from tests.sites import site_file

INFINITY = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "cameras", "set_to"),
    [
        (1024, 4096, 8, 1024),
        (1024, 4096, 200, 1728),
        (64, INFINITY, 2, 144),
        (INFINITY, INFINITY, 900, INFINITY),
    ],
)
def test_the_limit_is_raised_as_far_as_needed(
    soft: int, hard: int, cameras: int, set_to: int
) -> None:
    assert enough(soft, hard, cameras) == set_to


def test_too_low_a_limit_is_told_with_what_is_needed() -> None:
    with pytest.raises(ComplianceError, match="only 64 files may be open at once; 2 cameras need"):
        enough(64, 64, 2)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
from compliance.__main__ import main
main()
"""


def test_a_daemon_that_may_open_too_few_files_says_so_and_stops(tmp_path: Path) -> None:
    site = site_file(tmp_path, "rtsp://127.0.0.1:9/stream")
    command = [sys.executable, "-c", LIMITED, "run", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "error: only 40 files may be open at once" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "compliance.db").exists()
