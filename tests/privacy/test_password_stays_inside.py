"""A camera's password appears nowhere, in no spelling, whatever happens to the camera."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path
from threading import Event
from urllib.parse import quote, quote_plus

import cv2
import numpy as np
import pytest

from tests.fakes import until
from tests.privacy.talkative import Site, left_behind
from tests.processes import children_of
from tests.servers import evenly, free_port, mjpeg_server, rtsp_refusal

pytestmark = pytest.mark.timeout(300)

TYPED = "p@ss:w\u00f6rd/%41?x=1&y#'\"<\\>+$"
ENVIRONMENT = {"DOOR_PASSWORD": TYPED}
BARE = ("@ss:w", "rd/%41?x=1", "y#'", "ss%3Aw", "rd%2F%2541", "%3Fx%3D1")
"""Parts that no line holds by chance, plain and encoded."""


def spellings(password: str) -> set[bytes]:
    """Return every form in which a program might put the password out."""
    login = f"viewer:{password}"
    plain = {password, login, *BARE}
    encoded = {quote(password, safe=""), quote_plus(password), quote(password)}
    encoded |= {form.lower() for form in encoded}
    told = {json.dumps(password)[1:-1], repr(password)[1:-1], password.encode("unicode_escape")}
    texts = {form if isinstance(form, bytes) else form.encode() for form in plain | encoded | told}
    bare = {password.encode(), login.encode(), password.encode("latin-1")}
    return texts | {base64.b64encode(one) for one in bare} | {one.hex().encode() for one in bare}


def shown(data: bytes) -> set[bytes]:
    return {form for form in spellings(TYPED) if form in data}


def jpegs(stop: Event) -> Iterator[bytes]:
    noise = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    picture = cv2.imencode(".jpg", noise)[1].tobytes()
    return evenly(stop, repeat(picture))


@contextmanager
def camera(kind: str) -> Iterator[str]:
    """Yield the source of a camera: one that is right, or one that fails in some way."""
    with ExitStack() as stack:
        who = "viewer:${DOOR_PASSWORD}@127.0.0.1"
        if kind in {"right", "wrong password"}:
            login = f"viewer:{TYPED if kind == 'right' else 'another'}"
            port = stack.enter_context(mjpeg_server(jpegs, login=login)).split(":")[2]
            yield f"http://{who}:{port}"
        elif kind == "no such stream":
            port = stack.enter_context(mjpeg_server(jpegs)).split(":")[2].strip("/")
            yield f"http://{who}:{port}/none"
        elif kind == "refused by RTSP":
            yield f"rtsp://{who}:{stack.enter_context(rtsp_refusal('401 Unauthorized'))}/1"
        else:
            yield f"rtsp://{who}:{free_port()}/1"


def of_all_processes(site: Site) -> bytes:
    """Return what anybody may read of the daemon and of whatever it started."""
    assert site.process
    pids = {site.process.pid, *children_of(site.process.pid)}
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids]
    listed = subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, check=True)
    return b"\n".join([*lines, listed.stdout])


def of_children(site: Site) -> bytes:
    """Return the environments of the processes below, which need no secret."""
    return b"".join(Path(f"/proc/{pid}/environ").read_bytes() for pid in children_of(site.main()))


def asked(*words: str) -> bytes:
    """Return all that a command prints."""
    command = [sys.executable, "-m", "compliance", *words]
    answer = subprocess.run(command, capture_output=True, check=False, timeout=120)
    return answer.stdout + answer.stderr


@pytest.mark.parametrize(
    "kind", ["right", "wrong password", "no such stream", "refused by RTSP", "nobody there"]
)
def test_a_password_is_nowhere_to_be_seen(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOOR_PASSWORD", TYPED)
    with camera(kind) as source:
        site = Site(tmp_path, source, ENVIRONMENT)
        with site.running():
            if kind == "right":
                assert until(site.is_watching, 60), site.output()
            else:
                assert until(lambda: "door" in site.output() and "again" in site.output(), 60)
            told = site.told() + of_all_processes(site)
            assert not shown(told)
            assert not shown(of_children(site))
        assert not shown(asked("check-config", str(site.file), "--probe"))
        assert not shown(asked("report", str(site.file)))
    for folder in (tmp_path, site.temporary):
        assert not {
            path: shown(content) for path, content in left_behind(folder).items() if shown(content)
        }


def test_the_search_knows_the_password_when_it_sees_it() -> None:
    basic = base64.b64encode(f"viewer:{TYPED}".encode())
    for text in (TYPED.encode(), quote(TYPED, safe="").encode(), b"Basic " + basic):
        assert shown(b"... " + text + b" ...")
