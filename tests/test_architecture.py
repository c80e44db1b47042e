"""Each side runs without the other's libraries: one interpreter per side says what it loaded."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "compliance"

OF_PIXELS = {"numpy", "cv2", "av", "onnxruntime"}
OF_COUNTS = {
    "alembic",
    "apscheduler",
    "fastapi",
    "orjson",
    "prometheus_client",
    "pydantic",
    "rich",
    "sqlalchemy",
    "sqlite3",
    "starlette",
    "typer",
    "uvicorn",
}
OF_TRAINING = {"torch", "h5py", "matplotlib", "onnx", "skimage"}
BANNED_IN_PIXELS = OF_COUNTS | OF_TRAINING | {"logging", "urllib", "http", "requests"}


def modules_in(folder: str) -> list[str]:
    paths = sorted((PACKAGE / folder).rglob("*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]


def loaded_by(modules: Iterable[str]) -> set[str]:
    """Return the top names of what an interpreter holds once it imported the modules."""
    lines = [f"import {module.removesuffix('.__init__')}" for module in modules]
    tell = "import json, sys; print(json.dumps(list({n.split('.')[0] for n in sys.modules})))"
    result = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, tell])],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"ORT_DISABLE_TELEMETRY": "1"},
        timeout=120,
    )
    return set(json.loads(result.stdout))


def imported_by(path: Path) -> set[str]:
    """Return the top names of what a file imports, of our own package the second name too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    own = {".".join(name.split(".")[:2]) for name in names if name.startswith("compliance.")}
    return own | {name.split(".")[0] for name in names}


def test_counts_load_no_library_of_pixels() -> None:
    assert not loaded_by(modules_in("counts")) & (OF_PIXELS | OF_TRAINING)


def test_the_main_process_loads_no_library_of_pixels() -> None:
    assert not loaded_by(["compliance.daemon", "compliance.cli"]) & (OF_PIXELS | OF_TRAINING)


def test_a_command_waits_for_no_library_that_only_others_need() -> None:
    of_any = {"rich", "typer"}
    assert not loaded_by(["compliance.cli"]) & (OF_PIXELS | OF_COUNTS | OF_TRAINING) - of_any


def test_pixels_load_no_library_of_counts() -> None:
    assert not loaded_by(modules_in("pixels")) & (OF_COUNTS | OF_TRAINING)


@pytest.mark.parametrize("module", ["tally", "faults", "errors", "camera", "models"])
def test_what_both_sides_share_needs_the_standard_library_alone(module: str) -> None:
    ours = loaded_by([f"compliance.{module}"]) - loaded_by([])
    assert ours <= set(sys.stdlib_module_names) | {"compliance"}


def test_the_entry_that_the_main_process_knows_is_light() -> None:
    assert not loaded_by(["compliance.pixels.entry"]) & (OF_PIXELS | OF_COUNTS)


def test_no_file_of_pixels_imports_what_stores_logs_or_serves() -> None:
    found = {
        path.name: imported_by(path) & (BANNED_IN_PIXELS | {"compliance.counts"})
        for path in PACKAGE.rglob("pixels/**/*.py")
    }
    assert not {name: names for name, names in found.items() if names}


def test_no_file_of_counts_imports_pixels_but_their_entry() -> None:
    found = {
        path.name: imported_by(path) & (OF_PIXELS | {"compliance.pixels"})
        for path in PACKAGE.rglob("counts/**/*.py")
    }
    assert {name for name, names in found.items() if names} <= {"process.py", "post.py"}
    entry = "from compliance.pixels.entry import"
    for name in ("process.py", "post.py"):
        text = (PACKAGE / "counts" / name).read_text()
        assert text.count("compliance.pixels.") == text.count(entry) + text.count('"compliance.')


def test_preview_is_a_tool_of_the_command_line_alone() -> None:
    """It is where both sides meet, so nothing that counts, or sees, may lead to it."""
    imports = {
        path.relative_to(PACKAGE).as_posix(): imported_by(path) for path in PACKAGE.rglob("*.py")
    }
    users = {name for name, names in imports.items() if "compliance.preview" in names}
    assert {name for name in users if not name.startswith("preview/")} == {"cli_preview.py"}
    assert "compliance.preview" not in (PACKAGE / "cli.py").read_text()
    loaded = loaded_by(["compliance.preview.show"])
    assert loaded >= OF_PIXELS | {"fastapi"}
    assert not loaded & OF_TRAINING


def test_an_audit_never_comes_near_a_picture() -> None:
    assert not loaded_by([*modules_in("audit"), "compliance.cli_audit"]) & (OF_PIXELS | OF_TRAINING)
    text = "".join(path.read_text() for path in (PACKAGE / "audit").rglob("*.*") if path.is_file())
    assert "compliance.pixels" not in text
    assert "getUserMedia" not in text


MAIN = """
import json, sys
from pathlib import Path
from multiprocessing.connection import wait
from compliance.camera import Order
from compliance.counts.process import PixelProcess, start_server
from tests.fakes import a_camera
from tests.pixel_fakes import enter_witness
if __name__ == "__main__":
    import compliance.daemon, compliance.cli
    start_server()
    process = PixelProcess(Order(a_camera(), Path(), 0), enter_witness)
    wait([process.fileno()], 60)
    told = json.loads(process.read())
    process.close()
    print(json.dumps([told["roots"], sorted({name.split(".")[0] for name in sys.modules})]))
"""


def test_a_running_pixel_process_and_its_main_process_hold_their_own_side_only(
    tmp_path: Path,
) -> None:
    (tmp_path / "main.py").write_text(MAIN)
    result = subprocess.run(
        [sys.executable, str(tmp_path / "main.py")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    pixel_process, main_process = (set(names) for names in json.loads(result.stdout))
    assert pixel_process >= OF_PIXELS
    assert not pixel_process & (OF_COUNTS | OF_TRAINING)
    assert main_process >= {"sqlalchemy", "fastapi", "typer"}
    assert not main_process & (OF_PIXELS | OF_TRAINING)
