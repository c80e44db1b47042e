"""The wheel, installed where no checkout is near, brings all it needs and counts the demo."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.fakes import until
from tests.wheels import ROOT, built_wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command, beside libraries that lie elsewhere: ours is what is new."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    site = place / sysconfig_folder()
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True)
    libraries = sysconfig.get_paths()["purelib"]
    (site / "libraries.pth").write_text(f"import sys; sys.path.append({libraries!r})\n")
    return place / "bin" / "python"


ELSEWHERE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def told(program: Path, folder: Path, *command: str) -> str:
    done = subprocess.run(
        [str(program), *command],
        cwd=folder, env=ELSEWHERE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def test_it_carries_models_migrations_configuration_and_pages(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for name in (
        "shipped/models/classifier.onnx",
        "shipped/models/manifest.json",
        "shipped/models/NOTICE",
        "shipped/migrations/env.py",
        "shipped/migrations/versions/0001_first_tables.py",
        "shipped/config/site.example.toml",
        "shipped/config/systemd/compliance.service",
        "shipped/config/demo/street.mp4",
        "audit/page/page.html",
        "preview/page/page.html",
        "counts/dashboard/page/page.html",
        "counts/dashboard/page/vendor/uPlot.iife.min.js",
        "counts/dashboard/page/vendor/uPlot.LICENSE",
        "counts/web/examples/compliance.json",
        "shipped/config/sql/queries.sql",
        "py.typed",
    ):
        assert f"compliance/{name}" in names
    assert not [name for name in names if name.startswith("tests/") or name.endswith(".db")]


def test_the_installed_one_is_not_the_checkout(program: Path, tmp_path: Path) -> None:
    where = told(program, tmp_path, "-c", "import compliance; print(compliance.__file__)")
    assert Path(where.strip()).parent == program.parents[1] / sysconfig_folder() / "compliance"


def sysconfig_folder() -> str:
    return f"lib/python{sysconfig.get_python_version()}/site-packages"


def test_installed_from_it_the_demo_is_counted(program: Path, tmp_path: Path) -> None:
    command = [str(program), "-m", "compliance", "demo", "street"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=ELSEWHERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    report = ("-m", "compliance", "report", "street/site.toml")
    try:
        assert until(lambda: "entrance" in told(program, tmp_path, *report), 120)
    finally:
        process.terminate()
        process.wait(30)
    assert process.returncode == 0


def test_installed_from_it_the_example_is_printed(program: Path, tmp_path: Path) -> None:
    printed = told(program, tmp_path, "-m", "compliance", "example-config")
    assert printed == (ROOT / "config/site.example.toml").read_text()
