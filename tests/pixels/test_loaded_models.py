"""Models are loaded once for all processes of a server, and never the wrong ones."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from compliance.models import FOLDER_VARIABLE, MANIFEST

SHIPPED = Path(__file__).parents[2] / "models"
_ASK = """
import sys
from pathlib import Path
from compliance.pixels import models
known = models._shared
print([known is not None, *(models.loaded(Path(one)) is known for one in sys.argv[1:])])
print(len(list(Path("/proc/self/task").iterdir())))
"""


def asked(preloaded: Path, *folders: Path) -> list[str]:
    """Return what a server says that was told to load one folder, and is asked for others."""
    environment = {**os.environ, FOLDER_VARIABLE: str(preloaded), "OPENBLAS_NUM_THREADS": "1"}
    told = subprocess.run(
        [sys.executable, "-c", _ASK, *map(str, folders)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.splitlines()


def test_the_servers_models_are_used_by_whoever_is_ordered_to_use_them(tmp_path: Path) -> None:
    other = tmp_path / "models"
    shutil.copytree(SHIPPED, other)
    manifest = json.loads((other / MANIFEST).read_text())
    manifest["detector"]["thresholds"]["high"] = 0.9
    (other / MANIFEST).write_text(json.dumps(manifest))
    is_shared, threads = asked(SHIPPED, SHIPPED, other)
    assert json.loads(is_shared.lower()) == [True, True, False]
    assert threads == "1"  # a process with more cannot be forked from, nor locked


def test_models_that_cannot_be_loaded_are_left_to_those_who_need_them(tmp_path: Path) -> None:
    assert asked(tmp_path)[0] == "[False]"
