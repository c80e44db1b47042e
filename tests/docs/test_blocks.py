"""The README's shell blocks, as they stand, in a copy of the checkout: what can be run is run."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import cv2
import pytest
from skimage import data

from tests.docs.pages import ROOT, blocks
from tests.fakes import until
from tests.servers import free_port

SHIPPED = ("compliance", "config", "models", "migrations", "Makefile", "pyproject.toml")
PORT = "8718"
SECONDS = 200.0
"""At most, on a machine that is busy with other things; ten are usual."""

RUN = ("make run\n", ". .venv/bin/activate", "compliance replay")
"""How the blocks begin that are run here, in the order of the page."""
NOT_RUN = {
    "cp config/site.example.toml": "opens your own camera, and counts it until you stop it; "
    "test_cli.py probes cameras that send and that do not",
    "python3 -m venv /opt/compliance": "puts the daemon into service on this machine; "
    "systemd/test_service.py does so on one of its own",
    "compliance evaluate": "judges photographs of your own, then counts a thousand people for "
    "minutes; evaluation/test_evaluate.py and test_counting.py do both with few",
    "make test": "is what runs this",
    "compliance simulate": "renders your portraits for minutes; test_simulate_faces.py renders two",
    ".venv/bin/pip install": "fetches torch and trains on your pictures; training/test_train.py "
    "trains on made ones",
}
"""How the others begin, and why they are not."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of the repository in which an environment is prepared."""

    folder: Path
    port: int

    def shell(self, text: str) -> list[str]:
        """Return the command that runs a block as a reader would who stops at the first fault."""
        return ["bash", "-e", "-o", "pipefail", "-c", text.replace(PORT, str(self.port))]

    def told(self, text: str) -> str:
        done = subprocess.run(
            self.shell(text), cwd=self.folder, env=self.environment, timeout=SECONDS,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        programs = f"{self.folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        # Who runs `make test` has told their own make how to talk.
        mine = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
        return mine | {"PATH": programs, "PYTHONPATH": str(self.folder), "COLUMNS": "120"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    folder, port = tmp_path_factory.mktemp("checkout"), free_port()
    for name in (*SHIPPED, "constraints.txt"):
        source, unwanted = ROOT / name, shutil.ignore_patterns("__pycache__", "*.db*", "backups")
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name, **({"ignore": unwanted} if source.is_dir() else {}))
    with (folder / "config" / "demo" / "site.toml").open("a") as site:
        site.write(f"\n[http]\nport = {port}\n")  # the README's may be taken on this machine
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "activate").write_text(f'PATH="{programs}:$PATH"\n')
    for name, module in (("compliance", "compliance"), ("pip", "pip")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        program.chmod(0o755)
    (folder / ".venv" / "run.stamp").touch()  # what pip would install, runs these tests
    portrait = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    (folder / "photo.jpg").write_bytes(cv2.imencode(".jpg", portrait)[1].tobytes())
    return Checkout(folder, port)


@contextmanager
def running(checkout: Checkout, text: str) -> Iterator[list[str]]:
    """Run a block until the end of ours, then stop it as Ctrl-C does; yield what it says."""
    process = subprocess.Popen(
        checkout.shell(text), cwd=checkout.folder, env=checkout.environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    lines: list[str] = []
    assert process.stdout
    listening = Thread(target=lines.extend, args=(process.stdout,))
    listening.start()
    try:
        yield lines
        os.killpg(process.pid, signal.SIGINT)
        process.wait(SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        listening.join()
        process.stdout.close()
        process.wait()


def block(beginning: str) -> str:
    [found] = [
        each.text for each in blocks("sh")
        if each.page == "README.md" and each.text.startswith(beginning)
    ]  # fmt: skip
    return found


def test_every_block_is_run_or_is_not_for_a_reason() -> None:
    beginnings = (*RUN, *NOT_RUN)
    texts = [each.text for each in blocks("sh") if each.page == "README.md"]
    assert [text for text in texts if not text.startswith(beginnings)] == []
    assert [each for each in beginnings if not any(t.startswith(each) for t in texts)] == []


@pytest.mark.skipif(
    not (shutil.which("make") and shutil.which("curl")), reason="needs make and curl"
)
def test_in_one_command_the_demo_is_counted_and_told_of(checkout: Checkout) -> None:
    with running(checkout, block("make run")) as lines:
        assert until(lambda: any(line.startswith("released ") for line in lines), SECONDS), lines
        told = checkout.told(block(". .venv/bin/activate"))
    assert "".join(lines).endswith("Stopped; everything counted is kept.\n")
    assert "compliance_passages_total{" in told
    table, _, rest = told.partition("{")
    assert "entrance" in table
    answer, _ = json.JSONDecoder().raw_decode("{" + rest)
    assert answer["items"][0]["area"] == "entrance"


def test_a_recording_and_a_photograph_are_judged(checkout: Checkout) -> None:
    told = checkout.told(block("compliance replay"))
    assert "26 of 26" in told
    assert "photo.jpg: " in told
    assert "no_mask 99%" in told
