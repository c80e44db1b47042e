"""The preview as an operator starts and ends it; nothing of it reaches disk."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attended.running import ROOT, environment, said_by
from tests.preview.running import DEMO, command, previewing
from tests.servers import free_port, rtsp_server, silent_port
from tests.sites import running_site, site_file

LOOP = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z\nloop = true'
_WRITES = re.compile(r'open(?:at)?\([^"]*"([^"]+)".*O_(?:WRONLY|RDWR|CREAT)|creat\("([^"]+)"')
_MAKES = re.compile(r'(?:rename|link|symlink|mkdir|mknod|truncate|memfd_create)\w*\(.*"([^"]*)"')


def told(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return said_by(command(*arguments), **changes)


def assert_refused(answer: subprocess.CompletedProcess[str], *words: str) -> None:
    said = answer.stderr + answer.stdout
    assert answer.returncode == 1, said
    assert "Traceback" not in said
    assert not [word for word in words if word not in said], said


def test_the_page_the_tunnel_and_the_notice_stand_in_the_terminal_and_q_ends_it() -> None:
    with previewing(str(DEMO)) as preview:
        assert f"ssh -L {preview.port}:127.0.0.1:{preview.port} " in preview.greeting
        assert "stored nowhere" in preview.greeting
        assert "answers for data protection" in preview.greeting
        code, rest = preview.quit()
    assert code == 0
    assert "nothing was stored" in rest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it(number: int) -> None:
    with previewing(str(DEMO)) as preview:
        preview.process.send_signal(number)
        rest, _ = preview.process.communicate(timeout=60)
    assert preview.process.returncode == 0
    assert "nothing was stored" in rest


def test_it_ends_with_its_input() -> None:
    answer = told(str(DEMO))
    assert answer.returncode == 0
    assert "since its input has" in answer.stdout


def test_a_key_ends_it_without_enter_and_so_does_the_terminals_closing() -> None:
    for is_typed in (True, False):
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "r") as terminal, previewing(str(DEMO), stdin=terminal) as preview:
            terminal.close()
            os.write(ours, b"xq") if is_typed else os.close(ours)
            preview.process.wait(60)
        assert preview.process.returncode == 0
        if is_typed:
            os.close(ours)


def test_it_does_not_run_as_a_service() -> None:
    assert_refused(told(str(DEMO), INVOCATION_ID="5f"), "does not run as a service")


def test_it_does_not_run_beside_the_service_unless_told_to(tmp_path: Path) -> None:
    path = site_file(tmp_path, str(DEMO), LOOP)
    with running_site(path) as process:
        assert process.stdout
        while "stop" not in process.stdout.readline():
            pass
        assert_refused(told("door", str(path)), "the service holds this camera", "--anyway")
        assert_refused(told(str(DEMO), str(path)), "the service holds this camera")
        answer = told("door", str(path), "--anyway")
    assert answer.returncode == 0
    assert "Preview of door" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("door",), ("door: is neither", "SITE.TOML")),
        (("x.mp4", "nowhere.toml"), ("nowhere.toml",)),
        (("ftp://camera/x",), ("unknown kind",)),
        (("rtsp://viewer:${UNSET}@camera/x",), ("UNSET", "not set")),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_refused(told(*arguments), *words)


def test_a_port_in_use_is_told() -> None:
    with silent_port() as port:
        arguments = [*command(str(DEMO))[:-2], "--port", str(port)]
        answer = subprocess.run(
            arguments, capture_output=True, text=True, input="", cwd=ROOT, env=environment(),
            check=False,
        )  # fmt: skip
    assert_refused(answer, str(port), "--port")


@pytest.mark.parametrize(
    ("source", "word"),
    [("missing.mp4", "missing.mp4"), ("noise.mp4", "noise.mp4"), ("/dev/video77", "video77")],
)
def test_a_source_that_cannot_be_opened_is_refused_before_anything_is_said(
    tmp_path: Path, source: str, word: str
) -> None:
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)) * 64)
    answer = told(source if source.startswith("/") else str(tmp_path / source))
    assert_refused(answer, word)
    assert answer.stdout == ""


def test_a_camera_that_does_not_answer_is_told_without_its_password() -> None:
    answer = told(f"rtsp://viewer:hidden%21@127.0.0.1:{free_port()}/x")
    assert_refused(answer, "refused", "export NAME")
    assert answer.stdout == ""
    assert "hidden" not in answer.stderr


def test_a_camera_that_goes_away_is_told_of_and_looked_at_again() -> None:
    with rtsp_server(DEMO.parent) as server, previewing(server.address(DEMO.name)) as preview:
        facts, picture, number = preview.look()
        assert (facts["state"], bool(picture)) == ("live", True)
        server.kill()
        while facts["state"] == "live":
            facts, picture, number = preview.look(number)
        assert (facts["state"], picture) == ("trouble", b"")
        server.start()
        while facts["state"] != "live":
            facts, picture, number = preview.look(number)
        assert picture


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "open,openat,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
    calls += ",mkdir,mkdirat,mknod,mknodat,truncate,ftruncate,memfd_create"
    process = subprocess.Popen(
        ["strace", "-f", "-qq", "-e", f"trace={calls}", "-o", str(trace), *command(str(DEMO))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment(),
    )
    assert process.stdin
    assert process.stdout
    while "  end " not in process.stdout.readline():
        pass
    with pytest.raises(subprocess.TimeoutExpired):  # pictures are shown meanwhile
        process.wait(4)
    process.communicate("q\n", timeout=60)
    done = [line for line in trace.read_text().splitlines() if "= -1" not in line]
    opened = {one or other for line in done for one, other in _WRITES.findall(line)}
    made = [line for line in done if _MAKES.search(line)]
    assert {name for name in opened if not name.startswith("/dev/")} == set()
    assert made == []


def test_no_file_can_grow_once_pictures_are_seen() -> None:
    with previewing(str(DEMO)) as preview:
        limits = Path(f"/proc/{preview.process.pid}/limits").read_text()
    lines = [line.split() for line in limits.splitlines()]
    assert ["Max", "file", "size", "0", "0", "bytes"] in lines
    assert ["Max", "core", "file", "size", "0", "0", "bytes"] in lines


def test_the_command_loads_no_pixels_before_it_is_needed() -> None:
    code = "import sys, compliance.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not {"av", "numpy", "cv2", "onnxruntime", "compliance.preview.show"} & set(loaded)
